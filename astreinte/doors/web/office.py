"""What the routers share: the desk, the intake of alerts, the incidents at work; open for as long as the server."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from langgraph.runtime import RunControl

from astreinte.config import Settings
from astreinte.doors.cli.proving import kept
from astreinte.graph import Desk
from astreinte.graph.intake import Intake
from astreinte.graph.wiring import Tell, open_desk
from astreinte.memory import Database, SqlAlerts
from astreinte.memory.account import SqlAccount

from .jobs import Jobs
from .pulse import Pulse

PATIENCE = 20.0
"""Seconds that a stop waits for steps under way."""


@dataclass(frozen=True)
class Office:
    desk: Desk
    alerts: SqlAlerts
    intake: Intake
    jobs: Jobs
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
            office = Office(desk, alerts, intake, Jobs(desk, intake), SqlAccount(database), kept(project, settings))
            await office.jobs.resume()
            beating = asyncio.create_task(Pulse(desk).run(), name="pulse")
            try:
                yield office
            finally:
                beating.cancel()
                control.request_drain()
                await office.jobs.drain(PATIENCE)
    finally:
        database.close()


def office_of(request: Request) -> Office:
    """A dependency: the office of the running server."""
    found: Office = request.app.state.office
    return found
