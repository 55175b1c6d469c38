"""Documents of the Loki API as the text of a reading."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from astreinte.domain import rfc3339

from .http_source import OddShape, line, listing, mapping

WIDEST = 1900
"""Characters of a line that are kept, so that its time and origin are."""

WHO = ("pod", "container", "service", "service_name", "app", "job", "unit", "instance", "filename")
"""Labels that tell one origin from another, the narrowest first."""

NANOSECONDS = re.compile(r"[0-9]{1,19}")


def logs(data: Mapping[str, Any], limit: int) -> tuple[str, str]:
    """Dated lines, the oldest first, each after its origin where there are several."""
    if data.get("resultType") != "streams":
        raise OddShape(dict(data))
    streams = listing(data.get("result"))
    names = {_origin(mapping(each.get("stream"))) for each in streams}
    found = [
        (int(stamp), f"{_before(_origin(mapping(each.get('stream')))) if len(names) > 1 else ''}{_dated(stamp)} {text}")
        for each in streams
        for stamp, text in _entries(each)
    ]
    found.sort(key=lambda each: each[0])
    note = f"limit reached: the newest {limit} lines of the window, there may be more" if len(found) >= limit else ""
    return "\n".join(row[:WIDEST] for _, row in found), note


def _entries(stream: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for pair in values(stream.get("values")):
        entry = cast("list[Any]", pair) if isinstance(pair, list) else []
        if len(entry) < 2 or NANOSECONDS.fullmatch(str(entry[0])) is None:  # noqa: PLR2004
            raise OddShape(pair)
        yield str(entry[0]), str(entry[1]).rstrip("\n").replace("\n", "\\n")


def _dated(nanoseconds: str) -> str:
    try:
        return rfc3339(datetime.fromtimestamp(int(nanoseconds) // 1000 / 1e6, UTC))
    except (OverflowError, ValueError, OSError) as error:
        raise OddShape(nanoseconds) from error


def _origin(labels: Mapping[str, Any]) -> str:
    return next((line(labels[key], 100) for key in WHO if labels.get(key)), "")


def _before(name: str) -> str:
    """As several sources are told apart in one listing: `name | `."""
    return f"{name} | " if name else ""


def labels(stream: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f'{key}="{line(value)}"' for key, value in sorted(stream.items())) + "}"


def values(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise OddShape(value)
    return cast("list[Any]", value)
