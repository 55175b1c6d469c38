"""JSON documents as text of bounded lines, so that capping a reading never cuts a document in two."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

WIDTH = 1800
"""Characters of a line, below what a reading's line is cut at."""

LONGEST = 1000
"""Characters of one string."""

DEEPEST = 40


def pretty(value: Any) -> str:
    """The value as JSON whose lines stay below `WIDTH`: what fits is on one line, the rest is opened up.

    Strings are cut at `LONGEST` characters with an ellipsis, and what lies deeper than `DEEPEST` is left out.
    """
    return "\n".join(_lines(_short(value, DEEPEST)))


def fitted(items: Sequence[Any], lines: int, around: int = 2) -> list[Any]:
    """The first items that `pretty` prints in so many lines, `around` of which are for what encloses them."""
    kept: list[Any] = []
    left = lines - around
    for item in items:
        left -= 1 + pretty(item).count("\n")
        if left < 0:
            break
        kept.append(item)
    return kept


def _lines(value: Any) -> Iterator[str]:
    flat = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if len(flat) <= WIDTH or not isinstance(value, dict | list):
        yield flat
        return
    brackets = "{}" if isinstance(value, dict) else "[]"
    yield brackets[0]
    yield from _packed(_children(cast("dict[str, Any] | list[Any]", value)))
    yield brackets[1]


def _children(value: dict[str, Any] | list[Any]) -> Iterator[list[str]]:
    if isinstance(value, list):
        yield from (list(_lines(each)) for each in value)
        return
    for key, each in value.items():
        first, *rest = _lines(each)
        yield [f"{json.dumps(key, ensure_ascii=False)}:{first}", *rest]


def _packed(children: Iterator[list[str]]) -> Iterator[str]:
    """Short children side by side, such as the points of a series; a comma after each but the last."""
    row = ""
    for place, child in enumerate(children):
        comma = "," if place else ""
        if len(child) == 1 and len(row) + len(child[0]) < WIDTH and _point(child[0]):
            row += comma + child[0]
            continue
        if row or comma:
            yield row + comma
        yield from child[:-1]
        row = child[-1]
    if row:
        yield row


def _point(text: str) -> bool:
    return text[:1] != "{"


def _short(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        clean = value.encode("utf-8", "replace").decode("utf-8")
        return clean if len(clean) <= LONGEST else clean[:LONGEST] + "…"
    if not isinstance(value, dict | list):
        return value
    if not depth:
        return None
    if isinstance(value, list):
        return [_short(each, depth - 1) for each in cast("list[Any]", value)]
    return {_short(str(key), 1): _short(each, depth - 1) for key, each in cast("dict[Any, Any]", value).items()}
