"""Times as they are stored: fixed-width UTC texts, which sort as times."""

from datetime import UTC, datetime

import orjson

from astreinte.errors import InvalidInput


def stamp(instant: datetime) -> str:
    """`2026-03-01T13:02:00.000000Z`: 27 characters, so that texts sort as times.

    Raises:
        InvalidInput: the time has no zone.
    """
    if instant.tzinfo is None:
        raise InvalidInput(f"time {instant.isoformat()!r} has no zone; give it one, e.g. 2026-03-01T13:02:00Z")
    text = orjson.dumps(instant.astimezone(UTC), option=orjson.OPT_UTC_Z).decode()
    return text[1:-1] if "." in text else f"{text[1:20]}.000000Z"


def instant(text: str) -> datetime:
    """The inverse of `stamp`."""
    return datetime.fromisoformat(text)
