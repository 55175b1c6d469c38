"""PagerDuty's two documents: an event of the Events API v2, and a webhook v3 about an incident."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from astreinte.errors import InvalidInput

from .notice import Document, Notice, Status, begun, mapping, said, texts

ACTIONS: Mapping[str, Status] = {"trigger": "firing", "acknowledge": "firing", "resolve": "resolved"}
INCIDENT: Mapping[str, Status] = {
    **dict.fromkeys(("triggered", "reopened", "escalated", "acknowledged"), "firing"),
    "resolved": "resolved",
}
"""Events of an incident that tell of its alert; the others (notes, reassignments) do not."""


def notice(payload: Document, now: datetime) -> Notice:
    """The one alert of a document.

    Raises:
        InvalidInput: a required key is missing or not of its set.
    """
    if isinstance(payload.get("event"), Mapping):
        return _incident(mapping(payload["event"]), now)
    action = str(payload.get("event_action"))
    if action not in ACTIONS:
        raise InvalidInput(f"event_action is {action!r}; PagerDuty's Events v2 knows {', '.join(ACTIONS)}")
    body, key = mapping(payload.get("payload")), str(payload.get("dedup_key") or "")
    _complete(action, body, key)
    parts = texts({name: body.get(name) for name in ("component", "group", "class")})
    labels = {**texts(body.get("custom_details")), **parts}
    declared = said(str(body.get("summary") or key), now, labels, severity=body.get("severity"), key=key)
    service = str(body.get("component") or "") or declared.service or str(body.get("source") or "")
    return Notice(ACTIONS[action], begun(replace(declared, service=service), body.get("timestamp")))


def _complete(action: str, body: Document, key: str) -> None:
    if action == "trigger" and not body.get("summary"):
        raise InvalidInput("payload.summary is missing: it says what is wrong")
    if action != "trigger" and not key:
        raise InvalidInput(f"dedup_key is missing: without it nobody knows which alert to {action}")


def _incident(event: Document, now: datetime) -> Notice:
    data, verb = mapping(event.get("data")), str(event.get("event_type", "")).removeprefix("incident.")
    if verb not in INCIDENT:
        raise InvalidInput(
            f"event.event_type {event.get('event_type')!r} tells of no alert; known: {', '.join(INCIDENT)}"
        )
    if not data.get("title"):
        raise InvalidInput("event.data.title is missing: it says what is wrong")
    key = str(data.get("incident_key") or data.get("id") or "")
    priority = mapping(data.get("priority")).get("summary")
    declared = said(str(data["title"]), now, {}, severity=priority, key=key)
    service = str(mapping(data.get("service")).get("summary") or "")
    return Notice(INCIDENT[verb], begun(replace(declared, service=service), data.get("created_at")))
