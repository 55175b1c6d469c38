"""What the routers share: the desk, the intake of alerts, the incidents at work; open for as long as the server."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fastapi import Request
from langgraph.runtime import RunControl

from astreinte.config import Settings
from astreinte.doors.cli.proving import kept
from astreinte.doors.pulse import Pulse
from astreinte.graph import Desk
from astreinte.graph.intake import Intake
from astreinte.graph.wiring import Tell, open_desk
from astreinte.memory import Database, SqlAlerts
from astreinte.memory.account import SqlAccount

from .jobs import Jobs

PATIENCE = 20.0
"""Seconds that a stop waits for steps under way."""


class AnyJobs(Protocol):
    """Incidents at work: in this process, or in workers."""

    @property
    def stopping(self) -> bool: ...

    @property
    def running(self) -> int: ...
    @property
    def working(self) -> int: ...
    @property
    def queued(self) -> int: ...

    def start(self, incidents: Iterable[str]) -> None:
        """Have each of them go on until it ends or waits."""
        ...

    async def resume(self) -> list[str]: ...
    async def idle(self) -> None: ...
    async def drain(self, patience: float) -> None: ...


@dataclass(frozen=True)
class Office:
    desk: Desk
    alerts: SqlAlerts
    intake: Intake
    jobs: AnyJobs
    account: SqlAccount
    pin: str = ""
    """The hash of the PIN that approvals ask for; empty where none is set."""


@asynccontextmanager
async def open_office(project: Path, settings: Settings, tell: Tell | None = None) -> AsyncGenerator[Office]:
    """Open the desk, go on with what ran; at the end stop every incident at its next step.

    Raises:
        StoreUnavailable: the database cannot be opened; names the file and what to do.
    """
    control = RunControl()
    database = Database.open(settings.database)
    try:
        async with open_desk(project, settings, tell=tell, control=control) as desk:
            alerts = SqlAlerts(database)
            intake = Intake(desk, alerts)
            async with _jobs(desk, intake, settings) as jobs:
                await jobs.resume()
                try:
                    yield Office(desk, alerts, intake, jobs, SqlAccount(database), kept(project, settings))
                finally:
                    control.request_drain()
                    await jobs.drain(PATIENCE)
    finally:
        database.close()


@asynccontextmanager
async def _jobs(desk: Desk, intake: Intake, settings: Settings) -> AsyncGenerator[AnyJobs]:
    """Incidents run here, with a heartbeat of one's own; or workers do both."""
    if settings.queue:
        from .queued import open_queued

        async with open_queued(desk, settings) as queued:
            yield queued
        return
    beating = asyncio.create_task(Pulse(desk).run(), name="pulse")
    try:
        yield Jobs(desk, intake, settings.limits.at_once)
    finally:
        beating.cancel()


def office_of(request: Request) -> Office:
    """A dependency: the office of the running server."""
    found: Office = request.app.state.office
    return found
