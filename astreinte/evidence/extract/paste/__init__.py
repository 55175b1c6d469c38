"""Pasted text taken apart: one piece for each command whose output it holds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from astreinte.domain import Query, Reading, Signal
from astreinte.evidence.extract.kinds import kinds_of
from astreinte.evidence.redaction import strip_controls

from .commands import asked
from .documents import documents_of
from .outputs import parts_of
from .prompts import Typed, typed_in

FENCE = re.compile(r"^\s*(?:```|~~~)\w*\s*$")
MOST = 400
"""Pieces of one text; a text of more is no transcript."""

JOB = "Running with gitlab-runner "
ENDED = re.compile(r"^(?:ERROR: )?Job (?:succeeded|failed\b)")
"""How the log of a GitLab job begins and ends."""

CALLS = frozenset({"curl", "wget", "http"})
ANSWERED = re.compile(
    r"^(?:[<*] ?)?HTTP/\d|^\s*HTTP/\d|^curl: \(|^wget: |^HTTP request sent|\) failed: |\.{3} failed: |^[1-5]\d\d$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Pasted:
    """All readings, those of no known kind as their pieces; `source` leads from a piece's id to the text it is from."""

    readings: tuple[Reading, ...]
    source: dict[str, str]

    def cited(self, signals: Sequence[Signal]) -> tuple[Signal, ...]:
        """The signals with the ids of the readings that were handed in."""
        return tuple(self._cited(each) for each in signals) if self.source else tuple(signals)

    def _cited(self, signal: Signal) -> Signal:
        if not self.source.keys() & set(signal.evidence):
            return signal
        return replace(signal, evidence=tuple(dict.fromkeys(self.source.get(ref, ref) for ref in signal.evidence)))


def take_apart(readings: Sequence[Reading]) -> Pasted:
    """Each text that may hold several outputs, cut at its prompts and at the headers of known outputs."""
    found: list[Reading] = []
    source: dict[str, str] = {}
    own = {reading.id for reading in readings}
    for reading in readings:
        pieces = _pieces(reading)
        found += pieces
        if pieces != [reading]:
            source |= {piece.id: reading.id for piece in pieces if piece.id not in own}
    return Pasted(tuple(found), source)


def _pieces(reading: Reading) -> list[Reading]:
    if reading.status != "ok" or kinds_of(reading.query) is not None:
        return [reading]
    rows = [row for row in strip_controls(reading.text).split("\n") if not FENCE.match(row)]
    pieces = list(_cut(reading, rows))
    whole = len(pieces) <= 1 and not (pieces and pieces[0].query.tool != reading.query.tool)
    return [reading] if whole or len(pieces) > MOST else list(_numbered(reading, pieces))


def _cut(reading: Reading, rows: list[str]) -> Iterator[Reading]:
    """The pieces in order. A job's log is one: what it echoes behind a `$` was typed by nobody."""
    start = next((at for at, row in enumerate(rows) if JOB in row), len(rows))
    end = next((at + 1 for at in range(start, len(rows)) if ENDED.search(rows[at])), len(rows))
    yield from (piece for typed, said in _turns(rows[:start]) for piece in _turn(reading, typed, said))
    if start < len(rows):
        yield _piece(reading, replace(reading.query, tool="glab", args=("ci", "trace")), rows[start:end])
        yield from (piece for typed, said in _turns(rows[end:]) for piece in _turn(reading, typed, said))


def _numbered(reading: Reading, pieces: Sequence[Reading]) -> Iterator[Reading]:
    """Pieces of no known command as questions of their own: none is the newer answer to what another says."""
    for place, piece in enumerate(pieces):
        own = piece.query.key == reading.query.key and place > 0
        query = replace(piece.query, args=(*piece.query.args, f"#{place}")) if own else piece.query
        yield replace(piece, query=query) if own else piece


def _turns(rows: Sequence[str]) -> Iterator[tuple[Typed | None, list[str]]]:
    """Each command with what it printed; None before the first. A line that ends in a backslash goes on."""
    typed: Typed | None = None
    said: list[str] = []
    more = False
    for row in rows:
        if more and typed:
            typed = replace(typed, command=f"{typed.command[:-1].strip()} {row.lstrip('> ').strip()}")
        elif found := typed_in(row):
            yield typed, said
            typed, said = found, []
        else:
            said.append(row)
        more = bool(typed and typed.command.endswith("\\") and not said)
    yield typed, said


def _turn(reading: Reading, typed: Typed | None, said: list[str]) -> Iterator[Reading]:
    if typed is None:
        yield from _outputs(reading, reading.query, said)
        return
    if not typed.command:
        return
    where = typed.host or reading.query.where
    query = (
        Query(typed.tool, (typed.command,), reading.query.item, where) if typed.tool else _asked(reading, typed, said)
    )
    if query.tool == reading.query.tool:
        yield from _outputs(reading, query, said)
    else:
        yield _piece(reading, query, said)


def _asked(reading: Reading, typed: Typed, said: list[str]) -> Query:
    """A call that shows neither a status nor an error tells nothing of how it went."""
    query = asked(typed.command, reading.query, typed.host)
    if query.tool in CALLS and not ANSWERED.search("\n".join(said)):
        return replace(query, tool=reading.query.tool, args=(typed.command,))
    return query


def _outputs(reading: Reading, query: Query, said: list[str]) -> Iterator[Reading]:
    """The documents and tables of what was printed, and what lies between them."""
    free = 0
    for each in documents_of(said):
        yield from _tables(reading, query, said[free : each.start])
        own = replace(query, tool=each.tool, args=each.args) if each.tool else query
        yield _piece(reading, own, said[each.start : each.end])
        free = each.end
    yield from _tables(reading, query, said[free:])


def _tables(reading: Reading, query: Query, said: list[str]) -> Iterator[Reading]:
    for part in parts_of(said):
        rows = said[part.start : part.end]
        own = (
            replace(query, tool=part.shape.tool, args=part.shape.arguments(rows[0]))
            if part.shape and part.shape.tool
            else query
        )
        if part.shape or any(row.strip() for row in rows):
            yield _piece(reading, own, rows)


def _piece(reading: Reading, query: Query, rows: list[str]) -> Reading:
    text = "\n".join(rows)
    return replace(reading, query=query, text=text, digest="", status="ok" if text.strip() else "no_data")


__all__ = ["Pasted", "take_apart"]
