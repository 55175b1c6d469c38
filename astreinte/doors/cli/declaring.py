"""From flags, an alert payload or a sentence to a declaration."""

import json
import os
import sys
from pathlib import Path
from typing import Any, get_args

from astreinte.domain import Declaration, Domain, SystemClock, Zone, parse_instant
from astreinte.errors import InvalidInput, UnknownName

from .session import project


def declaration(  # noqa: PLR0913, PLR0917
    title: str, service: str, severity: str, impact: str, at: str, since: str, domain: str, alert: str, text: str
) -> Declaration:
    """What the caller said, checked.

    Raises:
        InvalidInput, UnknownName: a flag or the payload cannot be read.
    """
    from astreinte.config import load_settings
    from astreinte.domain.alerts import from_alertmanager
    from astreinte.domain.severity import severity_named

    zone = Zone(load_settings(project(), os.environ).user.timezone)
    now = SystemClock().now()
    if domain and domain not in get_args(Domain):
        raise UnknownName("domain", domain, get_args(Domain))
    known: Any = domain or None
    if alert:
        return from_alertmanager(_payload(alert), now)
    return Declaration(
        title=title,
        detected=parse_instant(at, zone) if at else now,
        service=service,
        impact=impact,
        severity=severity_named(severity) if severity else None,
        domain=known,
        started=parse_instant(since, zone) if since else None,
        started_source="user" if since else "unknown",
        text=text,
    )


def _payload(path: str) -> Any:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        return json.loads(text)
    except OSError as error:
        raise InvalidInput(f"the alert file {path!r} cannot be read: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"the alert {path!r} is not JSON: {error}") from error
