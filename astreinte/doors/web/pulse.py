"""The server's heartbeat: what people are due to be told of open incidents, and of those that have just ended."""

import logging
from datetime import datetime

from astreinte.errors import AstreinteError
from astreinte.graph import Desk
from astreinte.graph.reminders import Reminders

LOG = logging.getLogger("astreinte.web")
EVERY = 5.0
"""Seconds between two beats; a journal is read only when something of it is due, or its state has changed."""


class Pulse:
    def __init__(self, desk: Desk, every: float = EVERY) -> None:
        self._desk, self._every = desk, every
        self._reminders = Reminders(desk.ports)
        self._known: dict[str, tuple[str, datetime | None]] = {}

    async def run(self) -> None:
        """Until cancelled. A store that cannot be read now is asked again at the next beat."""
        while True:
            try:
                await self.beat()
            except AstreinteError as error:
                LOG.warning("reminders wait: %s", error)
            await self._desk.ports.clock.sleep(self._every)

    async def beat(self) -> None:
        states = {row.id: row.state for row in await self._desk.rows(open_only=True)}
        for incident in {*states, *self._known}:
            await self._look(incident, states.get(incident, "ended"))
            if incident not in states:
                del self._known[incident]

    async def _look(self, incident: str, state: str) -> None:
        known, due = self._known.get(incident, ("", None))
        waits = known == state and due is not None and due > self._desk.ports.clock.now()
        if waits:
            return
        try:
            self._known[incident] = (state, await self._reminders.look(incident))
        except AstreinteError as error:
            LOG.warning("%s: nobody could be reminded: %s", incident, error)
            self._known.setdefault(incident, (state, None))
