"""Changes of the project's own kit files: offered as patches to read, made only when asked for by name."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from astreinte.config import BmadProject
from astreinte.config.places import PLAYBOOK
from astreinte.memory import ProjectFolder

from .changes import Change, Create, Insert, Replace
from .skills import text_of

OFFERS = ("playbook", "menu", "overrides")
ITEM = re.compile(r"^[ \t]*<item\b[^\n]*(?:\n|\Z)", re.MULTILINE)
OURS = "bmad-incident-response"


def offered(name: str, kit: BmadProject, language: str) -> list[Change]:
    """The changes of one offer, those already made left out; none without a kit."""
    if kit.root is None:
        return []
    makers = {"playbook": _playbook, "menu": _menu, "overrides": _overrides}
    return list(makers[name](kit, kit.root, language, ProjectFolder(kit.project)))


def _playbook(kit: BmadProject, root: Path, language: str, folder: ProjectFolder) -> Iterator[Change]:
    path, text = root / PLAYBOOK, text_of(language, "incident-response.md")
    if folder.read(path) == text:
        return
    shown = path.relative_to(kit.project).as_posix()
    yield Replace(shown, text) if path.exists() else Create(shown, text)


def _menu(kit: BmadProject, root: Path, language: str, folder: ProjectFolder) -> Iterator[Change]:
    """An item after the last one of each card that fills a role."""
    label = "[IR] Répondre à un incident" if language == "fr" else "[IR] Respond to an incident"
    target = f"{{project-root}}/{root.name}/{PLAYBOOK.as_posix()}"
    for card in dict.fromkeys(kit.cards.values()):
        text = folder.read(card.path)
        items = list(ITEM.finditer(text))
        if not items or "[IR]" in text:
            continue
        last = items[-1]
        indent = re.match(r"[ \t]*", last[0])
        item = f'<item cmd="IR or fuzzy match on incident" exec="{target}">{label}</item>\n'
        piece = ("" if last[0].endswith("\n") else "\n") + (indent[0] if indent else "") + item
        yield Insert(card.path.relative_to(kit.project).as_posix(), piece, last.end())


def _overrides(kit: BmadProject, root: Path, language: str, folder: ProjectFolder) -> Iterator[Change]:
    """BMAD's own override file takes the personas as agents, where it has none of that name."""
    del language
    if root.name != "_bmad":
        return
    path = root / "custom" / "config.toml"
    text = folder.read(path)
    try:
        known = tomllib.loads(text).get("agents", {})
    except tomllib.TOMLDecodeError:
        return
    tables = [_table(card.tag, card.name, card.icon) for card in kit.cards.values() if card.tag not in known]
    if not tables:
        return
    piece = "\n".join(dict.fromkeys(tables))
    shown = path.relative_to(kit.project).as_posix()
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    yield Insert(shown, gap + piece, len(text)) if path.exists() else Create(shown, piece)


def _table(tag: str, name: str, icon: str) -> str:
    quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in (name, icon)]
    code = re.sub(r"[^\w-]+", "-", tag)
    return f'[agents.{code}]\nteam = "ops"\nname = "{quoted[0]}"\nicon = "{quoted[1]}"\n'
