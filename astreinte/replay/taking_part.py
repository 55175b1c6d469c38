"""A worker of shared replays: plays what is in the queue of one run, on any machine, until the run is over."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from astreinte.config import Settings
from astreinte.errors import AstreinteError, ConfigError
from astreinte.memory import Database, is_postgres
from astreinte.memory.queue import REPLAY, Queue, open_queue
from astreinte.memory.replays import Replays

from .tasks import perform

LOOK = 0.2
"""Seconds between two looks at what has come."""


async def take_part(run: str, settings: Settings) -> None:
    """Play what is left of a run, beside any number of other processes, until it is over.

    Raises:
        ConfigError: the settings name no PostgreSQL.
        StoreUnavailable: the database cannot be used.
    """
    if not is_postgres(settings.database):
        raise ConfigError("replays are shared over PostgreSQL: set `database: postgresql://user@host/name`")
    database = Database.open(settings.database)
    try:
        async with replay_queue(run, settings) as queue:
            await Player(Replays(database), queue, settings).work(run)
    finally:
        database.close()


class Player:
    """Plays one task after the other, and takes over what a silent process has left."""

    def __init__(self, replays: Replays, queue: Queue, settings: Settings) -> None:
        self._replays, self._queue, self._settings = replays, queue, settings

    async def work(self, run: str) -> None:
        playing = asyncio.create_task(self._queue.work({REPLAY: self.play}, 1, 0.0))
        over = asyncio.create_task(self._until_over(run))
        done, _ = await asyncio.wait((playing, over), return_when=asyncio.FIRST_COMPLETED)
        for each in (playing, over):
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each
        if playing in done and not over.done():
            raise AstreinteError(f"the worker of run {run} ended before the run did")

    async def play(self, run: str, place: int) -> None:
        """A job: nothing where its result is known, or the run is gone."""
        if (found := await self._replays.take(run, place)) is not None:
            played = await asyncio.to_thread(perform, *found, self._settings)
            await self._replays.finish(run, place, played)

    async def _until_over(self, run: str) -> None:
        lease = self._settings.limits.lease.total_seconds()
        looked = -lease
        while left := await self._replays.left(run):
            if time.monotonic() - looked >= lease / 3:
                looked = time.monotonic()
                await self._queue.rescue()
                await self._ask_again(run, left)
            await asyncio.sleep(LOOK)

    async def _ask_again(self, run: str, left: set[int]) -> None:
        """A job that was lost must not keep the run from its end; one too many finds its result known."""
        for place in sorted(left - await self._queue.places(run)):
            await self._queue.replay(run, place)


@asynccontextmanager
async def replay_queue(run: str, settings: Settings) -> AsyncGenerator[Queue]:
    """The queue of one run, open for as long as the block."""
    async with open_queue(settings.database, settings.limits.lease.total_seconds(), f"{REPLAY}:{run}") as queue:
        yield queue
