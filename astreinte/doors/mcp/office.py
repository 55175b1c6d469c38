"""One desk a call: every call names its incident, nothing is kept between two of them."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from astreinte.config import Settings, load_settings
from astreinte.graph import Desk
from astreinte.graph.wiring import Tell, open_desk

SESSION: dict[str, Any] = {"model": "session"}
"""Settings under which the calling session thinks as the personas."""


@dataclass(frozen=True)
class Office:
    """The desk of one project, opened under the settings as they stand at each call."""

    project: Path

    def settings(self, *, thinks: bool = False) -> Settings:
        return load_settings(self.project, os.environ, SESSION if thinks else None)

    @asynccontextmanager
    async def desk(self, *, thinks: bool = False, tell: Tell | None = None) -> AsyncGenerator[Desk]:
        async with open_desk(self.project, self.settings(thinks=thinks), tell=tell) as opened:
            yield opened

    @asynccontextmanager
    async def about(self, incident: str, tell: Tell | None = None) -> AsyncGenerator[Desk]:
        """The desk for an incident: an incident that has handed tasks to a session goes on so.

        Raises:
            NotFound: no such incident.
        """
        async with self.desk(tell=tell) as opened:
            handed = any(entry.kind == "task" for entry in await opened.entries(incident))
            if not handed or opened.ports.settings.model == "session":
                yield opened
                return
        async with self.desk(thinks=True, tell=tell) as opened:
            yield opened
