"""Incidents at work elsewhere: the server puts them into the queue, workers run them."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

from astreinte.config import Settings
from astreinte.doors.worker import ENDED, beating, check_queue, sweep
from astreinte.errors import AstreinteError
from astreinte.graph import Desk
from astreinte.memory.queue import Queue, open_queue

LOG = logging.getLogger("astreinte.web")


class Queued:
    """The same port as `Jobs`. What could not be put into the queue is found by the next beat of a worker."""

    def __init__(self, desk: Desk, queue: Queue) -> None:
        self._desk, self._queue = desk, queue
        self._tasks: set[asyncio.Task[None]] = set()
        self.stopping = False
        self.running = self.working = 0
        """In this process: none ever."""

    @property
    def queued(self) -> int:
        """Those that are on their way into the queue."""
        return len(self._tasks)

    def start(self, incidents: Iterable[str]) -> None:
        for incident in incidents:
            task = asyncio.create_task(self._put(incident), name=incident)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def resume(self) -> list[str]:
        await sweep(self._desk, self._queue, waiting=True)
        return []

    async def idle(self) -> None:
        """Wait until all are in the queue."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def drain(self, patience: float) -> None:
        self.stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)

    async def _put(self, incident: str) -> None:
        """Somebody asks for it, so one that has ended is reopened."""
        try:
            entries = await self._desk.entries(incident)
            ended = (await self._desk.outcome(incident)).state in ENDED
            await self._queue.run(incident, reopen=entries[-1].seq if ended else 0)
        except AstreinteError as error:
            LOG.error("%s waits for a worker's next beat: %s", incident, error)  # noqa: TRY400 - told in a line


@asynccontextmanager
async def open_queued(desk: Desk, settings: Settings) -> AsyncGenerator[Queued]:
    """The queue of a server, which also asks for the beats.

    Raises:
        ConfigError, StoreUnavailable: there can be no queue, or it cannot be reached.
    """
    check_queue(settings)
    async with open_queue(settings.database, settings.limits.lease.total_seconds()) as queue:
        asking = asyncio.create_task(beating(queue), name="beats")
        try:
            yield Queued(desk, queue)
        finally:
            asking.cancel()
