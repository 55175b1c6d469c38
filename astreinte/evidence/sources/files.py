"""Files read in Python: the end of a log, a configuration, /proc, what may go. Bounded, never followed outside."""

import glob
import os
import re
import stat
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from astreinte.evidence.stamps import stamp_of
from astreinte.evidence.unavailable import Unavailable

from .catalogue import SYSTEM_FILES, Paths

TAIL = 512 * 1024
CONFIG = 64 * 1024
RECENT = timedelta(minutes=30)
QUIET = 20
"""Lines kept of a log that has said nothing for half an hour: its last words."""

LISTED = 200


def tail(path: str, lines: int, now: datetime, paths: Paths) -> str:
    """The last lines of a log; where lines carry a time, those of the last 30 minutes."""
    return recent(_bytes(path, paths, -TAIL).decode("utf-8", "replace").splitlines()[-lines:], now)


def recent(rows: Sequence[str], now: datetime) -> str:
    """Those of the last 30 minutes where lines carry a time; the last words of a log that is silent since."""
    kept = _since(rows, now - RECENT)
    return "\n".join(kept if kept is not None else rows[-QUIET:])


def _since(rows: Sequence[str], start: datetime) -> Sequence[str] | None:
    """From the first line that is not older than `start`; None when all are.

    A wall time without a zone is read both in the zone of this host and in UTC.
    """
    dated = False
    for index, row in enumerate(rows):
        if (stamp := stamp_of(row, start.year)) is None:
            continue
        dated = True
        readings = [stamp.at] if stamp.zoned else [stamp.at, stamp.at.replace(tzinfo=None).astimezone(UTC)]
        if max(readings) >= start:
            return rows[index:]
    return None if dated else rows


def config(path: str, paths: Paths) -> str:
    """When the file was changed, its mode and owner, and its text."""
    body = _bytes(path, paths, CONFIG)
    info = Path(path).stat()
    head = heading(path, info.st_mtime, stat.filemode(info.st_mode), f"{info.st_uid}:{info.st_gid}", info.st_size)
    return f"{head}\n{body.decode('utf-8', 'replace')}"


def heading(path: str, modified: float, mode: str, owner: str, size: int) -> str:
    """The line that stands before a file's text."""
    changed = datetime.fromtimestamp(modified, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"# {path}: modified {changed}, {mode} {owner}, {size} bytes"


def proc(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "replace")
    except OSError as error:
        raise Unavailable("cannot_read", path=path, why=error.strerror or error) from error


def sizes(globs: Sequence[str]) -> str:
    """`du -k` of the files that the globs match, the biggest first: regular files of one name, through no link."""
    found: dict[str, int] = {}
    for pattern in globs:
        for path in glob.iglob(pattern, recursive=True):  # noqa: PTH207
            try:
                info = os.lstat(path)
            except OSError:
                continue
            if stat.S_ISREG(info.st_mode) and info.st_nlink == 1 and _within(pattern, path):
                found[path] = -(-info.st_blocks // 2)
    biggest = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:LISTED]
    return "\n".join(f"{size}\t{path}" for path, size in biggest)


def _within(pattern: str, path: str) -> bool:
    """Whether no link lies between the folder that the pattern names outright and the file."""
    root = os.path.dirname(re.split(r"[*?\[]", pattern, maxsplit=1)[0]).rstrip("/")  # noqa: PTH120
    return os.path.realpath(path) == os.path.realpath(root or "/").rstrip("/") + path[len(root) :]


def _bytes(path: str, paths: Paths, count: int) -> bytes:
    """`count` bytes from the start, or from the end when negative.

    Raises:
        ReadingUnavailable: absent, forbidden, no regular file, or a link that leads out of the inventory's paths.
    """
    real = Path(path).resolve()
    roots = [Path(root).resolve() for root in paths.roots]
    if path not in SYSTEM_FILES and not any(real == root or real.is_relative_to(root) for root in roots):
        raise Unavailable("outside", path=path, real=real)
    try:
        if not stat.S_ISREG(real.stat().st_mode):
            raise Unavailable("not_regular", path=path)
        with real.open("rb") as file:
            if count < 0:
                file.seek(0, os.SEEK_END)
                file.seek(max(file.tell() + count, 0))
            return file.read(abs(count))
    except OSError as error:
        raise Unavailable("cannot_read", path=path, why=error.strerror or error) from error
