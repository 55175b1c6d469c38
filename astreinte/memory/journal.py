"""The journal in SQL: append-only, one hash chain per incident, its head recorded beside the incident."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, RowMapping, String, bindparam, select

from astreinte.domain import Clock, Draft, Entry
from astreinte.errors import IntegrityError

from . import chain
from .appending import HEAD, LOOK, Head, Values, append, end_of, head_of, stands, values_of
from .books import guard
from .database import Conflict, Database
from .entries import COLUMNS, entries_of, entry_of
from .extending import End, Ends, Seen, extend
from .stamps import stamp
from .tables import incidents, journal
from .together import Together

OF = bindparam("of", type_=String())
CHAIN = select(journal).where(journal.c.incident == OF, journal.c.seq > bindparam("above")).order_by(journal.c.seq)
ENTRIES = CHAIN.with_only_columns(*(journal.c[name] for name in COLUMNS))
SOME = (
    select(*(journal.c[name] for name in COLUMNS))
    .where(journal.c.incident == OF, journal.c.seq.in_(bindparam("numbers", expanding=True)))
    .order_by(journal.c.seq)
)


class SqlJournal:
    """Implements `Journal`. Two writers of one incident take turns, so its chain never forks."""

    def __init__(
        self, database: Database, clock: Clock, owner: tuple[str, int] | None = None, ends: Ends | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._ends = Ends() if ends is None else ends
        self._together = Together(self._ends.turn, self._written)

    def fenced(self, incident: str, epoch: int) -> "SqlJournal":
        """The same for one runner: appending raises `Fenced` once a newer one owns the incident."""
        return SqlJournal(self._database, self._clock, (incident, epoch), self._ends)

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
        return await self._together.add(incident, [values_of(incident, draft, now) for draft in drafts])

    async def _written(self, incident: str, fresh: Sequence[Values]) -> list[Entry]:
        now = fresh[-1]["recorded_at"]
        try:
            end = self._ends.pop(incident, None) or await self._look(incident, fresh)
            return await self._extended(incident, fresh, now, end) or await self._looked_up(incident, fresh, now, end)
        except Conflict as error:
            raise IntegrityError(
                f"the journal of {incident} has entries beyond its recorded head; restore the database from a backup"
            ) from error

    async def _look(self, incident: str, fresh: Sequence[Values]) -> End | None:
        keys = [values["key"] for values in fresh if values["key"]]
        return end_of(await self._database.ask(LOOK, {"of": incident, "keys": keys}))

    async def _extended(self, incident: str, fresh: Sequence[Values], now: str, end: End | None) -> list[Entry]:
        """The entries, where this process saw the head and nobody has moved it since; nothing else."""
        owner = self._owner
        if end is None or (owner is not None and owner[0] != incident):
            return []
        seen, epoch, rows = end.seen, owner[1] if owner else None, end.onto(fresh)
        if not rows:
            return await self._standing(incident, fresh, end, epoch)
        if not await self._database.write(lambda connection: extend(connection, seen, rows, epoch, now), alone=True):
            return []
        written = [entry_of(row) for row in rows]
        entries = end.told(fresh, written)
        self._ends.keep(incident, end.with_(written, owner))
        return entries

    async def _standing(self, incident: str, fresh: Sequence[Values], end: End, epoch: int | None) -> list[Entry]:
        """The entries, where all of them stand below a head that nobody has moved; nothing else."""
        found = await self._database.ask(HEAD, {"of": incident})
        if not found or tuple(found[0][:2]) != end.seen or epoch not in {None, found[0].epoch}:
            return []
        self._ends.keep(incident, end)
        return end.told(fresh, [])

    async def _looked_up(self, incident: str, fresh: Sequence[Values], now: str, end: End | None) -> list[Entry]:
        """The entries, onto the head and beside the keys that stand in the database.

        Raises:
            StoreUnavailable: what this very run wrote before is gone, so it has to go on from its last step.
        """

        def work(connection: Connection) -> tuple[list[Entry], Seen]:
            head = head_of(connection, incident)
            if self._owner is not None and (head is None or self._owner != (incident, head.epoch)):
                guard(connection, *self._owner)
            if end is not None and end.by is not None and end.by == self._owner:
                stands(connection, incident, end.seen)
            return append(connection, incident, head, fresh, now)

        entries, seen = await self._database.write(work, of=incident)
        self._ends.keep(incident, End(seen, self._owner, {entry.key: entry for entry in entries if entry.key}))
        return entries

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        return await self._database.made(ENTRIES, {"of": incident, "above": after}, entries_of)

    async def some(self, incident: str, numbers: Collection[int]) -> list[Entry]:
        return await self._database.made(SOME, {"of": incident, "numbers": list(numbers)}, entries_of)

    async def head(self, incident: str) -> tuple[int, str]:
        """Sequence number and hash of the last entry: what to write down elsewhere; (0, "") when there is none."""
        head = await self._database.read(lambda connection: head_of(connection, incident))
        return (head.seq, head.hash) if head else (0, "")

    async def verify(self, incident: str) -> None:
        """Recompute the whole chain and compare it with the recorded head.

        Raises:
            IntegrityError: names the incident, the entry and what is wrong.
        """

        def look(connection: Connection) -> tuple[Sequence[RowMapping], Head | None]:
            return _rows(connection, incident), head_of(connection, incident)

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


def _rows(connection: Connection, incident: str, after: int = 0) -> Sequence[RowMapping]:
    return connection.execute(CHAIN, {"of": incident, "above": after}).mappings().all()
