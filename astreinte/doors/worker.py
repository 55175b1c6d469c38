"""A worker: takes incidents from the queue and runs them through the same desk as every other door."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

from langgraph.runtime import RunControl

from astreinte.config import Settings
from astreinte.domain.outcome import Outcome
from astreinte.errors import AstreinteError, Busy, ConfigError, Fenced, NotFound, StoreUnavailable
from astreinte.graph import Desk
from astreinte.graph.grouping import LATE
from astreinte.graph.intake import Intake
from astreinte.graph.wiring import Tell, open_desk
from astreinte.memory import Database, SqlAlerts, is_postgres
from astreinte.memory.queue import AFTERMATH, BEAT, RUN, Queue, open_queue

from .breaking import record_break
from .pulse import EVERY, Pulse

LOG = logging.getLogger("astreinte.worker")
PATIENCE = 20.0
"""Seconds that a stop waits for steps under way."""

RECONNECT = 2.0
ENDED = frozenset({"resolved", "unresolved", "closed", "logged", "planned"})
"""States from which a job goes on only where somebody asked for it."""


class Worker:
    """Runs what is in the queue; any number of them, on any number of machines, share the work."""

    def __init__(self, desk: Desk, intake: Intake, queue: Queue, control: RunControl, lease: timedelta) -> None:
        self._desk, self._intake, self._queue, self._control = desk, intake, queue, control
        self._lease, self._pulse = lease, Pulse(desk)
        self._working: asyncio.Task[None] | None = None
        self.stopping = False

    async def work(self, at_once: int, *, once: bool = False) -> None:
        """Until stopped, through restarts of the server; `once` until the queue is empty."""
        handlers = {RUN: self.run, BEAT: self.beat, AFTERMATH: self.aftermath}
        beside = [] if once else [asyncio.create_task(each) for each in (self._rescuing(), beating(self._queue))]
        try:
            await self._rescue()
            while not self.stopping:
                self._working = asyncio.create_task(self._queue.work(handlers, at_once, PATIENCE, wait=not once))
                await self._until_done(self._working)
                if once:
                    return
        finally:
            for each in beside:
                each.cancel()

    async def _until_done(self, working: "asyncio.Task[None]") -> None:
        try:
            await working
        except asyncio.CancelledError:
            if not self.stopping:
                raise
        except StoreUnavailable as error:
            LOG.warning("the queue waits: %s", error)
            await asyncio.sleep(RECONNECT)

    def stop(self) -> None:
        """Take nothing more; each incident under way stops at its next step and goes back to the queue."""
        self.stopping = True
        self._control.request_drain()
        if self._working is not None:
            self._working.cancel()

    async def run(self, incident: str, reopen: int = 0) -> None:
        """A job: go on with an incident. `reopen` is the number of the last entry when somebody asked for that."""
        try:
            if not await self._wanted(incident, reopen):
                return
            outcome = await self._desk.run(incident)
        except Busy:
            at = self._desk.ports.clock.now() + self._lease / 2
            await self._queue.run(incident, reopen=reopen, at=at)
        except (Fenced, NotFound) as error:
            LOG.warning("%s: %s", incident, error)
        except asyncio.CancelledError:
            await asyncio.shield(self._queue.run(incident))
            raise
        except AstreinteError:
            raise
        except Exception as error:
            await record_break(self._desk, incident, error)
            raise
        else:
            await self._after(incident, outcome)

    async def _wanted(self, incident: str, reopen: int) -> bool:
        """Whether there is anything to do: a job may come twice, or late."""
        outcome = await self._desk.outcome(incident)
        if outcome.state not in ENDED or await self._desk.place(incident):
            return True
        if reopen and all(entry.kind != "reopened" for entry in await self._desk.ports.journal.read(incident, reopen)):
            return True
        await self._desk.ports.index(outcome)
        return False

    async def _after(self, incident: str, outcome: Outcome) -> None:
        """What has to happen later, as jobs: a restart forgets none of it."""
        now = self._desk.ports.clock.now()
        if outcome.state == "resolved":
            await self._queue.aftermath(incident, now + LATE)
        elif outcome.state == "waiting":
            asked = (await self._desk.questions(incident)).values()
            if ends := [each.expires for each in asked if each.expires]:
                await self._queue.run(incident, at=max(now, min(ends)))
        elif outcome.state not in ENDED and self.stopping:
            await self._queue.run(incident)

    async def aftermath(self, incident: str) -> None:
        """A job: what still fires after this one was resolved is another fault."""
        for opened in await self._intake.aftermath(incident):
            await self._queue.run(opened)

    async def beat(self) -> None:
        """A job: what people are due to be told, and incidents that nobody runs."""
        await self._pulse.beat()
        await sweep(self._desk, self._queue)

    async def _rescuing(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await self._rescue()

    async def _rescue(self) -> None:
        try:
            if found := await self._queue.rescue():
                LOG.warning("taken over from a silent worker: %s", ", ".join(filter(None, found)))
        except StoreUnavailable as error:
            LOG.warning("stalled jobs wait: %s", error)


async def sweep(desk: Desk, queue: Queue, *, waiting: bool = False) -> None:
    """Put into the queue the open incidents that nobody has a job for: whoever opened them died in between."""
    quiet = ENDED if waiting else ENDED | {"waiting"}
    rows = [row.id for row in await desk.rows(open_only=True) if row.state not in quiet]
    held = await queue.held() if rows else set[str]()
    for incident in rows:
        if incident not in held:
            await queue.run(incident)


async def beating(queue: Queue) -> None:
    """Ask for a beat every few seconds, until cancelled; one that still waits is not asked for again."""
    while True:
        with suppress(StoreUnavailable):
            await queue.beat()
        await asyncio.sleep(EVERY)


@asynccontextmanager
async def open_worker(project: Path, settings: Settings, tell: Tell | None = None) -> AsyncGenerator[Worker]:
    """A worker of one project, open for as long as the block; it finds incidents that were left behind.

    Raises:
        ConfigError: the database is no PostgreSQL.
        StoreUnavailable: the database cannot be opened; says what to do.
    """
    check_queue(settings)
    control, database = RunControl(), Database.open(settings.database)
    try:
        lease = settings.limits.lease
        async with (
            open_desk(project, settings, tell=tell, control=control) as desk,
            open_queue(settings.database, lease.total_seconds()) as queue,
        ):
            await sweep(desk, queue, waiting=True)
            yield Worker(desk, Intake(desk, SqlAlerts(database)), queue, control, lease)
    finally:
        database.close()


def check_queue(settings: Settings) -> None:
    """Raise ConfigError where there can be no queue."""
    if not is_postgres(settings.database):
        raise ConfigError("workers need a shared database: set `database: postgresql://user@host/name`")
