"""The catalogue of an HTTP API: paths that may be read with GET, and the shape of each parameter."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from astreinte.domain import Query

SHAPES = {
    "expression": r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,4000}",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z|\d{9,10}(?:\.\d{1,3})?",
    "seconds": r"[1-9]\d{0,4}",
    "number": r"[1-9]\d{0,4}",
    "flag": r"true|false|0|1",
    "word": r"[A-Za-z_]{1,40}",
    "name": r"[A-Za-z0-9](?:(?!\.\.)[A-Za-z0-9._-]){0,62}",
    "label": r"[A-Za-z_][A-Za-z0-9_]{0,63}",
    "guest": r"[1-9]\d{2,8}",
    "upid": r"UPID(?::[A-Za-z0-9_.@!-]{0,80}){8}:?",
}
"""Shapes of parameters and of parts of paths. Expressions are sent percent-encoded; the server only evaluates them."""

PAST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Verb:
    """`path` holds `{shape}`s; `params` gives each parameter its shape, those of `required` must be there.

    Only those of `many` may come more than once.
    """

    path: str
    params: Mapping[str, str]
    required: frozenset[str] = frozenset()
    many: frozenset[str] = frozenset()

    def fits(self, path: str, pairs: Sequence[tuple[str, str]]) -> bool:
        names = [name for name, _ in pairs]
        once = all(names.count(name) == 1 or name in self.many for name in names)
        known = once and self.required.issubset(names) and _path(self.path).fullmatch(path) is not None
        return known and all(name in self.params and _fits(self.params[name], value) for name, value in pairs)


def accepts(query: Query, tool: str, verbs: Sequence[Verb]) -> bool:
    """Whether the query is a path of the catalogue with parameters of the right shape, asked from here."""
    if query.tool != tool or query.where != "local" or not query.args:
        return False
    return any(verb.fits(query.args[0], pairs_of(query)) for verb in verbs)


def pairs_of(query: Query) -> list[tuple[str, str]]:
    """The parameters after the path, `name=value` each."""
    return [(name, value) for name, _, value in (arg.partition("=") for arg in query.args[1:])]


def value_of(query: Query, name: str) -> str:
    """The first value of a parameter, empty where there is none."""
    return next((value for key, value in pairs_of(query) if key == name), "")


def moment(text: str) -> datetime | None:
    """An instant of a parameter; None where it is no real date."""
    try:
        return datetime.fromtimestamp(float(text), UTC) if text[4:5] != "-" else datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None


def _fits(shape: str, value: str) -> bool:
    if re.fullmatch(SHAPES[shape], value) is None:
        return False
    return shape != "instant" or ((at := moment(value)) is not None and at > PAST)


@cache
def _path(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(f"(?:{SHAPES[part]})" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    )
