"""What monitoring systems send to a webhook, as notices.

Alertmanager v4, Grafana's alerting (the same document, and its older one), PagerDuty Events v2 and webhooks v3,
CloudEvents around any of them. Unknown keys are ignored; what names no alert is refused by its key.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from astreinte.errors import InvalidInput, UnknownName

from . import pagerduty
from .alerts import declared_by
from .notice import Document, Notice, begun, mapping, moment, said, state, texts

MARKS = {"alertmanager": "alerts", "grafana": "ruleName", "pagerduty": "event_action"}
"""The key by which a document inside a CloudEvent is known."""

ENDINGS = (".resolved", ".recovered", ".cleared")


def notices(kind: str, payload: Any, now: datetime) -> tuple[Notice, ...]:
    """The notices of one document, in its order.

    Raises:
        UnknownName: no such kind of sender.
        InvalidInput: not a document of that kind; names the key.
    """
    if kind not in FORMATS:
        raise UnknownName("webhook", kind, FORMATS)
    if not isinstance(payload, Mapping):
        raise InvalidInput(f"a {kind} webhook sends one JSON object, not {type(payload).__name__}")
    return FORMATS[kind](mapping(payload), now)


def _alertmanager(payload: Document, now: datetime) -> tuple[Notice, ...]:
    if "alerts" not in payload and "labels" not in payload:
        raise InvalidInput("the alert document has no `alerts`")
    group = str(payload.get("groupKey") or "")
    return tuple(
        Notice("firing" if firing else "resolved", _clean(declared, now), group)
        for declared, firing in declared_by(payload, now)
    )


def _clean(declared: Any, now: datetime) -> Any:
    """As it is told by a webhook: seen now, not over, and begun no later than now."""
    return begun(replace(declared, detected=now, resolved=None), declared.started)


def _grafana(payload: Document, now: datetime) -> tuple[Notice, ...]:
    """Grafana's present document is Alertmanager's; before version 9 it was one rule with a state."""
    if "alerts" in payload or "ruleName" not in payload:
        return _alertmanager(payload, now)
    key = f"grafana:{payload.get('dashboardId', '')}:{payload.get('ruleId', payload['ruleName'])}"
    declared = said(str(payload.get("title") or payload["ruleName"]), now, texts(payload.get("tags")), key=key)
    return (Notice(state(payload.get("state")), replace(declared, impact=str(payload.get("message") or ""))),)


def _pagerduty(payload: Document, now: datetime) -> tuple[Notice, ...]:
    return (pagerduty.notice(payload, now),)


def _cloudevents(payload: Document, now: datetime) -> tuple[Notice, ...]:
    """A structured event: around a document of another kind, or an alert told by its own attributes."""
    for key in ("specversion", "id", "source", "type"):
        if not isinstance(payload.get(key), str) or not payload[key]:
            raise InvalidInput(f"{key} is missing: every CloudEvent has specversion, id, source and type")
    data = mapping(payload.get("data"))
    inner = next((kind for kind, mark in MARKS.items() if mark in data), None)
    return FORMATS[inner](data, now) if inner else (_event(payload, data, now),)


def _event(event: Document, data: Document, now: datetime) -> Notice:
    labels = texts(data.get("labels")) or texts(data)
    subject = str(event.get("subject") or "")
    title = next((str(data[k]) for k in ("summary", "title", "message", "name") if data.get(k)), "")
    key = str(data.get("fingerprint") or data.get("dedup_key") or f"{event['source']}:{subject}:{title}")
    severity = data.get("severity") or labels.get("severity")
    declared = said(title or f"{event['type']} {subject}".strip(), now, labels, severity=severity, key=key)
    over = event["type"].lower().endswith(ENDINGS) or state(data.get("status")) == "resolved"
    declared = begun(replace(declared, service=declared.service or subject), moment(event.get("time")))
    return Notice("resolved" if over else "firing", declared)


FORMATS: Mapping[str, Callable[[Document, datetime], tuple[Notice, ...]]] = {
    "alertmanager": _alertmanager,
    "grafana": _grafana,
    "pagerduty": _pagerduty,
    "cloudevents": _cloudevents,
}
