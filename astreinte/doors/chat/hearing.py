"""What a person's sentence says of an incident, field by field, until they agree to it."""

from dataclasses import asdict, replace

from astreinte.domain.spoken import understand
from astreinte.doors.heard import known_services
from astreinte.errors import UnknownName
from astreinte.graph.ports import Ports

from .words import said

FIELDS = ("title", "service", "severity", "domain", "impact", "since")
FORM = "%Y-%m-%d %H:%M"
Heard = dict[str, str]


def hear(text: str, ports: Ports) -> Heard:
    """The fields of a sentence; of several lines, all of them as evidence too."""
    heard = understand(text, known_services(ports.settings), ports.clock.now(), ports.words.zone)
    since = ports.words.zone.show(heard.started, FORM) if heard.started else ""
    told = asdict(replace(heard, started=None))
    fields = {name: str(told.get(name) or "") for name in FIELDS} | {"since": since}
    return fields | ({"evidence": text} if "\n" in text else {})


def corrected(heard: Heard, line: str, ports: Ports) -> Heard:
    """The fields with one of them as `field: value` says.

    Raises:
        UnknownName: no such field; names them.
    """
    name, colon, value = line.partition(":")
    key = name.strip().lower()
    if not colon or key not in FIELDS:
        raise UnknownName("field", name.strip(), FIELDS)
    return heard | {key: _dated(value.strip(), ports) if key == "since" else value.strip()}


def shown(heard: Heard, ports: Ports) -> str:
    """All fields in one line."""
    unknown = said(ports.words.language)["none"]
    return " · ".join(f"{name}: {heard.get(name) or unknown}" for name in FIELDS)


def _dated(value: str, ports: Ports) -> str:
    """`14:10` is today's or yesterday's, as in a sentence."""
    found = understand(f"since {value}", {}, ports.clock.now(), ports.words.zone).started
    return ports.words.zone.show(found, FORM) if found else value
