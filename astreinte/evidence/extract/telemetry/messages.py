"""Log and event documents of monitoring services as plain lines, so that every rule for lines reads them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, cast

from astreinte.domain import Reading

from .documents import Map, document, every_map, field, first_text, maps

LISTS = ("logs", "events", "Events", "messages", "entries", "hits", "logEvents", "data", "items", "values", "results")
WHEN = ("timestamp", "date", "@timestamp", "time", "eventTime", "ts", "ingestionTime", "createdAt")
SAID = ("message", "msg", "log", "line", "body", "@message", "content")
WHO = ("source_identifier", "sourceIdentifier", "service", "host", "pod_name", "logStreamName", "container", "app")
LEVEL = ("status", "level", "severity", "log_level")
MILLIS = 1e11


@dataclass(frozen=True)
class Message:
    """What a service said: when (None where it is not dated), who, how loud, and the words."""

    at: datetime | None
    who: str
    level: str
    text: str


def messages(reading: Reading) -> tuple[Message, ...]:
    """The messages of a log or event document, oldest first; none of any other text."""
    data = document(reading)
    found = [*_streams(data), *(each for one in _entries(data) if (each := _message(one)))] if data else []
    return tuple(sorted(found, key=lambda each: each.at.timestamp() if each.at else 0.0))


def spoken(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, log and event documents as one dated line a message; each keeps its id."""
    return [_as_lines(reading) for reading in readings]


def _as_lines(reading: Reading) -> Reading:
    if reading.status != "ok" or reading.text.lstrip()[:1] not in {"{", "["} or not (said := messages(reading)):
        return reading
    lines = (f"{_stamp(each)}{each.level + ' ' if each.level else ''}{each.text}" for each in said)
    return replace(reading, text="\n".join(lines), digest=reading.digest or reading.text)


def _stamp(message: Message) -> str:
    return message.at.strftime("%Y-%m-%dT%H:%M:%SZ ") if message.at else ""


def _entries(data: Any) -> list[Map]:
    if isinstance(data, list):
        return maps(cast("list[Any]", data))
    fields: Map = cast("Map", data) if isinstance(data, dict) else {}
    return next((found for key in LISTS if (found := maps(fields.get(key)))), list[Map]())


def _message(entry: Map) -> Message | None:
    """An entry with words of its own; objects of a cluster, which have a reason or a kind, are none."""
    inner = field(entry, "attributes", "_source")
    own: Map = {**cast("Map", inner), **entry} if isinstance(inner, dict) else entry
    text = first_text(own, *SAID)
    if not text or first_text(own, "involvedObject", "reason", "kind", "overall_state", "query"):
        return None
    return Message(moment(field(own, *WHEN)), first_text(own, *WHO), first_text(own, *LEVEL), " ".join(text.split()))


def _streams(data: Any) -> Iterator[Message]:
    """Loki: `{"stream": {…}, "values": [["<nanoseconds>", "<line>"], …]}`."""
    for each in every_map(data, 4):
        labels, values = each.get("stream"), each.get("values")
        if isinstance(labels, dict) and isinstance(values, list):
            who, level = (first_text(cast("Map", labels), *keys) for keys in (WHO, LEVEL))
            for pair in cast("list[Any]", values):
                if isinstance(pair, list) and len(cast("list[Any]", pair)) >= 2:  # noqa: PLR2004
                    stamp, line = cast("list[Any]", pair)[:2]
                    yield Message(moment(stamp), who, level, " ".join(str(line).split()))


def moment(value: Any) -> datetime | None:
    """An ISO time, or seconds, milliseconds or nanoseconds since 1970, as UTC where no zone is told."""
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        number = float(value)
        while number > MILLIS:
            number /= 1000
        return datetime.fromtimestamp(number, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
