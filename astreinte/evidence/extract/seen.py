"""Small shared shapes of the extractors."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.redaction import strip_controls

from .context import Context
from .kinds import kinds_of

Extractor = Callable[[Sequence[Reading], Context], Iterable[Signal]]
"""Reads signals out of all readings at once; looks only at those of its kind."""


def seen(name: str, entity: str, reading: Reading, detail: str = "", peer: str = "", **attributes: str) -> Signal:
    """One signal of one reading, dated by it."""
    return Signal(name, entity, (reading.id,), reading.at, None, peer, detail.strip()[:200], 1, attributes)


def of_kind(readings: Iterable[Reading], *kinds: str) -> Iterator[Reading]:
    """The answered readings of these kinds; pasted text and unknown tools are of every kind."""
    for reading in readings:
        if reading.status == "ok":
            own = kinds_of(reading.query)
            if own is None or own.intersection(kinds):
                yield reading


def of_tool(readings: Iterable[Reading], *tools: str) -> Iterator[Reading]:
    return (reading for reading in readings if reading.query.tool in tools)


def rows(reading: Reading) -> list[str]:
    return [row for row in strip_controls(reading.text).split("\n") if row.strip()]


def latest(readings: Iterable[Reading]) -> list[Reading]:
    """Of each question only the newest answer: what it said before no longer holds."""
    newest: dict[tuple[str, str, str], Reading] = {}
    for reading in readings:
        key = reading.query.key
        if key not in newest or reading.at >= newest[key].at:
            newest[key] = reading
    return list(newest.values())
