"""The state of all incidents in numbers, for whoever watches over Astreinte itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, inspect, or_, select, text

from . import chain
from .database import Database
from .port import ENDED
from .stamps import instant
from .tables import alerts, effects, incidents, journal

FAILED = frozenset({"invalid", "refused", "truncated", "rate_limited", "slow", "down", "denied", "late"})
"""Ends of a task's thinking (see `Stop`) that left it to the playbook."""

KINDS = ("question", "answer", "thought")
QUEUE = "procrastinate_jobs"
HEADS = select(incidents.c.id, incidents.c.head_seq, incidents.c.state, incidents.c.updated)
NEWS = (
    select(journal.c.kind, journal.c.recorded_at, journal.c.data)
    .where(journal.c.incident == bindparam("of"), journal.c.seq > bindparam("above"), journal.c.kind.in_(KINDS))
    .order_by(journal.c.seq)
)


@dataclass(frozen=True)
class Figures:
    """`failures` counts from the first look on, by who thought and its end; `queue` is empty where there is none."""

    incidents: Mapping[str, int]
    effects: Mapping[str, int]
    alerts: int
    failures: Mapping[tuple[str, str], int]
    waiting_since: datetime | None = None
    questions: int = 0
    queue: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass
class _Known:
    """What was read of one incident's journal, up to `seq`."""

    seq: int = 0
    asked: dict[str, datetime] = field(default_factory=dict[str, datetime])


class SqlAccount:
    """Looks at a database again and again; only what is new in a journal since the last look is read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, _Known] = {}
        self._failures: Counter[tuple[str, str]] = Counter()
        self._latest = ""

    async def look(self) -> Figures:
        """The figures of this moment.

        Raises:
            StoreUnavailable: the database cannot be read.
        """
        return await self._database.read(self._look)

    def _look(self, connection: Connection) -> Figures:
        wanted = HEADS.where(or_(incidents.c.state.not_in(ENDED), incidents.c.updated > self._latest))
        found = connection.execute(wanted if self._latest else HEADS.where(incidents.c.state.not_in(ENDED))).all()
        for row in found:
            if self._known.setdefault(row.id, _Known()).seq != row.head_seq:
                self._hear(connection, row.id, self._known[row.id])
        open_ = {row.id for row in found if row.state not in ENDED}
        self._known = {incident: known for incident, known in self._known.items() if incident in open_}
        self._latest = connection.execute(select(func.max(incidents.c.updated))).scalar_one() or "0"
        asked = [since for known in self._known.values() for since in known.asked.values()]
        return Figures(
            incidents=_counted(connection, incidents.c.state),
            effects=_counted(connection, effects.c.state),
            alerts=int(connection.execute(select(func.sum(alerts.c.received))).scalar_one() or 0),
            failures=dict(self._failures),
            waiting_since=min(asked, default=None),
            questions=len(asked),
            queue=_queue(connection),
        )

    def _hear(self, connection: Connection, incident: str, known: _Known) -> None:
        rows = connection.execute(NEWS, {"of": incident, "above": known.seq}).all()
        for kind, recorded_at, data in rows:
            self._note(known, kind, recorded_at, chain.parse(data))
        known.seq = int(connection.execute(HEADS.where(incidents.c.id == incident)).one().head_seq)

    def _note(self, known: _Known, kind: str, at: str, data: Mapping[str, Any]) -> None:
        if kind == "question":
            known.asked[str(data["id"])] = instant(at)
        elif kind == "answer":
            known.asked.pop(str(data["question"]), None)
        elif self._latest and at > self._latest and data["stop"] in FAILED:
            self._failures[str(data["usage"]["reasoner"]), str(data["stop"])] += 1


def _counted(connection: Connection, column: Any) -> Mapping[str, int]:
    rows: Sequence[Any] = connection.execute(select(column, func.count()).group_by(column)).all()
    return {str(name): int(count) for name, count in rows}


def _queue(connection: Connection) -> Mapping[str, int]:
    """Jobs of the shared queue by their status; nothing where the database has no queue."""
    if connection.dialect.name != "postgresql" or not inspect(connection).has_table(QUEUE):
        return {}
    rows = connection.execute(text(f"SELECT status, count(*) FROM {QUEUE} GROUP BY status")).all()  # noqa: S608 - a name of our own
    return {str(status): int(count) for status, count in rows}
