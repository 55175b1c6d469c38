"""Retention: what old finished incidents lose, and in which order, so that a stop in between harms nothing."""

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver

from astreinte.config import Settings
from astreinte.domain import Clock, SystemClock
from astreinte.errors import Busy
from astreinte.evidence import FileStore
from astreinte.evidence.store import Droppable
from astreinte.memory import Database, SqlStore, checkpointer, is_postgres, runner_lock
from astreinte.memory.pruning import Prunable, SqlPruning

from .onlooker import HOME
from .runner import Lock

DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Pruned:
    """What one incident lost, or would lose; `why` it is kept, where it is."""

    incident: str
    title: str
    entries: int
    why: str = ""


class Pruning:
    """Prunes what was finished before a moment.

    Checkpoints go first, then the bulk of the journal, then the bodies that nothing points to any more: an incident
    that a stop leaves half pruned is found and finished by the next run, bodies excepted, which then stay.
    """

    def __init__(
        self, shelf: SqlPruning, store: Droppable, saver: BaseCheckpointSaver[Any], lock: Lock, clock: Clock
    ) -> None:
        self._shelf, self._store, self._saver, self._lock, self._clock = shelf, store, saver, lock, clock
        self.freed = 0
        """Bytes of evidence that are gone."""

    def before(self, age: timedelta) -> datetime:
        return self._clock.now() - age

    async def would(self, before: datetime) -> list[Pruned]:
        """What `prune` would do; nothing is changed."""
        return [Pruned(each.incident, each.title, len(each.gone)) for each in await self._shelf.candidates(before)]

    async def prune(self, before: datetime) -> AsyncGenerator[Pruned]:
        """Prune one incident after the other, then the evidence that is left over.

        Raises:
            StoreUnavailable: the database or the evidence cannot be changed.
        """
        digests: set[str] = set()
        for found in await self._shelf.candidates(before):
            try:
                digests |= await self._prune(found)
                yield Pruned(found.incident, found.title, len(found.gone))
            except Busy as error:
                yield Pruned(found.incident, found.title, 0, str(error))
        for digest in sorted(await self._shelf.unreferenced(digests)):
            self.freed += self._store.drop(digest, before)

    async def _prune(self, found: Prunable) -> set[str]:
        """Digests that the incident pointed to: in its readings, and in the state of the workflow."""
        with self._lock(found.incident):
            saved = await self._saver.aget_tuple({"configurable": {"thread_id": found.incident}})
            pointed = set(found.digests) | set(_digests(saved.checkpoint if saved else None))
            await self._saver.adelete_thread(found.incident)
            await self._shelf.prune(found)
        return pointed


@asynccontextmanager
async def open_pruning(project: Path, settings: Settings) -> AsyncGenerator[Pruning]:
    """The retention of one project, open for as long as the block.

    Raises:
        StoreUnavailable: the database cannot be opened; names it and what to do.
    """
    database = Database.open(settings.database)
    home, clock = project / HOME, SystemClock()
    store = SqlStore(database) if is_postgres(settings.database) else FileStore(home / "evidence")
    lock: Any = partial(runner_lock, home / "locks")
    try:
        async with checkpointer(settings.database) as saver:
            yield Pruning(SqlPruning(database, clock), store, saver, lock, clock)
    finally:
        database.close()


def _digests(value: Any) -> Iterator[str]:
    """Every digest in a state, however deep."""
    if isinstance(value, str):
        if DIGEST.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for each in value.values():  # pyright: ignore[reportUnknownVariableType] - states are plain JSON
            yield from _digests(each)
    elif isinstance(value, list | tuple):
        for each in value:  # pyright: ignore[reportUnknownVariableType] - states are plain JSON
            yield from _digests(each)
