"""Commands that were run inside a container: read as what they are, and told of the container they ran in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Query, Reading, Signal

from .context import Context
from .entities import entity_of
from .paste.commands import asked_inside

ENGINES = frozenset({"kubectl", "docker", "podman"})
Reader = Callable[[Sequence[Reading], Context], Iterable[Signal]]


def find_inside(readings: Sequence[Reading], context: Context, read: Reader) -> Iterator[Signal]:
    """What `read` finds in the outputs of `kubectl exec POD -- …` and `docker exec NAME …`."""
    ran: dict[str, list[Reading]] = {}
    for reading in readings:
        inner = _inner(reading.query) if reading.status == "ok" else None
        if inner:
            ran.setdefault(entity_of(reading.query, context), []).append(replace(reading, query=inner))
    for entity, told in ran.items():
        for signal in read(told, context):
            yield replace(signal, entity=entity)


def _inner(query: Query) -> Query | None:
    if query.tool not in ENGINES or "exec" not in query.args[:3]:
        return None
    return asked_inside(query)
