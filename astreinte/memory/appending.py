"""Entries beside those that stand, inside a write transaction: the head and the keys are looked up first."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, String, and_, bindparam, insert, select, update

from astreinte.domain import Draft, Entry
from astreinte.errors import StoreUnavailable

from . import chain
from .entries import COLUMNS, entries_of, entry_of
from .extending import End, Seen, add_all, linked
from .stamps import stamp
from .tables import incidents, journal, runners

Values = dict[str, Any]
OF = bindparam("of", type_=String())
EPOCH = select(runners.c.epoch).where(runners.c.incident == OF).scalar_subquery()
HEAD = select(incidents.c.head_seq, incidents.c.head_hash, EPOCH.label("epoch")).where(incidents.c.id == OF)
STANDING = select(journal).where(journal.c.incident == OF, journal.c.key.in_(bindparam("keys", expanding=True)))
BESIDE = and_(journal.c.incident == incidents.c.id, journal.c.key.in_(bindparam("keys", expanding=True)))
LOOK = (
    select(incidents.c.head_seq, incidents.c.head_hash, *(journal.c[name] for name in COLUMNS))
    .select_from(incidents.outerjoin(journal, BESIDE))
    .where(incidents.c.id == OF)
)
"""The head, and what stands of some keys: a row each, or one without."""

MOVE_HEAD = update(incidents).where(incidents.c.id == OF)


class Head(NamedTuple):
    """Where an incident's chain ends, and the newest epoch of those who run it; None before the first."""

    seq: int
    hash: str
    epoch: int | None


def add(connection: Connection, incident: str, draft: Draft, now: str) -> None:
    """Append within a transaction that does more; see `SqlJournal.append`."""
    append(connection, incident, head_of(connection, incident), [values_of(incident, draft, now)], now)


def append(
    connection: Connection, incident: str, head: Head | None, fresh: Sequence[Values], now: str
) -> tuple[list[Entry], Seen]:
    """The entries that stand for the fresh ones, and the last one of the chain."""
    if head is None:
        connection.execute(insert(incidents).values(_index_row(incident, fresh[0], now)))
    seq, prev = (head.seq, head.hash or chain.GENESIS) if head else (0, chain.GENESIS)
    standing = _standing(connection, incident, [values["key"] for values in fresh if values["key"]])
    rows: list[Values] = []
    entries: list[Entry] = []
    for values in fresh:
        entry = standing.get(values["key"])
        if entry is None:
            row = linked(values, seq + 1, prev)
            seq, prev, entry = row["seq"], row["hash"], entry_of(row)
            rows.append(row)
            standing |= {row["key"]: entry} if row["key"] else {}
        entries.append(entry)
    if rows:
        add_all(connection, rows)
        connection.execute(MOVE_HEAD, {"of": incident, "head_seq": seq, "head_hash": prev, "updated": now})
    return entries, Seen(seq, prev)


def head_of(connection: Connection, incident: str) -> Head | None:
    """None for an incident that the index does not know."""
    row = connection.execute(HEAD, {"of": incident}).one_or_none()
    return None if row is None else Head(*row)


def end_of(rows: Sequence[Sequence[Any]]) -> End | None:
    """The end of a chain as `LOOK` found it; None where nothing was written yet."""
    if not rows or not rows[0][0]:
        return None
    standing = entries_of([row[2:] for row in rows if row[2] is not None])
    return End(Seen(*rows[0][:2]), None, {entry.key: entry for entry in standing})


def stands(connection: Connection, incident: str, seen: Seen) -> None:
    """Raise `StoreUnavailable` where the chain does not hold what was seen of it."""
    wanted = select(journal.c.hash).where(journal.c.incident == incident, journal.c.seq == seen.seq)
    if connection.execute(wanted).scalar_one_or_none() != seen.hash:
        raise StoreUnavailable(
            f"the database has forgotten entries of {incident} that this run wrote: its server crashed or a backup was "
            f"restored; run `astreinte resume {incident}`, which goes on from the last step that it kept"
        )


def _standing(connection: Connection, incident: str, keys: list[str]) -> dict[str | None, Entry]:
    if not keys:
        return {}
    rows = connection.execute(STANDING, {"of": incident, "keys": keys}).mappings()
    return {row["key"]: entry_of(row) for row in rows}


def values_of(incident: str, draft: Draft, now: str) -> Values:
    """What an entry says, before it has its place in the chain; raises InvalidInput as `append` does."""
    what = f"entry {draft.kind!r} of {incident}"
    return {
        "incident": incident,
        "kind": draft.kind,
        "actor": draft.actor,
        "occurred_at": stamp(draft.occurred_at) if draft.occurred_at else now,
        "recorded_at": now,
        "data": chain.canonical(dict(draft.data), what),
        "evidence": chain.canonical(list(draft.evidence), what),
        "key": draft.key or None,
    }


def _index_row(incident: str, first: Values, now: str) -> Values:
    said: dict[str, Any] = json.loads(first["data"]) if first["kind"] == "declared" else {}
    texts = {name: str(said.get(name) or "") for name in ("title", "service", "fingerprint")}
    return {"id": incident, "declared": now, "updated": now, **texts}
