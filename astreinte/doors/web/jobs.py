"""Incidents at work: one task each, through the same desk as the command line; a restart goes on with what ran."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

from astreinte.domain import Clock
from astreinte.doors.breaking import record_break
from astreinte.errors import AstreinteError, Busy
from astreinte.graph import Desk
from astreinte.graph.grouping import LATE
from astreinte.graph.intake import Intake

LOG = logging.getLogger("astreinte.web")
AT_ONCE = 4
"""Incidents that think and act at the same time; the others wait for their turn."""

PAUSED = frozenset({"planned", "logged"})
"""States in which an incident waits for its time, or for nothing."""


class Jobs:
    def __init__(self, desk: Desk, intake: Intake, at_once: int = AT_ONCE) -> None:
        self._desk, self._intake = desk, intake
        self._places = asyncio.Semaphore(at_once)
        self.working = self.queued = 0
        """Incidents that think and act now, and those that wait for their turn to."""

        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._woken: dict[str, asyncio.Event] = {}
        self._later: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    @property
    def stopping(self) -> bool:
        return self._stopping

    @property
    def running(self) -> int:
        return sum(not task.done() for task in self._tasks.values())

    def start(self, incidents: Iterable[str]) -> None:
        """Run each of them until it ends or waits; one that runs already goes on, one that waits looks for answers."""
        for incident in incidents:
            self._woken.setdefault(incident, asyncio.Event()).set()
            task = self._tasks.get(incident)
            if not self._stopping and (task is None or task.done()):
                self._tasks[incident] = asyncio.create_task(self._run(incident), name=incident)

    async def resume(self) -> list[str]:
        """Go on with every open incident that a stop interrupted, or whose question ran out meanwhile."""
        open_ = [row.id for row in await self._desk.rows(open_only=True) if row.state not in PAUSED]
        self.start(open_)
        return open_

    async def idle(self) -> None:
        """Wait until every incident has ended, or waits for a person."""
        while pending := [task for task in self._tasks.values() if not task.done()]:
            await asyncio.wait(pending)

    async def drain(self, patience: float) -> None:
        """Wait until each has saved its step; what takes longer is resumed from its last one."""
        self._stopping = True
        for woken in self._woken.values():
            woken.set()
        for task in self._later.values():
            task.cancel()
        tasks = [task for task in self._tasks.values() if not task.done()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=patience)
            for task in late:
                task.cancel()

    async def _run(self, incident: str) -> None:
        while not self._stopping:
            self._woken.setdefault(incident, asyncio.Event()).clear()
            async with self._place():
                try:
                    outcome = await self._desk.run(incident)
                except Busy as error:
                    LOG.warning("%s", error)
                    return
                except AstreinteError as error:
                    LOG.error("%s stopped: %s", incident, error)  # noqa: TRY400 - told in a line; the journal has the rest
                    return
                except Exception as error:
                    LOG.exception("%s stopped; `astreinte resume %s` goes on", incident, incident)
                    await record_break(self._desk, incident, error)
                    return
            if outcome.state == "resolved":
                self._later[incident] = asyncio.create_task(self._aftermath(incident))
            if outcome.state != "waiting" or not await self._expires(incident, self._desk.ports.clock):
                return

    @asynccontextmanager
    async def _place(self) -> AsyncGenerator[None]:
        self.queued += 1
        try:
            await self._places.acquire()
        finally:
            self.queued -= 1
        self.working += 1
        try:
            yield
        finally:
            self.working -= 1
            self._places.release()

    async def _aftermath(self, incident: str) -> None:
        """Once the ends of its alerts have had time to arrive: what still fires is another fault."""
        await self._desk.ports.clock.sleep(LATE.total_seconds())
        self.start(await self._intake.aftermath(incident))
        self._later.pop(incident, None)

    async def _expires(self, incident: str, clock: Clock) -> bool:
        """Wait until an answer is there or the first question runs out; False where none does and none is."""
        ends = [each.expires for each in (await self._desk.questions(incident)).values() if each.expires]
        woken = self._woken[incident]
        if not ends or woken.is_set():
            return woken.is_set()
        until = max(1.0, (min(ends) - clock.now()).total_seconds())
        waits = [asyncio.ensure_future(clock.sleep(until)), asyncio.ensure_future(woken.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        return True
