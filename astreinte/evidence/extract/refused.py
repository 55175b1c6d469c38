"""Why a container engine did not create or start a container: images, ports, networks, mounts."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal

from .containers import objects
from .context import Context
from .entities import entity_of
from .seen import latest, of_tool, rows, seen

IMAGE = re.compile(
    r"\b(?:manifest for|pull access denied for|repository|image|failed to resolve reference) \"?(?P<name>[\w./-]+)"
)
DOES = frozenset({"run", "start", "up", "create", "pull", "build", "restart", "compose", "inspect", "play"})
TOLD = tuple(
    (signal, re.compile(pattern))
    for signal, pattern in {
        "port-in-use": r"port is already allocated|address already in use|Ports are not available",
        "pull-failing": r"pull access denied|manifest unknown|manifest for \S+ not found|repository \S+ not found"
        r"|unable to (?:pull|copy from source)|toomanyrequests|error pulling image|No such image",
        "pull-not-found": r"manifest unknown|manifest for \S+ not found|repository \S+ not found"
        r"|repository does not exist",
        "pull-refused": r"unauthorized: |no basic auth credentials|authentication required",
        "network-detached": r"network \S+ not found|network .{1,80} could not be found|no such network",
        "mount-failing": r"bind source path does not exist|error mounting|error while mounting volume|no such volume"
        r"|external volume .{1,80} not found|invalid mount config|failed to mount|statfs \S+: no such file",
        "entrypoint-failing": r"executable file not found|exec format error|no such file or directory: unknown",
    }.items()
)


def find_refusals(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """What the engine says of its own accord; lines that a container logged are none of it."""
    for reading in latest(of_tool(readings, "docker", "podman")):
        if reading.status == "no_data" or not DOES.intersection(reading.query.args[:2]):
            continue
        entity = entity_of(reading.query, context) if "inspect" in reading.query.args else context.entity
        for text in _said(reading):
            entity = _of_image(text, context) or entity
            for signal, pattern in TOLD:
                if pattern.search(text):
                    yield seen(signal, entity, reading, text)


def _of_image(text: str, context: Context) -> str:
    """The service whose unit has the name of the image that the text speaks of; empty where there is none."""
    for found in IMAGE.finditer(text):
        name = found["name"].rpartition("/")[2]
        if owner := context.of_unit(name) or (name if name in context.services else ""):
            return f"service:{owner}"
    return ""


def _said(reading: Reading) -> Iterator[str]:
    """The errors of `inspect`, or the lines of a command's answer, its complaint included."""
    if "inspect" in reading.query.args:
        for entry in objects(reading.text):
            state = entry.get("State")
            if isinstance(state, dict) and (error := str(state.get("Error") or "")):  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
                yield error[:1000]
        return
    if "logs" not in reading.query.args:
        yield from (row[:1000] for row in (*rows(reading), *reading.why.split("\n")) if row.strip())
