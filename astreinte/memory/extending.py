"""Entries onto a head that is known already: one statement on PostgreSQL, two in one transaction on SQLite.

A runner that is alone with its incident knows where the chain ends. Nothing is looked up then: the head moves only from
where it was seen, only while the runner's epoch is the newest, and only when none of the keys is there yet; else
nothing is written, and whoever asked looks first. A head that is as it was seen proves that all before it still stands.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import orjson
from sqlalchemy import Connection

from astreinte.domain import Entry

from . import chain
from .engines import UNHURRIED, WRITER
from .entries import COLUMNS

Values = dict[str, Any]
MOST, KEYS = 1000, 5000
"""Incidents whose ends are kept at hand, and keys of each."""

OWN = ("seq", "kind", "actor", "occurred_at", "recorded_at", "data", "evidence", "key", "prev", "hash")
"""What differs from entry to entry."""

ALL, NAMED = ", ".join(COLUMNS), ", ".join(f":{name}" for name in COLUMNS)
ADD = f"INSERT INTO journal ({ALL}) VALUES ({NAMED})"  # noqa: S608 - names of our own
MOVE = """
UPDATE incidents SET head_seq = :seq, head_hash = :hash, updated = :now
WHERE id = :of AND head_seq = :seen_seq AND head_hash = :seen_hash
  AND (:epoch IS NULL OR :epoch = (SELECT epoch FROM runners WHERE incident = :of))
  AND NOT EXISTS (SELECT 1 FROM journal WHERE incident = :of AND key IN (SELECT value FROM json_each(:keys)))
"""
FRESH = ", ".join(OWN)
ARRAYS = ", ".join(f"%({name})b::{'int' if name == 'seq' else 'text'}[]" for name in OWN)
ADD_ALL = f"""
INSERT INTO journal (incident, {FRESH})
SELECT %(of)s, fresh.* FROM unnest({ARRAYS}) AS fresh"""  # noqa: S608 - names of our own
EXTEND = f"""
WITH turn AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared({WRITER}), pg_advisory_xact_lock({WRITER}, hashtext(%(of)s)),
           CASE WHEN %(epoch)s::int IS NOT NULL THEN {UNHURRIED} END
), owner AS MATERIALIZED (
    SELECT 1 FROM runners WHERE incident = %(of)s AND epoch = %(epoch)s AND EXISTS (SELECT 1 FROM turn) FOR SHARE
), moved AS (
    UPDATE incidents SET head_seq = %(last)s, head_hash = %(head)s, updated = %(now)s
    WHERE EXISTS (SELECT 1 FROM turn) AND id = %(of)s AND head_seq = %(seen_seq)s AND head_hash = %(seen_hash)s
      AND (%(epoch)s::int IS NULL OR EXISTS (SELECT 1 FROM owner))
      AND NOT EXISTS (SELECT 1 FROM journal WHERE incident = %(of)s AND key = ANY(%(key)b::text[]))
    RETURNING 1
){ADD_ALL} WHERE EXISTS (SELECT 1 FROM moved)
"""  # noqa: S608 - names of our own
"""Its turn comes before anything that it looks at; what changed while it waited is looked at again, as it then is."""


class Seen(NamedTuple):
    """Where a chain ended when it was last seen: the number and the hash of its last entry."""

    seq: int
    hash: str


@dataclass
class End:
    """A chain as this process knows it: where it ended, by whom, and entries by key that its last hash seals."""

    seen: Seen
    by: tuple[str, int] | None = None
    standing: dict[str, Entry] = field(default_factory=dict[str, Entry])

    def onto(self, fresh: Sequence[Values]) -> list[Values]:
        """The rows of those that do not stand yet, one a key, onto the end."""
        new: dict[Any, Values] = {}
        for place, values in enumerate(fresh):
            if values["key"] not in self.standing:
                new.setdefault(values["key"] or place, values)
        return chained([*new.values()], self.seen)

    def with_(self, entries: Sequence[Entry], by: tuple[str, int] | None) -> "End":
        """The end once these follow. What stands beyond `KEYS` is looked up when it is needed."""
        self.standing = {} if len(self.standing) > KEYS else self.standing
        self.standing |= {entry.key: entry for entry in entries if entry.key}
        return End(Seen(entries[-1].seq, entries[-1].hash), by, self.standing)

    def told(self, fresh: Sequence[Values], written: Sequence[Entry]) -> list[Entry]:
        """An entry for each of the fresh ones, in their order."""
        new, left = {entry.key: entry for entry in written}, iter([entry for entry in written if not entry.key])
        keys = [values["key"] for values in fresh]
        return [(new.get(key) or self.standing[key]) if key else next(left) for key in keys]


class Ends(OrderedDict[str, End]):
    """The chains that this process wrote to last, and whose turn it is to write to one."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, incident: str) -> asyncio.Lock:
        return self._turns.setdefault(incident, asyncio.Lock())

    def keep(self, incident: str, end: End) -> None:
        self[incident] = end
        self.move_to_end(incident)
        while len(self) > MOST:
            self.popitem(last=False)


def extend(connection: Connection, seen: Seen, rows: Sequence[Values], epoch: int | None, now: str) -> bool:
    """Write these rows, which follow `seen`; False where they do not, or one of them stands: nothing is written then.

    `epoch` is that of the runner who writes; None for anybody.
    """
    where: Values = {
        "of": rows[0]["incident"],
        "seen_seq": seen.seq,
        "seen_hash": seen.hash,
        "now": now,
        "epoch": epoch,
    }
    if connection.dialect.name == "postgresql":
        more = {"last": rows[-1]["seq"], "head": rows[-1]["hash"]}
        return bool(connection.exec_driver_sql(EXTEND, where | _columns(rows) | more).rowcount)
    keys = orjson.dumps([row["key"] for row in rows if row["key"]]).decode()
    last = {"seq": rows[-1]["seq"], "hash": rows[-1]["hash"], "keys": keys}
    if not connection.exec_driver_sql(MOVE, where | last).rowcount:
        return False
    add_all(connection, rows)
    return True


def add_all(connection: Connection, rows: Sequence[Values]) -> None:
    """Insert rows of one incident; whoever calls moves the head."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(ADD_ALL, {"of": rows[0]["incident"]} | _columns(rows))
    else:
        connection.exec_driver_sql(ADD, list(rows))


def _columns(rows: Sequence[Values]) -> Values:
    return {name: [row[name] for row in rows] for name in OWN}


def chained(fresh: Sequence[Values], seen: Seen) -> list[Values]:
    """The rows of entries that follow one another, and what was seen."""
    rows: list[Values] = []
    for values in fresh:
        seq, prev = (rows[-1]["seq"], rows[-1]["hash"]) if rows else seen
        rows.append(linked(values, seq + 1, prev))
    return rows


def linked(values: Values, seq: int, prev: str) -> Values:
    """The row of an entry: its values, its place and its seal."""
    row = {**values, "seq": seq, "prev": prev}
    row["hash"] = chain.seal(prev, row)
    return row
