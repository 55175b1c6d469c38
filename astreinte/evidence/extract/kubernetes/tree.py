"""Typed looks into JSON and YAML of unknown shape."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import yaml
import yaml12

from astreinte.evidence.extract.telemetry.documents import parsed
from astreinte.yamltext import FAST, LEVELS, nesting

Map = Mapping[str, Any]
LONG = 32_768
"""Characters beyond which a text is taken apart each time."""


def documents(text: str) -> Sequence[Map]:
    """Every mapping of a JSON or YAML text; of cut JSON what is whole, of cut YAML none."""
    return _remembered(text) if len(text) <= LONG else _documents(text)


@lru_cache(maxsize=64)
def _remembered(text: str) -> Sequence[Map]:
    """The same manifest is read for each of its objects, and again in a next round."""
    return _documents(text)


def _documents(text: str) -> Sequence[Map]:
    stripped = text.lstrip()
    if stripped.startswith(("{", "[")):
        return list(_maps(_whole(stripped)))
    found: list[Map] = []
    for part in ("\n" + text).split("\n---"):
        try:
            found.extend(_maps(_loaded(part)))
        except (yaml.YAMLError, RecursionError, ValueError):
            continue
    return found


def _whole(text: str) -> Any:
    """The JSON value; of one that is cut off, what was told of it until then."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return parsed(text)


def _loaded(part: str) -> Any:
    """By the fast reader; by the thorough one where it gives up, or where one mapping is merged into another."""
    deep = nesting(part) > LEVELS
    if "<<:" not in part and not deep:
        try:
            return yaml12.parse_yaml(part)
        except (ValueError, RecursionError):
            pass
    return yaml.load(part, Loader=yaml.SafeLoader if deep else FAST)  # noqa: S506 - safe loaders


def _maps(data: Any) -> Iterator[Map]:
    for each in cast("list[Any]", data) if isinstance(data, list) else [data]:
        if isinstance(each, dict):
            yield cast("Map", each)


def objects(told: str, *kinds: str) -> Iterator[Map]:
    """Each object of these kinds, or of any, in the documents of a text; of a list what it holds."""
    for document in documents(told):
        for each in maps(document, "items") or [document]:
            if not kinds or text(each, "kind") in kinds:
                yield each


def at(data: Any, *keys: str) -> Any:
    for key in keys:
        data = cast("Map", data).get(key) if isinstance(data, dict) else None
    return data


def text(data: Any, *keys: str) -> str:
    found = at(data, *keys)
    return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else ""


def number(data: Any, *keys: str) -> int | None:
    found = at(data, *keys)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def mapping(data: Any, *keys: str) -> Map:
    found = at(data, *keys)
    return cast("Map", found) if isinstance(found, dict) else {}


def maps(data: Any, *keys: str) -> list[Map]:
    found = at(data, *keys)
    listed = cast("list[Any]", found) if isinstance(found, list) else []
    return [cast("Map", each) for each in listed if isinstance(each, dict)]


def texts(data: Any, *keys: str) -> list[str]:
    found = at(data, *keys)
    listed = cast("list[Any]", found) if isinstance(found, list) else []
    return [str(each) for each in listed if isinstance(each, str | int)]


def strings(data: Any, *keys: str) -> dict[str, str]:
    """A flat mapping with its values as text."""
    return {str(key): str(value) for key, value in mapping(data, *keys).items() if isinstance(value, str | int | float)}
