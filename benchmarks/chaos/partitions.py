"""A runner that stands still for longer than its lease, while another one takes its incident; then it wakes."""

import asyncio
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from astreinte.domain import SystemClock
from astreinte.memory import Database, SqlIncidents, SqlJournal
from tests.doors.test_worker import Place as Project
from tests.graph.world import declared

from .child import PATIENCE, Child
from .kills import Make, usual
from .marks import Marks, freeze
from .server import Server
from .subject import go_on
from .tally import Tally

LEASE = 1.0
SLEEP = 2.0
POINTS = ("node: not saved", "node: saved", "effect: written", "effect: done, not recorded", "entry: not written")
INCIDENTS = 6


def stopped(make: Make) -> dict[str, Any]:
    """At each kind of point, some of each: what wakes neither applies nor records anything more."""
    whole, tally, woke = usual(make), Tally(), Counter[str]()
    for point in _points(whole["names"]):
        with tempfile.TemporaryDirectory(prefix="chaos") as folder:
            place = replace(make(Path(folder)), lease=LEASE)
            first = Child(partial(go_on, replace(place, marks=Marks(point, freeze))), place.folder / "first")
            if not first.frozen():
                tally.odd.append(f"{point} was never reached")
                continue
            time.sleep(SLEEP)
            then = Child(partial(go_on, place), place.folder / "then").ended()
            first.wake()
            report = first.ended()
            woke["fenced" if report.get("raised") == "Fenced" else str(report.get("raised", "went on"))] += 1
            tally.add(f"stopped at {whole['names'][point]} ({point})", place, then, usual=whole)
            again = Child(partial(go_on, place), place.folder / "again").ended()
            tally.add(f"looked at again after {whole['names'][point]} ({point})", place, again, usual=whole)
    return {**tally.document(), "woke": dict(woke)}


def _points(names: list[str]) -> list[int]:
    """Four of each kind, spread over the run."""
    found: list[int] = []
    for kind in POINTS:
        of_kind = [place for place, name in enumerate(names) if name == kind]
        found += of_kind[1 :: max(1, len(of_kind) // 4)][:4]
    return sorted(found)


def workers_stopped(server: Server) -> dict[str, Any]:
    """Two workers in processes of their own share a queue; one is stopped past its lease and wakes again."""
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        project = Project(Path(folder), server.database())
        database = Database.open(project.url)
        opened = [_open(database, number) for number in range(INCIDENTS)]
        with project.workers(2) as (first, second):
            _until(lambda: any(len(_kinds(database, each)) > 1 for each in opened))
            first.send_signal(signal.SIGSTOP)
            _until(lambda: _ended(database) == INCIDENTS)
            first.send_signal(signal.SIGCONT)
            time.sleep(SLEEP)
            for each in (first, second):
                each.terminate()
            codes = [each.wait(PATIENCE) for each in (first, second)]
        kinds = [_kinds(database, each) for each in opened]
        database.close()
    twice = sum(found.count(kind) - 1 for found in kinds for kind in ("triaged", "postmortem") if kind in found)
    lost = sum("postmortem" not in found for found in kinds)
    return {"incidents": INCIDENTS, "lost": lost, "twice": twice, "chain_breaks": 0, "left_with": codes}


def _open(database: Database, number: int) -> str:
    now = SystemClock().now()
    said = declared(now, service=("till", "garden", "barn")[number % 3], severity="HAUTE")
    return asyncio.run(SqlIncidents(database).open(said, now))


def _kinds(database: Database, incident: str) -> list[str]:
    """The kinds of the verified journal; a broken chain ends the command."""
    journal = SqlJournal(database, SystemClock())
    asyncio.run(journal.verify(incident))
    return [entry.kind for entry in asyncio.run(journal.read(incident))]


def _ended(database: Database) -> int:
    return sum(row.state == "unresolved" for row in asyncio.run(SqlIncidents(database).list()))


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > deadline:
            raise TimeoutError("two workers did not end their incidents")
        time.sleep(0.2)
