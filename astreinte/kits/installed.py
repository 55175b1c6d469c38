"""What of ours lies in a project: skills and server entries, as they are and as they should be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from astreinte.memory import ProjectFolder

from . import records
from .plan import ASSISTANTS
from .servers import insertion
from .skills import SKILLS, skill_files

State = Literal["current", "edited", "older", "missing", "broken"]
"""edited: by a person, since we wrote it. older: as an earlier version of ours wrote it. broken: it cannot be read."""

WORST: tuple[State, ...] = ("missing", "older", "edited", "current")
EXEC = re.compile(r"<item\b[^>]*\bexec=\"\{project-root\}/(?P<path>[^\"]+)\"[^>]*>\[IR\]")


@dataclass(frozen=True)
class Installed:
    path: str
    state: State


def assistants(project: Path) -> list[str]:
    """The assistants whose skills folder holds one of ours, or should by the record of what was done."""
    recorded = {each.path for each in records.read(project)}
    there = {
        place
        for place, _ in ASSISTANTS.values()
        if any((project / place / name).is_dir() for name in SKILLS)
        or any(path.startswith(f"{place}/{name}/") for path in recorded for name in SKILLS)
    }
    files = {file[0] for _, file in ASSISTANTS.values() if file and file[0] in recorded}
    named = [name for name, (place, file) in ASSISTANTS.items() if place in there and (not file or file[0] in files)]
    return named or [name for name, (place, _) in ASSISTANTS.items() if place in there][:1]


def skills(project: Path, language: str, names: Sequence[str]) -> Iterator[Installed]:
    """One line a skill and place: the worst state of its files."""
    folder, written = ProjectFolder(project), {each.path: each.digest for each in records.read(project)}
    for place in dict.fromkeys(ASSISTANTS[name][0] for name in names):
        for skill in SKILLS:
            own = [(path, text) for path, text in skill_files(language) if path.startswith(f"{skill}/")]
            states: list[State] = [_state(folder, f"{place}/{path}", text, written) for path, text in own]
            worst = min(states, key=WORST.index)
            yield Installed(f"{place}/{skill}", worst)


def _state(folder: ProjectFolder, shown: str, text: str, written: dict[str, str]) -> State:
    path = folder.project / shown
    if not path.is_file():
        return "missing"
    now = folder.read(path)
    if now == text:
        return "current"
    return "older" if written.get(shown) == records.digest(now) else "edited"


def servers(project: Path, names: Sequence[str]) -> Iterator[Installed]:
    """The entry of the MCP server in each assistant's file; assistants that use the command line have none."""
    folder = ProjectFolder(project)
    for shown, key in dict.fromkeys(file for name in names if (file := ASSISTANTS[name][1])):
        path = folder.project / shown
        if not path.is_file():
            yield Installed(shown, "missing")
            continue
        try:
            yield Installed(shown, "current" if insertion(folder.read(path), key) is None else "missing")
        except ValueError:
            yield Installed(shown, "broken")


def menu_targets(text: str) -> list[str]:
    """Where the `[IR]` items of a card lead, below the project."""
    return [hit["path"] for hit in EXEC.finditer(text)]
