"""Replays over the shared queue: a job each, worker processes that play them (`taking_part`), and who gathers.

What is played and what came of it stand in the database (`memory.Replays`); a job says no more than which one. So a
worker that is killed loses nothing: its job goes to another once it was silent for a lease, and a result that comes
twice is kept once.
"""

import asyncio
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Generator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from astreinte.config import Settings
from astreinte.errors import ConfigError, StoreUnavailable
from astreinte.memory import Database
from astreinte.memory.replays import Replays

from .batch import Plan, Played
from .stage import Take
from .taking_part import LOOK, replay_queue
from .tasks import result, task

MOST_DEATHS = 2
"""How many processes in a row may end, for each that was asked for, before there is a result."""


def shared(left: Sequence[tuple[Take, int]], settings: Settings, plan: Plan) -> Generator[Played, None, None]:
    """Results as they come, each once.

    Raises:
        StoreUnavailable: the database cannot be used.
        ConfigError: no worker can be kept running.
    """
    if not left:
        return
    run, database = plan.run or new_run(), Database.open(settings.database)
    replays = Replays(database)
    try:
        asyncio.run(_ask(replays, run, left, settings, plan))
        with Crew(run, min(plan.workers, len(left)), settings.database) as crew:
            for data in _gather(replays, run, len(left), crew):
                yield result(data)
    finally:
        asyncio.run(_forget(replays, run, settings))
        database.close()


def new_run() -> str:
    """A name that no other run bears."""
    return uuid.uuid4().hex[:12]


async def _ask(replays: Replays, run: str, left: Sequence[tuple[Take, int]], settings: Settings, plan: Plan) -> None:
    await replays.put(run, [task(each, number, plan) for each, number in left])
    begun, pause = datetime.now(UTC), timedelta(minutes=1 / plan.rate) if plan.rate else timedelta()
    async with replay_queue(run, settings) as queue:
        for place in range(len(left)):
            await queue.replay(run, place, begun + place * pause if pause else None)


def _gather(replays: Replays, run: str, count: int, crew: "Crew") -> Generator[dict[str, Any], None, None]:
    known = set[int]()
    while len(known) < count:
        fresh = asyncio.run(replays.results(run, known))
        crew.keep(came=bool(fresh))
        known |= fresh.keys()
        yield from fresh.values()
        if not fresh:
            time.sleep(LOOK)


async def _forget(replays: Replays, run: str, settings: Settings) -> None:
    """Whatever stopped the run, nobody is to play the rest; where the server is gone, that is said elsewhere."""
    with suppress(StoreUnavailable):
        await replays.drop(run)
        async with replay_queue(run, settings) as queue:
            await queue.clear()


class Crew:
    """Worker processes on this machine; one that ends before its time is replaced."""

    def __init__(self, run: str, count: int, database: str) -> None:
        self._run, self._database, self._deaths, self._count = run, database, 0, count
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.processes = [self._start() for _ in range(self._count)]
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.processes:
            each.terminate()
        for each in self.processes:
            each.wait()

    def keep(self, *, came: bool) -> None:
        """Replace those that have ended; `came` says that there was a result meanwhile.

        Raises:
            ConfigError: they end again and again.
        """
        ended = [each for each in self.processes if each.poll() is not None]
        self._deaths = len(ended) + (0 if came else self._deaths)
        if self._deaths > MOST_DEATHS * self._count:
            raise ConfigError(
                f"the workers of this replay end before they have played anything (exit {ended[0].returncode}); what "
                "they said stands above; `astreinte replay` without --workers plays in this process"
            )
        for each in ended:
            self.processes[self.processes.index(each)] = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "astreinte", "worker", "--replays", self._run]
        environment = {**os.environ, "ASTREINTE_DATABASE_URL": self._database}
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
