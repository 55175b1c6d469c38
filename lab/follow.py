"""What Astreinte makes of a fault, read from its own journal: when each step came, and what it was."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from astreinte.domain import Entry, SystemClock
from astreinte.domain.outcome import Outcome
from astreinte.memory import Database, SqlIncidents, SqlJournal, project

ENDED = frozenset({"resolved", "unresolved", "closed", "logged", "planned"})


@dataclass(frozen=True)
class Followed:
    """An incident at rest: it has ended, or waits for a person."""

    outcome: Outcome
    entries: Sequence[Entry]

    def seconds(self, since: datetime, kind: str, *, last: bool = False, state: str = "") -> float | None:
        """From `since` to the first or last entry of that kind."""
        found = [e for e in self.entries if e.kind == kind and (not state or e.data.get("state") == state)]
        if not found:
            return None
        return round((found[-1 if last else 0].recorded_at - since).total_seconds(), 1)


class Follower:
    """Reads the database of the site beside the server that writes it."""

    def __init__(self, root: Path, url: str = "") -> None:
        self._database = Database.open(url or f"sqlite:///{root}/site/.astreinte/astreinte.db")
        self._incidents = SqlIncidents(self._database)
        self._journal = SqlJournal(self._database, SystemClock())

    async def known(self) -> set[str]:
        return {row.id for row in await self._incidents.list()}

    async def rest(self, before: set[str], wanted: int, limit: float) -> list[Followed]:
        """The incidents that are new, once as many as wanted are at rest with their post-mortem, or time is up."""
        end = time.monotonic() + limit
        while True:
            fresh = sorted(await self.known() - before)
            found = [await self._read(incident) for incident in fresh]
            if len(found) >= wanted and all(map(rests, found)):
                return found
            if time.monotonic() > end:
                return found
            await asyncio.sleep(0.5)

    async def _read(self, incident: str) -> Followed:
        entries = await self._journal.read(incident)
        return Followed(project(entries), entries)

    def close(self) -> None:
        self._database.close()

    async def again(self, incident: str) -> Followed:
        return await self._read(incident)


def rests(followed: Followed) -> bool:
    """Whether it has ended with its post-mortem, or waits for a person."""
    outcome = followed.outcome
    if outcome.state == "waiting":
        return True
    return outcome.state in ENDED and bool(outcome.postmortem or outcome.state in {"logged", "planned"})


def now() -> datetime:
    return datetime.now(UTC)
