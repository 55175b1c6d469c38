"""Alerts and targets in other dresses: the table of `amtool`, rules of Prometheus, instant vectors, the old Grafana."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.exposition import find_samples
from astreinte.evidence.extract.seen import latest, of_kind, seen
from astreinte.evidence.extract.telemetry.documents import Map, document, every_map, field, first_text, maps

FIRING = frozenset({"firing", "alerting", "active"})
DEPTH = 6


def find_fired(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`alert-firing`, once an alert; and whatever samples of an instant vector tell, as they would written out."""
    for reading in latest(of_kind(readings, "alerts", "prometheus")):
        if "Alertname" in reading.text and "State" in reading.text:
            yield from _table(reading, context)
        elif '"groups"' in reading.text and '"rules"' in reading.text:
            yield from _rules(reading, context)
        elif '"ruleName"' in reading.text or '"rule_name"' in reading.text:
            yield from _old(reading, context)
        elif '"vector"' in reading.text:
            yield from find_samples([_written(reading)], context)


def _table(reading: Reading, context: Context) -> Iterator[Signal]:
    for row in rows_under(reading, "Alertname", "Summary", "State"):
        if row.get("State") in FIRING:
            name, summary = row.get("Alertname", ""), row.get("Summary", "")
            yield _firing(name, f"{name} (firing): {summary}", reading, context)


def _rules(reading: Reading, context: Context) -> Iterator[Signal]:
    for each in every_map(document(reading), DEPTH):
        if first_text(each, "type") == "alerting" and first_text(each, "state") in FIRING:
            name = first_text(each, "name")
            yield _firing(name, f"{name} (firing): {first_text(each, 'query')}", reading, context)


def _old(reading: Reading, context: Context) -> Iterator[Signal]:
    for each in every_map(document(reading), 1):
        name = first_text(each, "ruleName")
        if name and first_text(each, "state") in FIRING:
            yield _firing(name, f"{name} (alerting): {first_text(each, 'message', 'title')}", reading, context)


def _firing(name: str, detail: str, reading: Reading, context: Context) -> Signal:
    return seen("alert-firing", context.entity, reading, detail, alert=name)


def _written(reading: Reading) -> Reading:
    """The samples of an instant vector as lines of the text format; the reading keeps its id."""
    data = field(cast("Map", document(reading) or {}), "data")
    found = maps(field(cast("Map", data), "result")) if isinstance(data, dict) else []
    lines = [line for each in found if (line := _line(each))]
    return replace(reading, text="\n".join(lines), digest=reading.digest or reading.text)


def _line(sample: Map) -> str:
    metric, value = field(sample, "metric"), field(sample, "value")
    if not isinstance(metric, dict) or not isinstance(value, list):
        return ""
    labels, pair = cast("dict[str, Any]", metric), cast("list[Any]", value)
    own = ",".join(f'{key}="{text}"' for key, text in labels.items() if key != "__name__")
    return f"{labels.get('__name__', '')}{{{own}}} {pair[-1]}" if pair else ""
