"""What the kernel says of processes that it killed inside a memory limit, and of filesystems it no longer writes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal

from .containers import known_by_id
from .context import Context
from .disk import mount_entity
from .lines import lines_of
from .seen import latest, of_kind, of_tool, rows, seen

LIMIT = re.compile(r"constraint=CONSTRAINT_MEMCG|[Mm]emory cgroup out of memory: Kill")
UNIT = re.compile(r"task_memcg=/\S*?(?P<unit>[\w@.:-]+\.service)")
CONTAINER = re.compile(r"task_memcg=/\S*?(?:docker[/-]|libpod-|lxc(?:\.payload)?[/.])(?P<name>[\w-]+)")
TASK = re.compile(r"\btask=(?P<task>[^,\s]+)|Kill\w* process \d+ \((?P<name>[^)]+)\)")
MOUNT = re.compile(r"^(?P<device>/dev/\S+|\S+:/\S*) on (?P<path>/.*?) type (?P<type>\S+) \((?P<options>[^)]*)\)")
MEDIA = frozenset({"squashfs", "iso9660", "udf", "erofs", "cramfs"})
GIVEN_UP = frozenset({"emergency_ro", "shutdown"})
"""What the options of a mount hold once the kernel has stopped writing to it."""


def find_kills(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`oom-reason` of the unit or container whose memory limit was reached; a kill of no known owner proves nothing."""
    for reading in of_kind(readings, "kernel"):
        for line in lines_of(reading, context, dated=True):
            if LIMIT.search(line.text) and (owner := _owner(line.text, context)):
                owner = known_by_id(readings, context).get(owner.removeprefix("container:"), owner)
                found = TASK.search(line.text)
                task = (found["task"] or found["name"] or "") if found else ""
                yield replace(seen("oom-reason", owner, reading, line.text, process=task), at=line.at or reading.at)


def find_mounts(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`disk-errors` where the kernel has given up, `mount-path-refused` where the service's own is read-only."""
    for reading in latest(of_tool(readings, "mount", "findmnt")):
        for row in rows(reading):
            found = MOUNT.match(row)
            options = frozenset(found["options"].split(",")) if found else frozenset[str]()
            if not found or found["type"] in MEDIA:
                continue
            if options & GIVEN_UP:
                yield seen("disk-errors", mount_entity(reading, found["path"]), reading, row, path=found["path"])
            if "ro" in options and _writes_to(found["path"], context):
                yield seen("mount-path-refused", context.entity, reading, row, path=found["path"])


def _owner(text: str, context: Context) -> str:
    if found := UNIT.search(text):
        owner = context.of_unit(found["unit"])
        return f"service:{owner}" if owner else f"unit:{found['unit']}"
    found = CONTAINER.search(text)
    return f"container:{found['name'][:12]}" if found else ""


def _writes_to(mount: str, context: Context) -> bool:
    own = (*context.own.paths, *context.own.logs)
    return mount != "/" and any(path == mount or path.startswith(mount.rstrip("/") + "/") for path in own)
