"""Recorded incidents on their way to the processes that play them, and what came of each: one answer a task, ever."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from .database import Database
from .stamps import stamp
from .tables import replays

FORGOTTEN = timedelta(days=2)
"""After which a run that nobody cleared away is: whoever had asked for it was killed."""


class Replays:
    """The tasks of runs, in a shared database. A task and its result are JSON objects; `place` counts from 0."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, run: str, tasks: Sequence[Mapping[str, Any]]) -> None:
        """A new run with these tasks.

        Raises:
            StoreUnavailable: none of it was kept.
        """
        now = datetime.now(UTC)
        rows = [
            {"run": run, "place": place, "made": stamp(now), "taken": 0, "task": json.dumps(task)}
            for place, task in enumerate(tasks)
        ]

        def work(connection: Connection) -> None:
            connection.execute(delete(replays).where(replays.c.made < stamp(now - FORGOTTEN)))
            if rows:
                connection.execute(insert(replays), rows)

        await self._database.write(work)

    async def take(self, run: str, place: int) -> tuple[dict[str, Any], int] | None:
        """The task and how often it has been taken, this time with it; None where its result is known, or it is gone.

        Raises:
            StoreUnavailable: it was not taken.
        """
        mine = (replays.c.run == run, replays.c.place == place, replays.c.result.is_(None))
        counted = update(replays).where(*mine).values(taken=replays.c.taken + 1)
        wanted = counted.returning(replays.c.task, replays.c.taken)
        row = await self._database.write(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else (json.loads(row.task), int(row.taken))

    async def finish(self, run: str, place: int, result: Mapping[str, Any]) -> bool:
        """Keep the result; False where there was one already, which stays.

        Raises:
            StoreUnavailable: it was not kept.
        """
        mine = (replays.c.run == run, replays.c.place == place, replays.c.result.is_(None))
        kept = update(replays).where(*mine).values(result=json.dumps(result))
        return bool(await self._database.write(lambda connection: connection.execute(kept).rowcount))

    async def results(self, run: str, known: Collection[int] = ()) -> dict[int, dict[str, Any]]:
        """The results that are there, by place, without the known ones."""
        done = select(replays.c.place, replays.c.result).where(replays.c.run == run, replays.c.result.is_not(None))
        if known:
            done = done.where(replays.c.place.not_in(known))
        rows = await self._database.read(lambda connection: connection.execute(done).all())
        return {row.place: json.loads(row.result) for row in rows}

    async def left(self, run: str) -> set[int]:
        """The places of the run's tasks that have no result yet; none for a run that is not known."""
        open_ = select(replays.c.place).where(replays.c.run == run, replays.c.result.is_(None))
        return set(await self._database.read(lambda connection: connection.execute(open_).scalars().all()))

    async def drop(self, run: str) -> None:
        """Forget the run: a process that still plays one of its tasks keeps nothing."""
        await self._database.write(lambda connection: connection.execute(delete(replays).where(replays.c.run == run)))
