"""Whether the alert that declared the incident still fires: the listing that showed it, asked again."""

import json
from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any, cast

from astreinte.domain import Declaration, Query, Reading, load

from .ports import Ports
from .state import State

FIRING = frozenset({"active", "firing", "suppressed"})
STEP = 0.5
POLL = 5.0
"""Seconds between two looks at the listing while nobody tells of a change."""


def alert_query(state: State, ports: Ports) -> Query | None:
    """The listing of alerts that showed the incident's own alert; None where none did, so that none can tell."""
    labels = load(Declaration, state["declaration"]).labels
    for ref in ports.docket.latest(state.get("evidence", {})):
        if _lists_alerts(ref.query) and ref.status == "ok" and fires(ports.evidence.open(ref), labels):
            return ref.query
    return None


async def resolved(state: State, ports: Ports, query: Query) -> tuple[bool, list[Reading]]:
    """Whether it stopped within the patience of the settings, and what was read last.

    An alert ends later than its cause: rules are evaluated, and grouped, at their own pace.
    """
    labels, rules = load(Declaration, state["declaration"]).labels, ports.settings.validation
    deadline = ports.clock.monotonic() + rules.alert.total_seconds()
    reading = await ports.evidence.ask(query)
    while _still(reading, labels) and ports.clock.monotonic() < deadline:
        await _pause(state["incident"], ports)
        reading = await ports.evidence.ask(query)
    return not _still(reading, labels), [reading]


async def _pause(incident: str, ports: Ports) -> None:
    """Between two looks: `POLL` seconds, or until the sender says that an alert is over, which the next look shows."""
    every, seen = max(ports.settings.validation.every.total_seconds(), STEP), len(await ports.journal.read(incident))
    for _ in range(max(1, ceil(POLL / every))):
        await ports.clock.sleep(every)
        if any(entry.data.get("hint") == "resolved" for entry in await ports.journal.read(incident, seen)):
            return


def fires(reading: Reading, labels: Mapping[str, str]) -> bool:
    """Whether the listing holds an alert of that name that contradicts none of the labels."""
    name = labels.get("alertname", "")
    return bool(name) and any(
        entry.get("alertname") == name and all(entry.get(key, value) == value for key, value in labels.items())
        for entry in _firing(reading.text)
    )


def _still(reading: Reading, labels: Mapping[str, str]) -> bool:
    """What cannot be asked has not resolved."""
    return reading.status == "error" or fires(reading, labels)


def _lists_alerts(query: Query) -> bool:
    return query.tool in {"alertmanager", "prometheus"} and bool(query.args) and query.args[0].endswith("/alerts")


def _firing(text: str) -> Iterator[Mapping[str, str]]:
    """Labels of the alerts that are not over, as Alertmanager or Prometheus lists them."""
    try:
        document: Any = json.loads(text)
    except ValueError:
        return
    if isinstance(document, dict):
        data = cast("dict[str, Any]", document)
        document = cast("dict[str, Any]", data.get("data") or data).get("alerts", [])
    for entry in cast("list[Any]", document) if isinstance(document, list) else []:
        each = cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}
        status = each.get("status")
        state = cast("dict[str, Any]", status).get("state") if isinstance(status, dict) else each.get("state")
        if state in FIRING and isinstance(each.get("labels"), dict):
            yield cast("dict[str, str]", each["labels"])
