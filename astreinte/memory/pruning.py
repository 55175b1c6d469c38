"""What old incidents may lose: the bulk of their journals, so that what tells them and the chain's head stand.

An entry `pruned`, sealed like every other, lists the entries that are gone. `chain.verify` takes a gap that such an
entry covers, and proves all that is left, up to the recorded head.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Connection, delete, select

from astreinte.domain import Clock, Draft, Kind
from astreinte.errors import Busy

from . import chain
from .appending import add
from .database import Database
from .stamps import stamp
from .tables import effects, incidents, journal

FINISHED = ("resolved", "closed")
"""States that nothing follows. An unresolved incident is kept whole until somebody closes it."""

BULK: frozenset[str] = frozenset(
    {"recalled", "reading", "missing", "finding", "review", "task", "turn", "thought", "refused", "note", "warning"}
)
"""Kinds that only the post-mortem, which stands in its file, still tells."""

KEPT = frozenset(get_args(Kind)) - BULK


@dataclass(frozen=True)
class Prunable:
    """An old incident: the entries that may go, and the bodies that its readings point to."""

    incident: str
    title: str
    updated: str
    head: int
    gone: tuple[int, ...]
    digests: frozenset[str]
    collected: int


class SqlPruning:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def candidates(self, before: datetime) -> list[Prunable]:
        """Finished incidents, told in a post-mortem, untouched since, that still have what may go; oldest first."""
        return await self._database.read(lambda connection: _candidates(connection, stamp(before)))

    async def prune(self, found: Prunable) -> None:
        """Drop its entries and effects, and say so in its journal; all of it or nothing.

        Raises:
            Busy: something was written into it meanwhile.
            StoreUnavailable: nothing was changed.
        """
        now = stamp(self._clock.now())
        await self._database.write(lambda connection: _prune(connection, found, now))

    async def unreferenced(self, digests: Iterable[str]) -> set[str]:
        """Those of the digests that no reading of any incident points to."""
        left = set(digests)
        if left:
            for digest in await self._database.read(_referenced):
                left.discard(digest)
        return left


def ranges(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers in ascending order as inclusive stretches: `1 2 3 7` is `[1, 3], [7, 7]`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _candidates(connection: Connection, before: str) -> list[Prunable]:
    told = select(journal.c.incident).where(journal.c.incident == incidents.c.id, journal.c.kind == "postmortem")
    old = select(incidents).where(incidents.c.state.in_(FINISHED), incidents.c.updated < before, told.exists())
    rows = connection.execute(old.order_by(incidents.c.updated)).all()
    found = (_prunable(connection, row) for row in rows)
    return [each for each in found if each.gone]


def _prunable(connection: Connection, row: Any) -> Prunable:
    wanted = select(journal.c.seq, journal.c.kind).where(journal.c.incident == row.id, journal.c.kind.in_(BULK))
    entries = connection.execute(wanted.order_by(journal.c.seq)).all()
    readings = [data for data in _readings(connection, row.id) if data["digest"]]
    return Prunable(
        incident=row.id,
        title=row.title,
        updated=row.updated,
        head=row.head_seq,
        gone=tuple(entry.seq for entry in entries),
        digests=frozenset(str(data["digest"]) for data in readings),
        collected=len({data["id"] for data in readings if data["status"] == "ok"}),
    )


def _readings(connection: Connection, incident: str | None = None) -> Iterable[Any]:
    wanted = select(journal.c.data).where(journal.c.kind == "reading")
    chosen = wanted if incident is None else wanted.where(journal.c.incident == incident)
    for row in connection.execute(chosen.execution_options(yield_per=1000)):
        yield chain.parse(row.data)


def _referenced(connection: Connection) -> set[str]:
    return {str(data["digest"]) for data in _readings(connection)}


def _before(connection: Connection, incident: str, seq: int) -> str:
    """The hash of the entry before one, as that one sealed it."""
    wanted = select(journal.c.prev).where(journal.c.incident == incident, journal.c.seq == seq)
    return str(connection.execute(wanted).scalar_one())


def _prune(connection: Connection, found: Prunable, now: str) -> None:
    row = connection.execute(select(incidents).where(incidents.c.id == found.incident)).one_or_none()
    if row is None or row.head_seq != found.head or row.state not in FINISHED:
        raise Busy(f"{found.incident} has gone on meanwhile; it is kept")
    stretches = [(first, last, _before(connection, found.incident, first)) for first, last in ranges(found.gone)]
    told = {"ranges": [list(each) for each in stretches], "collected": found.collected}
    add(connection, found.incident, Draft("pruned", "user", told), now)
    for first, last, _ in stretches:
        mine = (journal.c.incident == found.incident, journal.c.seq.between(first, last))
        connection.execute(delete(journal).where(*mine))
    connection.execute(delete(effects).where(effects.c.incident == found.incident))
