"""A folder restored beside the present one and verified there; only then do the two change places."""

import os
import shutil
from pathlib import Path

from .process import Failed, tool

NEW, OLD = ".astreinte-new", ".astreinte-old"


def restore(place: str, password: str, snapshot: str, path: str) -> str:
    """Put what a snapshot holds of `path` in its place; what was there is kept beside it.

    Raises:
        Failed: the place is a mount point, an earlier swap is not cleared away, or the restore failed; then nothing
            has changed.
    """
    target, new, old = Path(path), Path(path + NEW), Path(path + OLD)
    if os.path.ismount(target) or target.is_symlink():
        raise Failed(f"{path} is a mount point or a link: it cannot change places; restore it by hand")
    for each in (new, old):
        if os.path.lexists(each):
            raise Failed(f"{each} is left over from an earlier restore; move it away first")
    words = ("--target", str(new), "--include", path, "--verify")
    try:
        tool("restic", "-r", place, "--password-file", password, "--no-cache", "restore", snapshot, *words)
        found = new / path.lstrip("/")
        if not found.exists():
            raise Failed(f"snapshot {snapshot} holds nothing of {path}")
        _swap(target, found, old)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return f"{path} is that of snapshot {snapshot}; what was there is in {old}"


def unrestore(path: str) -> str:
    """What was there before comes back; the restored copy is kept beside it.

    Raises:
        Failed: nothing was kept.
    """
    target, new, old = Path(path), Path(path + NEW), Path(path + OLD)
    if not os.path.lexists(old):
        raise Failed(f"{old} is not there: nothing to put back")
    _swap(target, old, new)
    return f"{path} is what it was; the restored copy is in {new}"


def _swap(target: Path, found: Path, kept: Path) -> None:
    """`found` takes the place of `target`, which is kept; where the second step fails, the first is taken back."""
    there = os.path.lexists(target)
    if there:
        target.rename(kept)
    try:
        found.rename(target)
    except OSError:
        if there:
            kept.rename(target)
        raise
