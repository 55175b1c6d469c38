"""Rows of the journal as entries."""

from collections.abc import Iterable, Sequence
from sys import intern
from typing import Any

import orjson

from astreinte.domain import Entry

from . import chain
from .stamps import instant

COLUMNS = (
    "incident", "seq", "kind", "actor", "occurred_at", "recorded_at", "data", "evidence", "key", "prev", "hash",
)  # fmt: skip


def entries_of(rows: Iterable[Sequence[Any]]) -> list[Entry]:
    """Entries out of rows with the values of `COLUMNS`; what repeats from row to row is kept once."""
    found: list[Entry] = []
    queries: dict[bytes, Any] = {}
    last = ""
    for incident, seq, kind, actor, occurred_at, recorded_at, data, evidence, key, prev, hash_ in rows:
        entry = Entry(
            intern(incident),
            seq,
            intern(kind),  # pyright: ignore[reportArgumentType] - the table holds kinds alone
            intern(actor),
            at := instant(occurred_at),
            at if recorded_at == occurred_at else instant(recorded_at),
            _lean(chain.parse(data), queries) if kind == "reading" else chain.parse(data),
            tuple(map(intern, orjson.loads(evidence))),
            key or "",
            last if prev == last else prev,
            hash_,
        )
        last = hash_
        found.append(entry)
    return found


def _lean(reading: Any, queries: dict[bytes, Any]) -> Any:
    """A reading whose query is that of another one shares it; a long incident asks the same again and again."""
    query = reading.get("query")
    if query is not None:
        reading["query"] = queries.setdefault(orjson.dumps(query), query)
    for name in ("id", "status", "digest"):
        if isinstance(said := reading.get(name), str):
            reading[name] = intern(said)
    return reading


def entry_of(row: chain.Fields) -> Entry:
    """One row by the names of its columns."""
    return entries_of([[row[name] for name in COLUMNS]])[0]
