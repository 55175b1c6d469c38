"""Alertmanager's webhook document (version 4) or one of its alerts, as a declaration. Unknown keys are ignored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from astreinte.errors import InvalidInput

from .incident import Declaration, Severity
from .severity import KNOWN

SERVICE_LABELS = ("service", "app", "deployment", "statefulset", "container", "job", "pod", "instance")
FIRST_YEAR = 1970


class Alert(BaseModel):
    """One alert. A zero `endsAt` means that it still fires."""

    model_config = ConfigDict(extra="ignore")

    status: str = "firing"
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    startsAt: datetime | None = None  # noqa: N815 - Alertmanager's own name
    endsAt: datetime | None = None  # noqa: N815
    fingerprint: str = ""


def from_alertmanager(payload: Any, now: datetime) -> Declaration:
    """The first firing alert of the document, else the first.

    Raises:
        InvalidInput: not an Alertmanager document; names the key.
    """
    alerts = _alerts(payload)
    return _declaration(next((each for each in alerts if each.status == "firing"), alerts[0]), now)


def declared_by(payload: Any, now: datetime) -> list[tuple[Declaration, bool]]:
    """Each alert of the document with whether it fires; an alert without a name takes the group's.

    Raises:
        InvalidInput: not an Alertmanager document; names the key.
    """
    common: Any = payload.get("commonAnnotations") if isinstance(payload, Mapping) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    title = str(common.get("summary", "")) if isinstance(common, Mapping) else ""  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    return [(_declaration(each, now, title), each.status == "firing") for each in _alerts(payload)]


def _alerts(payload: Any) -> list[Alert]:
    if not isinstance(payload, Mapping):
        raise InvalidInput("the alert is not a JSON object; an Alertmanager webhook document has a list `alerts`")
    listed: Any = payload.get("alerts", [payload])  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if not isinstance(listed, list) or not listed:
        raise InvalidInput("the alert document has no `alerts`")
    try:
        return [Alert.model_validate(each) for each in listed]  # pyright: ignore[reportUnknownVariableType]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(["alerts", *map(str, first["loc"])])
        raise InvalidInput(f"the alert cannot be read: {where}: {first['msg']}") from error


def _declaration(alert: Alert, now: datetime, common: str = "") -> Declaration:
    labels, notes = alert.labels, alert.annotations
    title = notes.get("summary") or labels.get("alertname") or notes.get("description") or common
    if not title:
        raise InvalidInput("the alert has neither `alertname` nor a `summary`")
    over = alert.endsAt if alert.status == "resolved" and alert.endsAt and alert.endsAt.year > FIRST_YEAR else None
    detected = min(alert.startsAt or now, now) if over else now
    return Declaration(
        title=title,
        detected=detected,
        source="alert",
        service=next((labels[name] for name in SERVICE_LABELS if labels.get(name)), ""),
        impact=notes.get("description", ""),
        severity=_severity(labels.get("severity", "")),
        started=alert.startsAt,
        started_source="alert" if alert.startsAt else "unknown",
        fingerprint=alert.fingerprint,
        resolved=over,
        labels=labels,
    )


def _severity(word: str) -> Severity | None:
    """An unknown word stays unknown: triage decides from the evidence."""
    return KNOWN.get(word.strip().lower())
