"""A first look at a large recording: its overviews and logs, then the details of what shows trouble there. Pure.

As a person reads a cluster: lists, events, logs and measurements first; one object is looked into where those call for
it. What is left aside is read in a further round.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from astreinte.domain import Ask, Query, Reading
from astreinte.domain.evidence import command_line
from astreinte.evidence.extract.kubernetes.parse import asked
from astreinte.evidence.sweep import sweep

from .kubernetes.tables import rows

WHOLE = 60
"""A recording of up to this many readings is read at once."""

DETAILED = frozenset({
    "pod", "deployment", "replicaset", "statefulset", "daemonset", "service", "endpoints", "account", "configmap",
    "secret", "job", "cronjob",
})  # fmt: skip
"""Kinds of which there are many; nodes, volumes, claims and quotas are few, and what all others stand on."""

LISTED = ("pods", "deployments", "statefulsets", "daemonsets", "persistentvolumeclaims", "nodes")
ENGINES = frozenset({"docker", "podman"})
LOOKS = frozenset({"inspect", "logs", "top", "port", "diff"})
SELECTED = re.compile(r"(?:app|name|component)=([\w.-]+)")
WORD = re.compile(r"[A-Za-z0-9][\w-]*")


class Glance:
    """Which of these queries a first look puts, and which follow from the answers.

    Args:
        queries: all that were recorded.
    """

    def __init__(self, queries: Sequence[Query]) -> None:
        self._known = families(queries) if len(queries) > WHOLE else frozenset[str]()
        self._of = [(None if _log(query) else family(query, self._known), query) for query in queries]

    def first(self) -> list[Query]:
        """Those that are not about one object among many, and every log: of a quiet fault only its callers complain."""
        return [query for name, query in self._of if name is None]

    def called_for(self, readings: Sequence[Reading], ask: Ask) -> list[Query]:
        """Details of what is in trouble by these first readings, and of what the incident is about, in their order."""
        if not self._known:
            return []
        trouble = "\n".join(_trouble(readings, ask))
        named = {name for name in self._known if _stands(name, trouble)}
        return [query for name, query in self._of if name in named]


def families(queries: Iterable[Query]) -> frozenset[str]:
    """The objects that some query looks into, by the shortest name of those of which each begins with the other's."""
    found = set[str]()
    for name in sorted({name for query in queries if (name := _object(query))}, key=lambda name: (len(name), name)):
        if not any(name.startswith(f"{shorter}-") for shorter in found):
            found.add(name)
    return frozenset(found)


def family(query: Query, known: frozenset[str]) -> str | None:
    """The family of objects that a query is about; None where it is about none of them, or about all."""
    if not known or (query.tool == "kubectl" and not _object(query)):
        return None
    words = (word for arg in query.args for word in WORD.findall(arg))
    return next(filter(None, (_head(word, known) for word in words)), None)


def _log(query: Query) -> bool:
    return query.item == "logs" or query.args[:1] == ("logs",)


def _stands(name: str, text: str) -> bool:
    """Whether the text holds the name by itself, or as the first of a longer one: `cart`, `cart-7c5f`, no `my-cart`."""
    at = text.find(name)
    while at >= 0:
        before, after = text[max(at - 1, 0) : at], text[at + len(name) : at + len(name) + 1]
        if not (_of_word(before) or before == "-" or _of_word(after)):
            return True
        at = text.find(name, at + 1)
    return False


def _of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@lru_cache(maxsize=4096)
def _head(word: str, known: frozenset[str]) -> str:
    """What is known of `cart-7c5f-4hxzw`, `cart-7c5f` and `cart`; most commands share their words."""
    while word and word not in known:
        word = word.rpartition("-")[0]
    return word


def _object(query: Query) -> str:
    """The one object of many that a command looks into; empty for any other command."""
    return _looked_into(query.tool, query.args)


@lru_cache(maxsize=4096)
def _looked_into(tool: str, args: tuple[str, ...]) -> str:
    if tool in ENGINES and args[:1] and args[0] in LOOKS:
        return args[-1]
    if tool != "kubectl":
        return ""
    own = asked(args)
    if own.verb in {"logs", "rollout"}:
        return own.name or next((arg for arg in args[1:2] if not arg.startswith("-")), "")
    if own.kind in DETAILED and own.name:
        return own.name
    selected = SELECTED.search(command_line(args)) if own.narrowed else None
    return selected[1] if selected else ""


def _trouble(readings: Sequence[Reading], ask: Ask) -> Iterator[str]:
    yield ask.service
    yield from ask.labels.values()
    yield from (row.name for row in rows(readings, *LISTED) if row.unwell)
    yield from (row.name for row in rows(readings, "endpoints") if row.columns.get("ENDPOINTS") == "<none>")
    for reading in readings:
        if reading.query.item == "metrics":
            yield reading.text
        elif reading.query.args[:1] != ("get",) or reading.query.item == "events":
            alarms = list(_alarming(reading.text))
            yield from (*alarms, *([_object(reading.query)] if alarms else ()))


def _alarming(text: str) -> Iterator[str]:
    if told := {line for line, _ in sweep(text).weights}:
        yield from (line for place, line in enumerate(text.split("\n")) if place in told)
