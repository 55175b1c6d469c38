"""Metric tables and range answers: the components that left their band, since when, and whose doing it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from astreinte.domain import Reading, Signal, rfc3339

from .context import Context
from .kubernetes.metrics import dependencies
from .seen import latest, of_kind, seen

if TYPE_CHECKING:
    from astreinte.evidence.metrics import Echo, Series, Suspect
    from astreinte.evidence.metrics.change import Change

HEAD = re.compile(
    r"(?i)\A\s*(?:[^\n,]*,){0,3}\"?(?:@|unix[_ ]?)?(?:time|timestamp|date|datetime|ts)\"?,[^\n]*\n[^\n]*\d{4}"
)
RANGE = re.compile(r"\A\s*\{[\s\S]{0,400}\"(?:matrix|values)\"")
LEAST_ROWS = 10
SIGNALS: Mapping[str, tuple[str, ...]] = {
    "cpu": ("cpu-component-high",),
    "way": ("slow-one-component", "latency-high"),
    "time": ("own-time-high",),
    "failures": ("own-failures-high",),
}
SAID = {
    "cpu": "CPU",
    "way": "lost between caller and callee",
    "time": "time of its own",
    "failures": "failures of its own",
}


def holds_series(reading: Reading) -> bool:
    """Whether the text is a range answer of Prometheus, or a CSV table with a column of moments."""
    text = reading.text
    return bool(RANGE.match(text)) or (text.count("\n") >= LEAST_ROWS and HEAD.match(text) is not None)


def find_shifts(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`cpu-component-high`, `slow-one-component`, `latency-high`, `own-time-high`, `own-failures-high` by suspicion.

    And `metric-anomaly` on each component that echoes one that it calls, its peer. `value` is the distance from the
    band in spreads; attribute `first` is the onset, `share` how much the ranking leaves of the suspicion.
    """
    tables = _tables(readings)
    if not tables:
        return
    from astreinte.evidence.metrics import rank

    found = list(series_of(tables, context))
    verdict = rank(found, _calls(readings, context), context.service)
    by_id = {each.id: each for each in tables}
    for suspect in verdict.suspects:
        yield from _accused(suspect, by_id[suspect.change.series.reading])
    for echo in verdict.echoes:
        yield _echoed(echo, by_id[echo.change.series.reading])


def _tables(readings: Sequence[Reading]) -> list[Reading]:
    return [each for each in latest(of_kind(readings, "metrics")) if holds_series(each)]


def series_of(readings: Sequence[Reading], context: Context) -> Iterator["Series"]:
    """The series of all tables among the readings, up to the moment as of which the case is judged."""
    for table in _tables(readings):
        yield from _series(table, context)


def _series(table: Reading, context: Context) -> Iterator["Series"]:
    from astreinte.evidence.metrics import Asked, of_matrix, of_table

    read = of_matrix if RANGE.match(table.text) else of_table
    for each in read(table.text, Asked(table.query.text, table.id, context.service)):
        yield each.until(max(context.now, table.at).timestamp())


def _calls(readings: Sequence[Reading], context: Context) -> Mapping[str, frozenset[str]]:
    needs = {name: frozenset(service.needs) for name, service in context.services.items() if service.needs}
    drawn = dependencies(readings)
    return {name: needs.get(name, frozenset()) | drawn.get(name, frozenset()) for name in {**needs, **drawn}}


def _accused(suspect: "Suspect", reading: Reading) -> Iterator[Signal]:
    what = f"{SAID[suspect.what]}: {_shown(suspect.change)}"
    if suspect.callers:
        what += f" (calls from {', '.join(suspect.callers)})"
    for name in SIGNALS[suspect.what]:
        told = _signal(name, suspect.component, suspect.change, reading, what)
        yield replace(told, attributes={**told.attributes, "share": f"{suspect.weight:g}"})


def _echoed(echo: "Echo", reading: Reading) -> Signal:
    told = _signal("metric-anomaly", echo.component, echo.change, reading, _shown(echo.change))
    return replace(told, peer=echo.callee)


def _signal(name: str, component: str, change: "Change", reading: Reading, detail: str) -> Signal:
    first = rfc3339(datetime.fromtimestamp(change.onset, UTC))
    told = seen(name, f"service:{component}", reading, detail, first=first, metric=change.series.metric)
    return replace(told, value=round(min(change.score, 1e6), 2))


def _shown(change: "Change") -> str:
    unit = " %" if change.series.named.percent else ""
    return f"{change.series.metric}: {change.now:.4g}{unit}, usually {change.band.centre:.4g}{unit}"
