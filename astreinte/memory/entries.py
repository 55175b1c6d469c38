"""Rows of the journal as entries."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from sys import intern
from typing import Any

import orjson

from astreinte.domain import Entry

from . import chain
from .stamps import instant

COLUMNS = (
    "incident", "seq", "kind", "actor", "occurred_at", "recorded_at", "data", "evidence", "key", "prev", "hash",
)  # fmt: skip
IN_ORDER = itemgetter(*COLUMNS)
REPEATED = ("id", "status", "digest")


def entries_of(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Entries out of rows with the values of `COLUMNS`; what repeats from row to row is kept once."""
    found: list[Entry] = []
    queries: dict[bytes, Any] = {}
    for row in rows:
        entry = _entry(row, found[-1].hash if found else "")
        if entry.kind == "reading" and (query := entry.data.get("query")) is not None:
            data: Any = entry.data
            data["query"] = queries.setdefault(orjson.dumps(query), query)  # a long incident asks the same again
        found.append(entry)
    return found


def entry_of(row: chain.Fields) -> Entry:
    """One row by the names of its columns."""
    return _entry(IN_ORDER(row))


def _entry(row: Sequence[Any], last: str = "") -> Entry:
    """`last` is the hash of the entry before it, where that is at hand."""
    incident, seq, kind, actor, occurred_at, recorded_at, data, evidence, key, prev, hash_ = row
    return Entry(
        intern(incident),
        seq,
        intern(kind),  # pyright: ignore[reportArgumentType] - the table holds kinds alone
        intern(actor),
        at := instant(occurred_at),
        at if recorded_at == occurred_at else instant(recorded_at),
        _lean(chain.parse(data)) if kind == "reading" else chain.parse(data),
        tuple(map(intern, orjson.loads(evidence))),
        key or "",
        last if prev == last else prev,
        hash_,
    )


def _lean(reading: Any) -> Any:
    """A reading whose words that repeat are kept once."""
    for name in REPEATED:
        if isinstance(said := reading.get(name), str):
            reading[name] = intern(said)
    return reading
