"""Rows of the journal as entries."""

import orjson

from astreinte.domain import Entry

from . import chain
from .stamps import instant


def entry_of(row: chain.Fields) -> Entry:
    return Entry(
        incident=row["incident"],
        seq=row["seq"],
        kind=row["kind"],
        actor=row["actor"],
        occurred_at=instant(row["occurred_at"]),
        recorded_at=instant(row["recorded_at"]),
        data=chain.parse(row["data"]),
        evidence=tuple(orjson.loads(row["evidence"])),
        key=row["key"] or "",
        prev=row["prev"],
        hash=row["hash"],
    )
