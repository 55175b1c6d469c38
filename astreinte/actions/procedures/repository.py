"""A restic repository on this host: damaged files set aside, the index rebuilt, what is lost backed up once more."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from .process import Failed, tool

NAME = re.compile(r"[0-9a-f]{64}\Z")
KINDS = ("data", "index")
CHUNK = 1 << 20
SINCE_REPAIR = (0, 16)
"""The version from which `rebuild-index` is called `repair index`."""


def look(place: str) -> str:
    """What would be set aside.

    Raises:
        Failed: no file is damaged, so that a repair would do nothing.
    """
    found = list(_damaged(Path(place)))
    if not found:
        raise Failed(f"every file of {place} holds what its name says: nothing to set aside")
    return "\n".join(f"damaged: {each.relative_to(place)}" for each in found)


def repair(place: str, password: str, aside: str, *paths: str) -> str:
    """Set damaged files aside, rebuild the index, back the paths up from their source, and read everything again.

    Raises:
        Failed: nothing is damaged; or a step failed or the repository is still not whole, and the files are back.
    """
    moved = _set_aside(Path(place), Path(aside))
    here = ("restic", "-r", place, "--password-file", password, "--no-cache")
    try:
        tool(*here, *index_words())
        if paths:
            tool(*here, "backup", "--force", "--", *paths)
        tool(*here, "check", "--read-data")
    except Failed:
        unrepair(place, password, aside)
        raise
    return f"{moved} damaged file(s) set aside in {aside}; all data was read and no error found"


def unrepair(place: str, password: str, aside: str) -> str:
    """Put the files back where they were, and the index as it follows from them."""
    kept = [each for each in Path(aside).rglob("*") if each.is_file()]
    for each in kept:
        target = Path(place) / each.relative_to(aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(each, target)
    shutil.rmtree(aside, ignore_errors=True)
    tool("restic", "-r", place, "--password-file", password, "--no-cache", *index_words())
    return f"{len(kept)} file(s) put back"


def index_words() -> tuple[str, ...]:
    """How this restic is told to rebuild its index."""
    found = re.search(r"restic (\d+)\.(\d+)", tool("restic", "version"))
    known = (int(found[1]), int(found[2])) if found else (0, 0)
    return ("repair", "index") if known >= SINCE_REPAIR else ("rebuild-index",)


def _set_aside(place: Path, aside: Path) -> int:
    if aside.exists():
        raise Failed(f"{aside} holds files of an earlier repair; move it away first")
    found = list(_damaged(place))
    if not found:
        raise Failed(f"every file of {place} holds what its name says: nothing to set aside")
    for each in found:
        target = aside / each.relative_to(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(each, target)
    return len(found)


def _damaged(place: Path) -> Iterator[Path]:
    """Packs and indexes whose content has another SHA-256 than their name."""
    if not (place / "config").is_file() or not (place / "data").is_dir():
        raise Failed(f"{place} is no restic repository on this host")
    for kind in KINDS:
        for each in sorted((place / kind).rglob("*")):
            if NAME.match(each.name) and each.is_file() and not each.is_symlink() and _sum(each) != each.name:
                yield each


def _sum(path: Path) -> str:
    sum_ = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sum_.update(chunk)
    return sum_.hexdigest()
