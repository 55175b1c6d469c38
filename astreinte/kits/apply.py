"""Making a plan's changes, showing them, and taking them back."""

import difflib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from astreinte.memory import ProjectFolder

from . import records
from .changes import Change, Create, Insert, Plan, applied
from .leftovers import incidents_kept, sweep
from .records import FILE, Done, digest


def diff(project: Path, plan: Plan) -> str:
    """The changes as a unified diff that `patch -p1` and `git apply` take."""
    folder = ProjectFolder(project)
    return "".join(line for change in plan.changes for line in _diff(folder, change))


def _diff(folder: ProjectFolder, change: Change) -> Iterator[str]:
    path = folder.project / change.path
    before = folder.read(path)
    names = (f"a/{change.path}" if path.exists() else "/dev/null", f"b/{change.path}")
    for line in difflib.unified_diff(_lines(before), _lines(applied(change, before)), *names):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [part + "\n" for part in whole] + ([last] if last else [])


def apply(project: Path, plan: Plan) -> list[str]:
    """Make the changes, recording each before the next; the paths.

    Raises:
        StoreUnavailable: a file cannot be written; what was done so far is recorded.
    """
    folder, done = ProjectFolder(project), records.read(project)
    for change in plan.changes:
        done = [*[each for each in done if not _renewed(each, change)], _made(folder, change, done)]
        folder.edit(folder.project / FILE, lambda _, done=done: records.dumped(done))
    return [change.path for change in plan.changes]


def _renewed(each: Done, change: Change) -> bool:
    return isinstance(change, Create) and (each.path, each.kind) == (change.path, "create")


def _made(folder: ProjectFolder, change: Change, done: list[Done]) -> Done:
    path = folder.project / change.path
    folders = _missing(folder.project, path) or next((e.folders for e in done if _renewed(e, change)), ())
    before = folder.read(path)
    after = applied(change, before)
    folder.edit(path, lambda _: after)
    match change:
        case Insert(piece=piece):
            return Done(change.path, "insert", digest(after), piece=piece, folders=folders)
        case Create():
            return Done(change.path, "create", digest(after), folders=folders)
        case _:
            return Done(change.path, "replace", digest(after), before=before, folders=folders)


def _missing(project: Path, path: Path) -> tuple[str, ...]:
    """Folders that will have to be made, the outermost first."""
    absent = [each for each in path.parents if each.is_relative_to(project) and not each.exists()]
    return tuple(each.relative_to(project).as_posix() for each in reversed(absent))


@dataclass(frozen=True)
class Undone:
    """What an undo did.

    `back` are the paths taken back; `left` those that stay, edited or made by somebody else since. `incidents` is how
    many are kept with their journal and evidence, None where their number cannot be told; 0: no trace is left of them.
    """

    back: tuple[str, ...]
    left: tuple[str, ...]
    incidents: int | None


def undo(project: Path) -> Undone:
    """Take back what was done, the newest first, then everything else of ours, unless incidents are kept there."""
    folder, back, left = ProjectFolder(project), list[str](), list[str]()
    kept: list[Done] = []
    for each in reversed(records.read(project)):
        (back if _undone(folder, each) else left).append(each.path)
        if each.path in left:
            kept.insert(0, each)
        _emptied(folder.project, each.folders)
    record = folder.project / FILE
    if kept:
        folder.edit(record, lambda _: records.dumped(kept))
    else:
        record.unlink(missing_ok=True)
    incidents = incidents_kept(folder.project)
    others = sweep(folder.project) if incidents == 0 else []
    return Undone(tuple(back), (*left, *(path for path in others if folder.project / path != record)), incidents)


def _undone(folder: ProjectFolder, done: Done) -> bool:
    path = folder.project / done.path
    now = folder.read(path)
    if not path.exists():
        return True
    if done.kind == "insert":
        folder.edit(path, lambda text: text.replace(done.piece, "", 1))
        return True
    if digest(now) != done.digest:
        return False
    if done.kind == "create":
        path.unlink()
    else:
        folder.edit(path, lambda _: done.before)
    return True


def _emptied(project: Path, folders: tuple[str, ...]) -> None:
    for name in reversed(folders):
        with suppress(OSError):
            (project / name).rmdir()
