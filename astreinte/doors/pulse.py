"""The server's heartbeat: what people are due to be told of open incidents, and of those that have just ended."""

import logging
from datetime import datetime

from astreinte.errors import AstreinteError
from astreinte.graph import Desk
from astreinte.graph.reminders import Reminders

LOG = logging.getLogger("astreinte.web")
EVERY = 5.0
"""Seconds between two beats; a journal is looked through only when something is due, or something is new in it."""


class Pulse:
    def __init__(self, desk: Desk, every: float = EVERY) -> None:
        self._desk, self._every = desk, every
        self._reminders = Reminders(desk.ports)
        self._known: dict[str, tuple[int, datetime | None]] = {}

    async def run(self) -> None:
        """Until cancelled. A store that cannot be read now is asked again at the next beat."""
        while True:
            try:
                await self.beat()
            except AstreinteError as error:
                LOG.warning("reminders wait: %s", error)
            await self._desk.ports.clock.sleep(self._every)

    async def beat(self) -> None:
        """Look once at every open incident, and a last time at those that have ended since."""
        open_ = {row.id for row in await self._desk.rows(open_only=True)}
        for incident in {*open_, *self._known}:
            try:
                await self._look(incident)
            except AstreinteError as error:
                LOG.warning("%s: nobody could be reminded: %s", incident, error)
        for ended in self._known.keys() - open_:
            del self._known[ended]

    async def _look(self, incident: str) -> None:
        seen, due = self._known.get(incident, (0, None))
        fresh = await self._desk.ports.journal.read(incident, seen)
        if fresh or (due is not None and due <= self._desk.ports.clock.now()):
            seen = fresh[-1].seq if fresh else seen
            self._known[incident] = (seen, await self._reminders.look(incident))
