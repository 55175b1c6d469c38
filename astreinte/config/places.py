"""Where a project and its kits keep what the settings are read from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

Kind = Literal["bmad", "grimoire", "none"]
HOME = ".astreinte"
FILE = "astreinte.yaml"
PREFIX = "ASTREINTE_"
LANGUAGE: Final = "fr"
"""Where nobody says another."""
CONTEXT = "project-context.yaml"
ROOTS: dict[str, Kind] = {"_bmad": "bmad", "_grimoire": "grimoire"}
PLAYBOOK = Path("_config/custom/workflows/incident-response.md")
CARDS = Path("_config/custom/agents")
MEMORY, MEMORY_LAYER, LEARNINGS = Path("_memory"), Path("_memory/config.yaml"), Path("_memory/agent-learnings")
TOML_LAYERS = ("config.toml", "config.user.toml", "custom/config.toml", "custom/config.user.toml")
YAML_LAYERS = ("bmm/config.yaml", "core/config.yaml")
WHOLE_LAYERS = ("config.yaml", "config.user.yaml")


def inputs(project: Path) -> Iterator[Path]:
    """Every file and folder that says something to the settings, whether it is there or not."""
    yield from (project / FILE, project / CONTEXT)
    for name in ROOTS:
        root = project / name
        cards = root / CARDS
        yield from (root, root / PLAYBOOK, root / MEMORY, root / MEMORY_LAYER, root / LEARNINGS, cards)
        yield from (root / layer for layer in (*TOML_LAYERS, *YAML_LAYERS, *WHOLE_LAYERS))
        yield from sorted(cards.glob("*.md"))


def postmortems_in(project: Path, said: str, kit: Path) -> Path:
    """Where post-mortems go: the setting, else what the kit says.

    Raises:
        ConfigError: the setting leads into a kit's root, where the kit's installer takes a new folder for a module.
    """
    if not said:
        return kit
    chosen = (project / said).resolve()
    if any(chosen.is_relative_to(project / root) for root in ROOTS):
        from astreinte.errors import ConfigError

        raise ConfigError(f"postmortems: {said!r} is inside a kit's root; choose another folder")
    return chosen
