"""A reading's text as JSON, whole or cut off at its end."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from astreinte.domain import Reading

Map = Mapping[str, Any]
CLOSES = {"{": "}", "[": "]"}
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[{}\[\],]', re.DOTALL)
MOST = 8_000_000
"""Characters beyond which a text is not taken apart."""


def document(reading: Reading) -> Any:
    """The JSON value of an answered reading; None where it is something else. Never raises."""
    text = reading.text.lstrip()
    return parsed(text) if reading.status == "ok" and text[:1] in CLOSES and len(text) <= MOST else None


@lru_cache(maxsize=256)
def parsed(text: str) -> Any:
    """The JSON value, what is missing at its end made good; None where it is something else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_closed(text))
    except (ValueError, RecursionError):
        return None


def _closed(text: str) -> str:
    """The text up to its last whole value, with the brackets closed that are open there; empty for several values."""
    open_, end, closing = list[str](), 0, ""
    for found in TOKEN.finditer(text):
        char = found[0]
        if char in CLOSES:
            if end and not open_:
                return ""
            open_.append(CLOSES[char])
        elif char in "}]":
            if not open_ or open_.pop() != char:
                return ""
            end, closing = found.end(), "".join(reversed(open_))
        elif char == ",":
            end, closing = found.start(), "".join(reversed(open_))
    return text[:end] + closing


def maps(data: Any) -> list[Map]:
    """The mappings of a list; none of anything else."""
    listed = cast("list[Any]", data) if isinstance(data, list) else []
    return [cast("Map", each) for each in listed if isinstance(each, dict)]


def every_map(data: Any, depth: int = 6) -> Iterator[Map]:
    """Every mapping in the value, outer ones first."""
    if isinstance(data, dict):
        yield cast("Map", data)
        for value in cast("Map", data).values():
            if depth and isinstance(value, dict | list):
                yield from every_map(value, depth - 1)
    elif isinstance(data, list):
        for value in cast("list[Any]", data):
            if depth and isinstance(value, dict | list):
                yield from every_map(value, depth - 1)


def first_text(data: Map, *keys: str) -> str:
    """The first of these keys, in whatever case and with or without underscores, that holds a text or a number."""
    plain = {_plain(key): value for key, value in data.items()}
    found = (plain.get(_plain(key)) for key in keys)
    return next((str(each) for each in found if isinstance(each, str | int | float) and each != ""), "")


def field(data: Map, *keys: str) -> Any:
    """The value under the first of these keys that is there, in whatever case and with or without underscores."""
    plain = {_plain(key): value for key, value in data.items()}
    return next((plain[_plain(key)] for key in keys if _plain(key) in plain), None)


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()
