"""A BMAD or Grimoire project: which root wins, what its layered configuration says, where its files go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from astreinte.errors import ConfigError

from .cards import STEMS, Card, installed, others
from .documents import merge, read_toml, read_yaml
from .places import (
    CARDS,
    CONTEXT,
    HOME,
    LEARNINGS,
    MEMORY,
    MEMORY_LAYER,
    PLAYBOOK,
    ROOTS,
    TOML_LAYERS,
    WHOLE_LAYERS,
    YAML_LAYERS,
    Kind,
)
from .settings import Role

PROJECT_ROOT = "{project-root}"
LENT = {"user_name", "communication_language", "document_output_language"}
"""What a BMAD configuration may lend to a Grimoire root: never a path."""

Layer = tuple[Path, Mapping[str, Any]]


@dataclass(frozen=True)
class BmadProject:
    """`root` is None without a kit; `why` says how it was chosen. `language` is `fr`, `en` or empty (unsaid).

    `memory_dir` is the kit's `_memory`, or `.astreinte/memory` where there is none.
    """

    project: Path
    root: Path | None
    kind: Kind
    why: str
    user_name: str
    language: str
    project_name: str
    postmortems_dir: Path
    memory_dir: Path
    cards: Mapping[Role, Card]
    others: tuple[Card, ...] = ()
    """Installed agents beyond the seven."""

    def roles(self) -> dict[Role, str | None]:
        """The agent's name by role; None for a role without a card; empty where no card at all is installed."""
        return {role: card.name if (card := self.cards.get(role)) else None for role in STEMS} if self.cards else {}


def resolve(project: Path, choice: str = "") -> BmadProject:
    """Look at the folder that holds the kits.

    Args:
        project: the project's folder.
        choice: `_bmad` or `_grimoire` when the caller has chosen, by flag, variable or `astreinte.yaml`.

    Raises:
        ConfigError: the choice does not exist, a file is malformed, or a configured path leaves the project.
    """
    project = project.resolve()
    root, why = _choose(project, choice)
    layers = _layers(project, root)
    language = _first(layers, "document_output_language") or _first(layers, "communication_language")
    memory = root / MEMORY if root else None
    cards: Mapping[Role, Card] = installed(root) if root else {}
    return BmadProject(
        project=project,
        root=root,
        kind=ROOTS[root.name] if root else "none",
        why=why,
        user_name=_first(layers, "user_name"),
        language=_code(language),
        project_name=_first(layers, "project_name"),
        postmortems_dir=_postmortems(project, root, layers),
        memory_dir=memory if memory and memory.is_dir() else project / HOME / "memory",
        cards=cards,
        others=others(root, cards) if root else (),
    )


def _choose(project: Path, choice: str) -> tuple[Path | None, str]:
    present = [project / name for name in ROOTS if (project / name).is_dir()]
    if choice:
        chosen = project / choice
        if chosen not in present:
            known = ", ".join(path.name for path in present) or "none"
            raise ConfigError(f"root {choice!r} is not in {project}; known: {known}. Correct `root:` or leave it out")
        return chosen, "chosen explicitly"
    if len(present) <= 1:
        return (present[0], "the only root present") if present else (None, "no BMAD or Grimoire root: defaults")
    for why, holds in (
        ("it holds the playbook", _has_playbook),
        ("it holds the ops persona cards", _has_cards),
        ("it has agent learnings", _has_learnings),
    ):
        holders = [root for root in present if holds(root)]
        if len(holders) == 1:
            return holders[0], why
    return project / "_grimoire", "a tie between the roots goes to _grimoire"


def _has_playbook(root: Path) -> bool:
    return (root / PLAYBOOK).is_file()


def _has_cards(root: Path) -> bool:
    return any((root / CARDS / f"{stem}.md").is_file() for stems in STEMS.values() for stem in stems)


def _has_learnings(root: Path) -> bool:
    return (root / LEARNINGS).is_dir()


def _layers(project: Path, root: Path | None) -> list[Layer]:
    """Flat configurations, the first that gives a key wins."""
    bmad = _bmad_layers(project / "_bmad")
    kit = [_yaml_layer(root / MEMORY_LAYER)] if root else []
    context = [_context_layer(project / CONTEXT)]
    if root is not None and root.name == "_grimoire":
        lent = [(path, {key: value for key, value in layer.items() if key in LENT}) for path, layer in bmad]
        return [*kit, *context, *lent]
    return [*bmad, *kit, *context]


def _bmad_layers(bmad: Path) -> list[Layer]:
    tables: dict[str, Any] = {}
    for name in TOML_LAYERS:
        tables = merge(tables, read_toml(bmad / name))
    modules = tables.get("modules")
    flat = merge(_table(tables.get("core")), _table(_table(modules).get("bmm")))
    low, high = (bmad / name for name in WHOLE_LAYERS)
    layers = (_yaml_layer(bmad / name) for name in YAML_LAYERS)
    return [(bmad / TOML_LAYERS[0], flat), *layers, (low, merge(read_yaml(low), read_yaml(high)))]


def _yaml_layer(path: Path) -> Layer:
    return path, read_yaml(path)


def _context_layer(path: Path) -> Layer:
    data = read_yaml(path)
    user, about = _table(data.get("user")), _table(data.get("project"))
    said = {"user_name": user.get("name"), "communication_language": user.get("language")}
    return path, said | {"project_name": about.get("name")}


def _table(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - YAML and TOML are untyped


def _first(layers: Sequence[Layer], key: str) -> str:
    return _found(layers, key)[1]


def _found(layers: Sequence[Layer], key: str) -> tuple[Path | None, str]:
    for path, layer in layers:
        value = layer.get(key)
        if isinstance(value, str) and value.strip() and "{{" not in value:
            return path, value.strip()
    return None, ""


def _code(language: str) -> str:
    if not language:
        return ""
    return "fr" if language.lower().startswith("fr") else "en"


def _postmortems(project: Path, root: Path | None, layers: Sequence[Layer]) -> Path:
    tail = Path("postmortems")
    for key, below in (("implementation_artifacts", tail), ("output_folder", "implementation-artifacts" / tail)):
        path, raw = _found(layers, key)
        if path:
            return _inside(project, raw, f"{path}: {key}") / below
    output = f"{root.name}-output" if root else "_bmad-output"
    return project / output / "implementation-artifacts" / tail


def _inside(project: Path, raw: str, where: str) -> Path:
    resolved = (project / raw.replace(PROJECT_ROOT, str(project))).resolve()
    if not resolved.is_relative_to(project):
        raise ConfigError(
            f"{where}: {raw!r} lies outside the project {project}; use {PROJECT_ROOT}/… or set `postmortems:`"
        )
    return resolved
