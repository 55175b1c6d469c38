"""From flags, an alert payload or a sentence to a declaration."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from astreinte.domain import Declaration, Domain, SystemClock, Zone, parse_instant
from astreinte.errors import InvalidInput, UnknownName

from .session import project


@dataclass(frozen=True)
class Said:
    """The flags of `declare`, as typed."""

    title: str = ""
    service: str = ""
    severity: str = ""
    impact: str = ""
    at: str = ""
    since: str = ""
    domain: str = ""
    alert: str = ""
    text: str = ""


def declaration(said: Said) -> Declaration:
    """What the caller said, checked.

    Raises:
        InvalidInput, UnknownName: a flag or the payload cannot be read.
    """
    from astreinte.config import load_settings
    from astreinte.domain.alerts import from_alertmanager
    from astreinte.domain.severity import severity_named

    zone = Zone(load_settings(project(), os.environ).user.timezone)
    now = SystemClock().now()
    if said.domain and said.domain not in get_args(Domain):
        raise UnknownName("domain", said.domain, get_args(Domain))
    known: Any = said.domain or None
    if said.alert:
        return from_alertmanager(_payload(said.alert), now)
    return Declaration(
        title=said.title,
        detected=parse_instant(said.at, zone) if said.at else now,
        service=said.service,
        impact=said.impact,
        severity=severity_named(said.severity) if said.severity else None,
        domain=known,
        started=parse_instant(said.since, zone) if said.since else None,
        started_source="user" if said.since else "unknown",
        text=said.text,
    )


def _payload(path: str) -> Any:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise InvalidInput(f"the alert file {path!r} cannot be read: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"the alert {path!r} is not JSON: {error}") from error
