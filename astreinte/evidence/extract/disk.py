"""Filesystems without room, from `df` in any language and column order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from astreinte.domain import Reading, Signal

from .context import Context
from .seen import latest, of_kind, rows, seen

FULL = 98
"""Per cent in use from which a filesystem counts as full."""

USE = re.compile(r"^(\d{1,3})%$")
SIZE = re.compile(r"^\d+(?:[.,]\d+)?[KMGTPE]?i?$")
PSEUDO = ("/proc", "/sys", "/snap", "/run/credentials", "/var/lib/snapd", "/cdrom", "/media/cdrom")
IMAGE = re.compile(r"^/dev/loop\d+$")
READ_ONLY = re.compile(r"^(?:/dev/sr\d+|squashfs|iso9660|udf|efivarfs|devfs)$")


@dataclass(frozen=True)
class Mount:
    """One row of `df`; `available` is as printed, empty when the columns do not tell."""

    path: str
    use: int
    available: str
    image: bool = False
    """On a loop device: most are packages, which are always full, so that only one that a service writes to counts."""

    @property
    def full(self) -> bool:
        return self.use >= FULL or self.available in {"0", "0K", "0B", "0Bi"}


def find_full(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`filesystem-full` on `mount:/path`, or on `mount:HOST:/path` of another machine, for blocks or inodes."""
    for reading in latest(of_kind(readings, "df")):
        inodes = "-i" in reading.query.args or any("inode" in row.lower() for row in rows(reading)[:1])
        for mount in _mounts(reading):
            if mount.full and (not mount.image or _written(mount.path, reading, context)):
                what = "inodes" if inodes else "blocks"
                detail = f"{mount.path} {mount.use}% of {what} used, {mount.available or '?'} available"
                holds = {"holds": context.service} if _holds(mount.path, reading, context) else {}
                known = holds | host_of(reading)
                yield seen(
                    "filesystem-full", mount_entity(reading, mount.path), reading, detail,
                    path=mount.path, use=f"{mount.use}%", available=mount.available, of=what, **known,
                )  # fmt: skip


def mount_entity(reading: Reading, path: str) -> str:
    """The same path on two machines is two things."""
    host = reading.query.where
    return f"mount:{path}" if host == "local" else f"mount:{host}:{path}"


def host_of(reading: Reading) -> dict[str, str]:
    """The machine that was asked, where it is not this one."""
    host = reading.query.where
    return {} if host == "local" else {"host": host}


def parse_row(row: str) -> Mount | None:
    """A row of `df`: a device, figures, a percentage and an absolute mount point; None for headers and other lines.

    Of two percentages the first is of blocks, the second of inodes; a mount point and percentages may stand alone.
    """
    words = row.split()
    shares = [index for index, word in enumerate(words) if USE.match(word)]
    places = [index for index, word in enumerate(words) if word.startswith("/")]
    alone = len(words) == len(shares) + len(places) == len(shares) + 1
    if not shares or not places or (len(words) < 4 and not alone):  # noqa: PLR2004
        return None
    share = shares[0]
    place = next((index for index in reversed(places) if not words[index].startswith("/dev/")), places[-1])
    figures = [index for index, word in enumerate(words) if SIZE.match(word)]
    if (len(figures) < 2 and not alone) or (place == 0 and not words[0].startswith("/")):  # noqa: PLR2004
        return None
    path = " ".join(words[place:]) if place > share else words[place]
    if READ_ONLY.match(words[0]) or any(path == root or path.startswith(root + "/") for root in PSEUDO):
        return None
    available = words[share - 1] if share and share - 1 in figures and place > share else ""
    return Mount(path, int(words[share].rstrip("%")), available, IMAGE.match(words[0]) is not None)


def _mounts(reading: Reading) -> list[Mount]:
    return list({mount.path: mount for row in rows(reading) if (mount := parse_row(row))}.values())


def _holds(mount: str, reading: Reading, context: Context) -> bool:
    """Whether a path of the service lies on this mount: no deeper mount of the reading takes it."""
    others = [other.path for other in _mounts(reading)]
    return any(_deepest(path, others) == mount for path in (*context.own.paths, *context.own.logs))


def _written(mount: str, reading: Reading, context: Context) -> bool:
    """Whether any service of the inventory writes there."""
    others = [other.path for other in _mounts(reading)]
    paths = (path for service in context.services.values() for path in (*service.paths, *service.logs))
    return any(_deepest(path, others) == mount for path in paths)


def _deepest(path: str, mounts: Sequence[str]) -> str:
    over = [mount for mount in mounts if path == mount or path.startswith(mount.rstrip("/") + "/")]
    return max(over, key=len, default="")
