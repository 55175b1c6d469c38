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
    return [
        Entry(
            intern(incident),
            seq,
            intern(kind),  # pyright: ignore[reportArgumentType] - the table holds kinds alone
            intern(actor),
            instant(occurred_at),
            instant(recorded_at),
            chain.parse(data),
            tuple(orjson.loads(evidence)),
            key or "",
            prev,
            hash_,
        )
        for incident, seq, kind, actor, occurred_at, recorded_at, data, evidence, key, prev, hash_ in rows
    ]


def entry_of(row: chain.Fields) -> Entry:
    """One row by the names of its columns."""
    return entries_of([[row[name] for name in COLUMNS]])[0]
