"""One alert of a webhook: whether it fires, and the declaration that it would make."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, cast

from .alerts import SERVICE_LABELS
from .incident import Declaration, Severity
from .severity import KNOWN

Status = Literal["firing", "resolved"]
Document = Mapping[str, Any]
OVER = frozenset({"ok", "resolved", "normal", "no_data", "cleared", "recovered"})


@dataclass(frozen=True)
class Notice:
    """`group` is the sender's own grouping (Alertmanager's groupKey), empty where it has none."""

    status: Status
    declaration: Declaration
    group: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for every notice of one alert, firing or resolved: the sender's own, else one of its labels."""
        said = self.declaration
        if said.fingerprint:
            return said.fingerprint
        named = sorted(said.labels.items()) or [("title", said.title), ("service", said.service)]
        return sha256(repr(named).encode()).hexdigest()[:16]


def said(title: str, now: datetime, labels: Mapping[str, str], *, severity: Any = None, key: str = "") -> Declaration:
    """A declaration by an alert; an unknown word of severity stays unknown."""
    service = next((labels[name] for name in SERVICE_LABELS if labels.get(name)), "")
    level = severity_of(severity)
    return Declaration(title, now, "alert", service=service, severity=level, labels=labels, fingerprint=key)


def begun(declaration: Declaration, when: Any) -> Declaration:
    """With when it began; unknown where the sender says nothing readable or its clock runs ahead of ours."""
    started = moment(when)
    known = started if started and started <= declaration.detected else None
    return replace(declaration, started=known, started_source="alert" if known else "unknown")


def moment(value: Any) -> datetime | None:
    """A time out of RFC 3339 or ISO 8601; without a zone it is UTC, which is what senders mean by leaving it out."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def state(word: Any) -> Status:
    return "resolved" if str(word).strip().lower() in OVER else "firing"


def severity_of(word: Any) -> Severity | None:
    return KNOWN.get(str(word or "").strip().lower())


def mapping(value: Any) -> Document:
    return cast("Document", value) if isinstance(value, Mapping) else {}


def texts(value: Any) -> dict[str, str]:
    """The scalars of an object, as labels."""
    pairs = mapping(value).items()
    return {str(k): str(v) for k, v in pairs if isinstance(v, str | int | float) and v != ""}
