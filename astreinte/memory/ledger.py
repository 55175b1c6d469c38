"""The ledger in SQL: intent before effect, one owner per incident, at most one application per key.

::

    (none) ──intend──▶ intended ──close──▶ done │ failed │ unknown ──▶ undone
                          ▲  a dead runner left it, or it is unknown: `look` decides
                          └──────────────────────────────────────────────┘
"""

import asyncio
import json
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import Row as SqlRow

from astreinte.actions.ledger import Act, Look
from astreinte.domain import ActionRecord, Clock, Plan, dump, load
from astreinte.errors import AstreinteError, Fenced, NotFound

from .chain import canonical
from .database import Database
from .tables import effects, instant, runners, stamp

SETTLED = ("done", "failed", "undone")
MARGIN = 5.0
"""Seconds beyond the plan's own time limit, so that whoever runs the command can end it first."""

POLL = 0.25
APPLIED: dict[bool | None, Literal["done", "failed", "unknown"]] = {True: "done", False: "failed", None: "unknown"}


class Attempt(NamedTuple):
    incident: str
    epoch: int
    key: str
    plan: Plan


class SqlLedger:
    """Implements `Ledger`.

    An attempt that a dead runner left behind is given `grace` seconds to end (the plan's own limit when None), for the
    command it started may have outlived it; only then is the effect applied again, and only if `look` does not see it.
    """

    def __init__(self, database: Database, clock: Clock, *, grace: float | None = None) -> None:
        self._database = database
        self._clock = clock
        self._grace = grace

    async def claim(self, incident: str) -> int:
        return await self._database.write(lambda connection: _claim(connection, incident), durable=True)

    async def once(self, incident: str, epoch: int, key: str, plan: Plan, act: Act, look: Look) -> ActionRecord:
        """See `Ledger.once`.

        `OSError`, `TimeoutError` and `AstreinteError` of `act` end in the record, after a `look`; others go through.
        """
        attempt = Attempt(incident, epoch, key, plan)
        if await self._intend(attempt):
            return await self._apply(attempt, act, look)
        return await self._reconcile(attempt, act, look)

    async def records(self, incident: str) -> list[ActionRecord]:
        wanted = select(effects).where(effects.c.incident == incident).order_by(effects.c.started, effects.c.key)
        rows = await self._database.read(lambda connection: connection.execute(wanted).all())
        return [_record(row) for row in rows]

    async def _apply(self, attempt: Attempt, act: Act, look: Look) -> ActionRecord:
        applied: bool | None
        try:
            applied, output = await asyncio.wait_for(act(), attempt.plan.timeout + MARGIN)
        except (OSError, TimeoutError, AstreinteError) as error:
            applied, output = await look(), f"{type(error).__name__}: {error}".removesuffix(": ")
        return await self._close(attempt, applied, output)

    async def _reconcile(self, attempt: Attempt, act: Act, look: Look) -> ActionRecord:
        """Answer what is settled; else ask the world, wait for an attempt that may still be under way, ask again."""
        while (row := await self._row(attempt.incident, attempt.key)).state not in SETTLED:
            seen, left = await look(), row.due - self._clock.now().timestamp()
            if seen is not True and left > 0:
                await self._clock.sleep(min(left, POLL))
                continue
            await self._take(attempt, row)
            if seen is False:
                return await self._apply(attempt, act, look)
            return await self._close(attempt, seen, "reconciled")
        return _record(row)

    async def _intend(self, attempt: Attempt) -> bool:
        now = self._clock.now()
        values = {
            "incident": attempt.incident,
            "key": attempt.key,
            "output": "",
            "started": stamp(now),
            **self._intent(attempt),
        }

        def work(connection: Connection) -> bool:
            _guard(connection, attempt.incident, attempt.epoch)
            if _find(connection, attempt.incident, attempt.key):
                return False
            connection.execute(insert(effects).values(values))
            return True

        return await self._database.write(work, durable=True)

    def _intent(self, attempt: Attempt) -> dict[str, Any]:
        grace = attempt.plan.timeout + MARGIN if self._grace is None else self._grace
        return {
            "epoch": attempt.epoch,
            "due": self._clock.now().timestamp() + grace,
            "state": "intended",
            "plan": canonical(dump(attempt.plan), f"the plan of {attempt.key!r}"),
        }

    async def _take(self, attempt: Attempt, seen: SqlRow[Any]) -> None:
        """Make an unfinished attempt ours, unless someone has changed it since it was seen."""

        def work(connection: Connection) -> None:
            _guard(connection, attempt.incident, attempt.epoch)
            change = update(effects).where(*_is(attempt.incident, attempt.key), effects.c.epoch == seen.epoch)
            unchanged = change.where(effects.c.state == seen.state, effects.c.due == seen.due)
            if not connection.execute(unchanged.values(self._intent(attempt))).rowcount:
                raise _fenced(attempt.incident, attempt.epoch)

        await self._database.write(work, durable=True)

    async def _close(self, attempt: Attempt, applied: bool | None, output: str) -> ActionRecord:
        values = {"state": APPLIED[applied], "output": _clean(output), "due": 0.0, "ended": stamp(self._clock.now())}
        await self._change(attempt.incident, attempt.epoch, attempt.key, values)
        return await self._record(attempt.incident, attempt.key)

    async def _change(self, incident: str, epoch: int, key: str, values: dict[str, Any]) -> None:
        def work(connection: Connection) -> None:
            _guard(connection, incident, epoch)
            if not connection.execute(update(effects).where(*_is(incident, key)).values(values)).rowcount:
                raise NotFound(f"no effect {key!r} of {incident}; the ledger lists those it has")

        await self._database.write(work, durable=True)

    async def _row(self, incident: str, key: str) -> SqlRow[Any]:
        row = await self._database.read(lambda connection: _find(connection, incident, key))
        if row is None:
            raise NotFound(f"no effect {key!r} of {incident}; the ledger lists those it has")
        return row

    async def _record(self, incident: str, key: str) -> ActionRecord:
        return _record(await self._row(incident, key))


def _claim(connection: Connection, incident: str) -> int:
    mine = runners.c.incident == incident
    epoch = connection.execute(select(runners.c.epoch).where(mine).with_for_update()).scalar_one_or_none()
    if epoch is None:
        connection.execute(insert(runners).values(incident=incident, epoch=1))
        return 1
    connection.execute(update(runners).where(mine).values(epoch=epoch + 1))
    return epoch + 1


def _guard(connection: Connection, incident: str, epoch: int) -> None:
    mine = select(runners.c.epoch).where(runners.c.incident == incident).with_for_update()
    if connection.execute(mine).scalar_one_or_none() != epoch:
        raise _fenced(incident, epoch)


def _fenced(incident: str, epoch: int) -> Fenced:
    return Fenced(f"runner {epoch} of {incident} was replaced by a newer one; leave the incident to it")


def _is(incident: str, key: str) -> tuple[Any, Any]:
    return effects.c.incident == incident, effects.c.key == key


def _find(connection: Connection, incident: str, key: str) -> SqlRow[Any] | None:
    return connection.execute(select(effects).where(*_is(incident, key))).one_or_none()


def _clean(output: str) -> str:
    return output.encode(errors="replace").decode()


def _record(row: SqlRow[Any]) -> ActionRecord:
    return ActionRecord(
        key=row.key,
        plan=load(Plan, json.loads(row.plan)),
        state=row.state,
        output=row.output,
        started=instant(row.started) if row.started else None,
        ended=instant(row.ended) if row.ended else None,
    )
