"""The journal as a person reads it: one sentence per entry, in the order things happened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from operator import attrgetter
from typing import Any, Protocol

from astreinte.domain import Entry, Kind


class Renderer(Protocol):
    """What writes the sentences; `astreinte.templates.Words` is one."""

    def render(self, name: str, /, **values: Any) -> str: ...


@dataclass(frozen=True)
class Labels:
    """What tags and ids are called where people read: persona tags and cause ids; an unknown one stands for itself."""

    names: Mapping[str, str] = field(default_factory=dict[str, str])
    causes: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Row:
    """One thing that happened; its sentence is written when somebody asks for it, for a long journal has many rows."""

    occurred_at: datetime
    recorded_at: datetime
    actor: str
    kind: Kind
    evidence: tuple[str, ...]
    say: Callable[[], str] = field(repr=False, compare=False)

    @cached_property
    def text(self) -> str:
        """One line of plain text; it may quote hostile text, so a door escapes it for its own format."""
        return self.say()


def timeline(entries: Sequence[Entry], words: Renderer, labels: Labels | None = None) -> list[Row]:
    """One row per entry, sorted by when it happened; entries of one instant keep the journal's order.

    A decision that only repeats the one before it, as after a review, is not told again.
    """
    shown = labels or Labels()
    return [_row(entry, words, shown) for entry in told(entries, words, shown)]


def told(entries: Sequence[Entry], words: Renderer, labels: Labels) -> list[Entry]:
    """The entries that the timeline has rows of, in its order."""
    kept: list[Entry] = []
    decided = ""
    for entry in sorted(entries, key=_MOMENT):
        if entry.kind == "decision":
            before, decided = decided, sentence(entry, words, labels)
            if decided == before:
                continue
        kept.append(entry)
    return kept


_MOMENT = attrgetter("occurred_at", "seq")


def sentence(entry: Entry, words: Renderer, labels: Labels) -> str:
    """One entry as one line of plain text."""
    values = {"kind": entry.kind, "data": entry.data, "names": labels.names, "causes": labels.causes}
    return " ".join(words.render("timeline", **values, actor=entry.actor).split())


def _row(entry: Entry, words: Renderer, labels: Labels) -> Row:
    actor = labels.names.get(entry.actor, entry.actor)
    return Row(
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        actor=actor,
        kind=entry.kind,
        evidence=cited(entry),
        say=partial(sentence, entry, words, labels),
    )


def cited(entry: Entry) -> tuple[str, ...]:
    """A reading is its own evidence; findings, decisions and reviews carry their ids in their data."""
    if entry.evidence:
        return entry.evidence
    if entry.kind == "reading":
        return (str(entry.data["id"]),)
    if entry.kind == "finding":
        return tuple(dict.fromkeys(ref for one in entry.data["hypotheses"] for ref in one["evidence"]))
    return tuple(entry.data.get("evidence") or ())
