"""Alert payloads and monitors: what fires now, what is over, what was a scheduled check."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import rows, seen

from .documents import Map, document, every_map, field, first_text

FIRING = frozenset(
    {"firing", "alerting", "alert", "triggered", "alarm", "critical", "warn", "warning", "active", "open"}
)
OVER = frozenset({"resolved", "recovered", "inactive", "closed"})
WELL = frozenset({"ok", "normal", "no_alert"})
COMPONENT = ("service", "app", "component", "deployment", "container", "job")
LISTING = ("/api/v1/rules",)
RULE = re.compile(r"^(?P<name>\S+) \(alerting\): .*; state inactive\b")
MONITOR = ("overall_state", "monitor_state", "StateValue")


def find_alerts(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`alert-firing`, `alert-resolved`, `alert-quiet`, `monitor-alerting`, `monitors-ok`."""
    for reading in readings:
        found = list(every_map(document(reading), 3))
        yield from (each for data in found if (each := _alert(data, reading, context)))
        yield from _monitors([each for each in found if first_text(each, *MONITOR)], reading, context)


def find_rule(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`alert-resolved` where Prometheus lists the rule that declared the incident and no alert of it is left."""
    listings = [each for each in readings if each.query.tool == "prometheus" and each.query.args[:1] == LISTING]
    for reading in listings if context.alert else ():
        for row in rows(reading):
            if (found := RULE.match(row)) and found["name"] == context.alert:
                detail = f"{context.alert} (inactive)"
                yield seen("alert-resolved", context.entity, reading, detail, alert=context.alert)


def _alert(data: Map, reading: Reading, context: Context) -> Signal | None:
    labels = field(data, "labels", "commonLabels")
    state = first_text(data, "state", "status").lower() or _nested(data)
    if not isinstance(labels, dict) or not state:
        return None
    own = cast("Map", labels)
    name = first_text(own, "alertname") or first_text(data, "title", "alertname", "name")
    notes = field(data, "annotations", "commonAnnotations")
    summary = first_text(cast("Map", notes), "summary", "description") if isinstance(notes, dict) else ""
    word = "alert-firing" if state in FIRING else "alert-resolved" if state in OVER else "alert-quiet"
    if state not in FIRING | OVER | WELL:
        return None
    return seen(word, _whose(own, context), reading, f"{name} ({state}): {summary}", alert=name)


def _whose(labels: Map, context: Context) -> str:
    """The service of the inventory that the labels name; whoever the incident is about when they name none."""
    named = (str(labels.get(key, "")) for key in COMPONENT)
    return next((f"service:{name}" for name in named if name in context.services), context.entity)


def _nested(data: Map) -> str:
    status = field(data, "status")
    return first_text(cast("Map", status), "state").lower() if isinstance(status, dict) else ""


def _monitors(monitors: Sequence[Map], reading: Reading, context: Context) -> Iterator[Signal]:
    loud = [each for each in monitors if first_text(each, *MONITOR).lower() in FIRING]
    for each in loud:
        name = first_text(each, "name", "AlarmName")
        shown = seen("monitor-alerting", context.entity, reading, f"{name}: {first_text(each, 'message', 'query')}")
        yield replace(shown, entity=f"monitor:{name}", attributes={"component": context.service})
    if monitors and not loud:
        names = ", ".join(first_text(each, "name", "AlarmName") for each in monitors[:3])
        yield seen("monitors-ok", context.entity, reading, f"{len(monitors)} monitors OK: {names}")
