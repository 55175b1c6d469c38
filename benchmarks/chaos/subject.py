"""The incident that everything happens to: isolated, mended, let in again; its world is a file that outlasts all."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from astreinte.domain import ManualClock, Plan
from astreinte.errors import Busy, StoreUnavailable
from astreinte.evidence import FileStore, RecordedSource
from astreinte.memory import SqlStore, checkpointer, incident_lease, is_postgres, runner_lock
from tests.graph.world import AT, DISK, World, declared, world

from .marks import MarkedDatabase, MarkedSaver, Marks

EFFECTS = ["isolate-network", "free-disk", "undo-isolate-network"]
TRIES = 60


@dataclass
class Place:
    """Where one incident is kept, and what its runner meets there. `hours` sets its clock; `lease` is in seconds."""

    folder: Path
    url: str
    hours: float = 0.0
    lease: float = 30.0
    marks: Marks = field(default_factory=Marks)


class Lasting:
    """Effects as lines of a file, one flush each: what was applied stays applied, whoever dies."""

    def __init__(self, place: Place, source: RecordedSource) -> None:
        self._path, self._marks, self._source = place.folder / "applied", place.marks, source
        for line in applied(place.folder):
            source.advance(f"after:{line}")

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        if argv == plan.dry:
            return True, "it would"
        self._marks.pass_by("effect: executing")
        name = plan.action if argv == plan.argv else f"undo-{plan.action}"
        with self._path.open("a", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._source.advance(f"after:{name}")
        self._marks.pass_by("effect: done, not recorded")
        return True, "done"


def applied(folder: Path) -> list[str]:
    path = folder / "applied"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


@asynccontextmanager
async def opened(place: Place) -> AsyncGenerator[World]:
    """The workflow over that place, by the parts that the product has."""
    MarkedDatabase.marks = place.marks
    database = MarkedDatabase.open(place.url)
    shared, source = is_postgres(place.url), RecordedSource(DISK)
    lock: Any = partial(runner_lock, place.folder / "locks")
    async with checkpointer(place.url) as saver:
        yield world(
            sources=[source],
            executor=Lasting(place, source),
            database=database,
            store=SqlStore(database) if shared else FileStore(place.folder / "evidence"),
            saver=MarkedSaver(saver, place.marks),
            lock=partial(incident_lease, place.url, place.lease) if shared else lock,
            clock=ManualClock(AT + timedelta(hours=place.hours)),
        )
    database.close()


async def go_on(place: Place, tries: int = TRIES) -> dict[str, Any]:
    """Declare the incident where nobody knows it yet, run it to its end, and say what became of it.

    A taken lock and a store that is away are waited for, as a worker does.
    """
    for left in reversed(range(tries)):
        try:
            async with opened(place) as made:
                rows = await made.desk.rows()
                incident = rows[0].id if rows else await made.desk.declare(declared(severity="CRITIQUE"))
                outcome = await made.desk.run(incident)
                return await _told(made, incident, outcome.state)
        except (Busy, StoreUnavailable):
            if not left:
                raise
            await asyncio.sleep(0.25)
    raise AssertionError("unreachable")


async def _told(made: World, incident: str, state: str) -> dict[str, Any]:
    await made.journal.verify(incident)
    entries = await made.journal.read(incident)
    kinds = [entry.kind for entry in entries]
    once = ("declared", "triaged", "contained", "mitigated", "resolved", "postmortem")
    records = [(record.plan.action, record.state) for record in await made.ledger.records(incident)]
    return {
        "state": state,
        "incidents": len(await made.desk.rows()),
        "known": [entry.key for entry in entries if entry.key and entry.kind != "reading"],
        "kinds": {kind: kinds.count(kind) for kind in once},
        "effects": sorted(records),
        "entries": len(entries),
    }
