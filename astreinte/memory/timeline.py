"""The journal as a person reads it: one sentence per entry, in the order things happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
    """`text` is one line of plain text; it may quote hostile text, so a door escapes it for its own format."""

    occurred_at: datetime
    recorded_at: datetime
    actor: str
    kind: Kind
    text: str
    evidence: tuple[str, ...]


def timeline(
    entries: Sequence[Entry], words: Renderer, labels: Labels | None = None, silent: frozenset[Kind] = frozenset()
) -> list[Row]:
    """One row per entry, sorted by when it happened; entries of one instant keep the journal's order.

    Rows of the kinds in `silent` have no text: whoever asks sums them up. A decision that only repeats the one before
    it, as after a review, is not told again.
    """
    shown = labels or Labels()
    rows = [
        _row(entry, words, shown, told=entry.kind not in silent)
        for entry in sorted(entries, key=lambda entry: (entry.occurred_at, entry.seq))
    ]
    return _once(rows)


def _once(rows: Sequence[Row]) -> list[Row]:
    kept: list[Row] = []
    decided = ""
    for row in rows:
        if row.kind != "decision" or row.text != decided:
            kept.append(row)
        decided = row.text if row.kind == "decision" else decided
    return kept


def sentence(entry: Entry, words: Renderer, labels: Labels) -> str:
    """One entry as one line of plain text."""
    values = {"kind": entry.kind, "data": entry.data, "names": labels.names, "causes": labels.causes}
    return " ".join(words.render("timeline", **values, actor=entry.actor).split())


def _row(entry: Entry, words: Renderer, labels: Labels, *, told: bool) -> Row:
    actor = labels.names.get(entry.actor, entry.actor)
    return Row(
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        actor=actor,
        kind=entry.kind,
        text=sentence(entry, words, labels) if told else "",
        evidence=entry.evidence or _cited(entry),
    )


def _cited(entry: Entry) -> tuple[str, ...]:
    """A reading is its own evidence; findings, decisions and reviews carry their ids in their data."""
    if entry.kind == "reading":
        return (str(entry.data["id"]),)
    if entry.kind == "finding":
        return tuple(dict.fromkeys(ref for one in entry.data["hypotheses"] for ref in one["evidence"]))
    return tuple(entry.data.get("evidence") or ())
