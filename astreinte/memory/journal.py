"""The journal in SQL: append-only, one hash chain per incident, its head recorded beside the incident."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, String, bindparam, insert, select, update

from astreinte.domain import Clock, Draft, Entry
from astreinte.errors import IntegrityError

from . import chain
from .books import guard
from .database import Conflict, Database
from .entries import COLUMNS, entries_of, entry_of
from .extending import Ends, Seen, add_all, chained, extend, linked, repeats
from .stamps import stamp
from .tables import incidents, journal, runners

Values = dict[str, Any]
OF = bindparam("of", type_=String())
EPOCH = select(runners.c.epoch).where(runners.c.incident == OF).scalar_subquery()
HEAD = select(incidents.c.head_seq, incidents.c.head_hash, EPOCH.label("epoch")).where(incidents.c.id == OF)
STANDING = select(journal).where(journal.c.incident == OF, journal.c.key.in_(bindparam("keys", expanding=True)))
CHAIN = select(journal).where(journal.c.incident == OF, journal.c.seq > bindparam("above")).order_by(journal.c.seq)
ENTRIES = CHAIN.with_only_columns(*(journal.c[name] for name in COLUMNS))
MOVE_HEAD = update(incidents).where(incidents.c.id == OF)


class Head(NamedTuple):
    """Where an incident's chain ends, and the newest epoch of those who run it; None before the first."""

    seq: int
    hash: str
    epoch: int | None


class SqlJournal:
    """Implements `Journal`. Two writers of one incident take turns, so its chain never forks."""

    def __init__(
        self, database: Database, clock: Clock, owner: tuple[str, int] | None = None, seen: Ends | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._seen = Ends() if seen is None else seen

    def fenced(self, incident: str, epoch: int) -> "SqlJournal":
        """The same for one runner: appending raises `Fenced` once a newer one owns the incident."""
        return SqlJournal(self._database, self._clock, (incident, epoch), self._seen)

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        """See `Journal.append`. An incident that the index does not know yet is entered there.

        Raises:
            InvalidInput: a draft holds what JSON does not have, or a time without zone.
            IntegrityError: the chain was changed behind the journal's back.
            StoreUnavailable: nothing was written.
        """
        if not drafts:
            return []
        now = stamp(self._clock.now())
        fresh = [values_of(incident, draft, now) for draft in drafts]
        async with self._seen.turn(incident):
            try:
                return await self._extended(incident, fresh, now) or await self._looked_up(incident, fresh, now)
            except Conflict as error:
                raise IntegrityError(
                    f"the journal of {incident} has entries beyond its recorded head; "
                    "restore the database from a backup"
                ) from error

    async def _extended(self, incident: str, fresh: list[Values], now: str) -> list[Entry]:
        """The entries, where this process saw the head and nobody has moved it since; nothing else."""
        seen, owner = self._seen.get(incident), self._owner
        if seen is None or (owner is not None and owner[0] != incident) or repeats(fresh):
            return []
        rows, epoch = chained(fresh, seen), owner[1] if owner else None
        if not await self._database.write(lambda connection: extend(connection, seen, rows, epoch, now), alone=True):
            return []
        self._seen.keep(incident, Seen(rows[-1]["seq"], rows[-1]["hash"]))
        return [entry_of(row) for row in rows]

    async def _looked_up(self, incident: str, fresh: list[Values], now: str) -> list[Entry]:
        """The entries, onto the head and beside the keys that stand in the database."""

        def work(connection: Connection) -> tuple[list[Entry], Seen]:
            head = _head(connection, incident)
            if self._owner is not None and (head is None or self._owner != (incident, head.epoch)):
                guard(connection, *self._owner)
            return _append(connection, incident, head, fresh, now)

        entries, seen = await self._database.write(work, of=incident)
        self._seen.keep(incident, seen)
        return entries

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        rows: Any = await self._database.ask(ENTRIES, {"of": incident, "above": after})
        return entries_of(rows)

    async def head(self, incident: str) -> tuple[int, str]:
        """Sequence number and hash of the last entry: what to write down elsewhere; (0, "") when there is none."""
        head = await self._database.read(lambda connection: _head(connection, incident))
        return (head.seq, head.hash) if head else (0, "")

    async def verify(self, incident: str) -> None:
        """Recompute the whole chain and compare it with the recorded head.

        Raises:
            IntegrityError: names the incident, the entry and what is wrong.
        """

        def look(connection: Connection) -> tuple[Sequence[RowMapping], Head | None]:
            return _rows(connection, incident), _head(connection, incident)

        rows, head = await self._database.read(look)
        chain.verify(incident, rows, (head.seq, head.hash) if head else (0, ""))

    async def verify_all(self) -> list[str]:
        """Verify every incident; returns their ids, or raises at the first that is broken."""
        ids = await self._database.read(
            lambda connection: (
                connection.execute(select(incidents.c.id).union(select(journal.c.incident)).order_by("id"))
                .scalars()
                .all()
            )
        )
        for incident in ids:
            await self.verify(incident)
        return list(ids)


def add(connection: Connection, incident: str, draft: Draft, now: str) -> None:
    """Append within a transaction that does more; see `SqlJournal.append`."""
    _append(connection, incident, _head(connection, incident), [values_of(incident, draft, now)], now)


def _append(
    connection: Connection, incident: str, head: Head | None, fresh: list[Values], now: str
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


def _rows(connection: Connection, incident: str, after: int = 0) -> Sequence[RowMapping]:
    return connection.execute(CHAIN, {"of": incident, "above": after}).mappings().all()


def _head(connection: Connection, incident: str) -> Head | None:
    row = connection.execute(HEAD, {"of": incident}).one_or_none()
    return None if row is None else Head(*row)


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
