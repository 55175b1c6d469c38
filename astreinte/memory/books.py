"""Where the ledger keeps its slips: in SQL, or in memory for as long as the process."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, or_, select, update
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects import postgresql, sqlite

from astreinte.domain import Clock

from .database import Database
from .ledger import KeptLedger, Slip, fenced
from .tables import effects, runners

NEWEST = select(runners.c.epoch).where(runners.c.incident == bindparam("of", type_=String()))
FIELDS = tuple(each.name for each in fields(Slip))


class SqlLedger(KeptLedger):
    """The ledger in a database; see `KeptLedger`."""

    def __init__(self, database: Database, clock: Clock, *, grace: float | None = None) -> None:
        super().__init__(SqlBook(database), clock, grace=grace)


class MemoryLedger(KeptLedger):
    """The ledger of one process; replays use it."""

    def __init__(self, clock: Clock, *, grace: float | None = None) -> None:
        super().__init__(MemoryBook(), clock, grace=grace)


class MemoryBook:
    """Implements `Book` for one process."""

    def __init__(self) -> None:
        self._epochs: dict[str, int] = {}
        self._slips: dict[str, dict[str, Slip]] = {}

    async def claim(self, incident: str) -> int:
        self._epochs[incident] = self._epochs.get(incident, 0) + 1
        return self._epochs[incident]

    async def guard(self, incident: str, epoch: int) -> None:
        self._guard(incident, epoch)

    async def enter(self, incident: str, slip: Slip) -> bool:
        self._guard(incident, slip.epoch)
        slips = self._slips.setdefault(incident, {})
        return slips.setdefault(slip.key, slip) is slip

    async def change(
        self, incident: str, epoch: int, key: str, values: Mapping[str, Any], seen: Slip | None
    ) -> Slip | None:
        self._guard(incident, epoch)
        slip = self._slips.get(incident, {}).get(key)
        if slip is None or (seen is not None and slip != seen):
            return None
        changed = self._slips[incident][key] = replace(slip, **values)
        return changed

    async def find(self, incident: str, key: str) -> Slip | None:
        return self._slips.get(incident, {}).get(key)

    async def all(self, incident: str) -> list[Slip]:
        return sorted(self._slips.get(incident, {}).values(), key=lambda slip: (slip.started, slip.key))

    async def standing(self, incident: str, moment: str) -> tuple[list[Slip], list[Slip]]:
        recent = [slip for slips in self._slips.values() for slip in slips.values() if slip.started >= moment]
        return await self.all(incident), recent

    def _guard(self, incident: str, epoch: int) -> None:
        if self._epochs.get(incident) != epoch:
            raise fenced(incident, epoch)


class SqlBook:
    """Implements `Book` in a database; safe between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, incident: str) -> int:
        return await self._database.write(lambda connection: _claim(connection, incident), durable=True, of=incident)

    async def guard(self, incident: str, epoch: int) -> None:
        await self._database.read(lambda connection: guard(connection, incident, epoch))

    async def enter(self, incident: str, slip: Slip) -> bool:
        def work(connection: Connection) -> bool:
            values = {"incident": incident, **vars(slip)}
            entered = connection.execute(_entering(connection), values).one_or_none() is not None
            if not entered:
                guard(connection, incident, slip.epoch)
            return entered

        return await self._database.write(work, durable=True, of=incident)

    async def change(
        self, incident: str, epoch: int, key: str, values: Mapping[str, Any], seen: Slip | None
    ) -> Slip | None:
        wanted = update(effects).where(*_is(incident, key), _newest(incident) == epoch)
        if seen is not None:
            unchanged = (effects.c.epoch == seen.epoch, effects.c.state == seen.state, effects.c.due == seen.due)
            wanted = wanted.where(*unchanged)
        changing = wanted.values(dict(values)).returning(effects)

        def work(connection: Connection) -> Slip | None:
            changed = connection.execute(changing).one_or_none()
            if changed is None:
                guard(connection, incident, epoch)
            return None if changed is None else _slip(changed)

        return await self._database.write(work, durable=True, of=incident)

    async def find(self, incident: str, key: str) -> Slip | None:
        rows = await self._database.ask(select(effects).where(*_is(incident, key)))
        return _slip(rows[0]) if rows else None

    async def all(self, incident: str) -> list[Slip]:
        wanted = select(effects).where(effects.c.incident == incident).order_by(effects.c.started, effects.c.key)
        return [_slip(row) for row in await self._database.ask(wanted)]

    async def standing(self, incident: str, moment: str) -> tuple[list[Slip], list[Slip]]:
        wanted = select(effects).where(or_(effects.c.incident == incident, effects.c.started >= moment))
        rows = await self._database.ask(wanted.order_by(effects.c.started, effects.c.key))
        mine = [_slip(row) for row in rows if row.incident == incident]
        return mine, [_slip(row) for row in rows if row.started >= moment]


def _claim(connection: Connection, incident: str) -> int:
    first = _dialect(connection).insert(runners).values(incident=incident, epoch=1)
    next_ = first.on_conflict_do_update(index_elements=["incident"], set_={"epoch": runners.c.epoch + 1})
    return connection.execute(next_.returning(runners.c.epoch)).scalar_one()


def _entering(connection: Connection) -> Any:
    """A new slip under its own epoch, and nothing where its key is there or the epoch is not the newest."""
    fields = [effects.c[name] for name in ("incident", *FIELDS)]
    given = select(*(bindparam(each.name, type_=each.type) for each in fields))
    newest = _newest(bindparam("incident", type_=String())) == bindparam("epoch", type_=Integer())
    entered = _dialect(connection).insert(effects).from_select(fields, given.where(newest))
    return entered.on_conflict_do_nothing().returning(effects.c.key)


def _newest(incident: Any) -> Any:
    return select(runners.c.epoch).where(runners.c.incident == incident).scalar_subquery()


def _dialect(connection: Connection) -> Any:
    return postgresql if connection.dialect.name == "postgresql" else sqlite


def guard(connection: Connection, incident: str, epoch: int) -> None:
    """Raise `Fenced` when a newer epoch owns the incident."""
    if connection.execute(NEWEST, {"of": incident}).scalar_one_or_none() != epoch:
        raise fenced(incident, epoch)


def _is(incident: str, key: str) -> tuple[Any, Any]:
    return effects.c.incident == incident, effects.c.key == key


def _slip(row: SqlRow[Any]) -> Slip:
    return Slip(**{name: getattr(row, name) for name in FIELDS})
