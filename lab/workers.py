"""Incidents of the lab over the queue: `serve` takes alerts, workers run them, and each of these is killed in turn."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from astreinte.domain import SystemClock
from astreinte.errors import IntegrityError
from astreinte.memory import Database, SqlJournal

from . import database, hands, watch

LEASE = 5
"""Seconds that a killed worker's incident waits for another."""

SPREAD = (0.3, 4.0)
"""Seconds from the moment at which a worker has an incident to its end."""

HOLDERS = """
SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid <> 0
  AND a.datname = current_database() AND a.state = 'idle' AND a.application_name LIKE 'astreinte %'
"""
"""Whose session holds an incident and speaks for it."""


@dataclass
class Team:
    """`count` workers over a database of their own; with `kills`, so many of those that run an incident are killed."""

    root: Path
    count: int
    kills: int
    url: str = ""
    killed: list[int] = field(default_factory=list[int])

    def begin(self, more: Path | None) -> None:
        """A project of its own for the next fault: `serve` that only fills the queue, and the workers."""
        self.end()
        self.killed.clear()
        self.url = database.new(self.root)
        own = {"database": self.url, "queue": True, "limits": {"lease": f"{LEASE}s"}}
        path = hands.lay(self.root)
        watch.astreinte(self.root, more, own)
        for number in range(self.count):
            self._start(number, path)

    def end(self) -> None:
        for number in range(self.count):
            watch.stop(self.root, f"worker{number}")

    def _start(self, number: int, path: Path) -> None:
        command = (sys.executable, "-m", "astreinte", "worker")
        more = {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
        watch.spawn(self.root, f"worker{number}", *command, cwd=self.root / "site", env=more)

    @asynccontextmanager
    async def hunted(self, name: str) -> AsyncGenerator[None]:
        """Within the block, workers that run an incident are killed, each soon after it has taken it, and replaced."""
        hunting = asyncio.create_task(self._hunt(random.Random(name)))  # noqa: S311 - the same moments every time
        try:
            yield
        finally:
            hunting.cancel()
            await asyncio.gather(hunting, return_exceptions=True)

    async def _hunt(self, chance: random.Random) -> None:
        while len(self.killed) < self.kills:
            holders = set(await asyncio.to_thread(_holders, self.url)) - set(self.killed)
            for number in range(self.count):
                pid = watch.known(self.root, f"worker{number}")
                if pid in holders:
                    await asyncio.sleep(chance.uniform(*SPREAD))
                    os.kill(pid, signal.SIGKILL)
                    self.killed.append(pid)
                    self._start(number, self.root / "hands")
                    break
            await asyncio.sleep(0.1)

    async def judged(self) -> dict[str, Any]:
        """What killing must not have done: `twice` effects, `broken` chains; beside it who was killed and replaced."""
        opened = Database.open(self.url)
        try:
            broken = await _broken(opened)
        finally:
            opened.close()
        with psycopg.connect(self.url) as connection:
            plans = [row[0] for row in connection.execute("SELECT plan::json -> 'argv' FROM effects").fetchall()]
            epochs = connection.execute("SELECT coalesce(sum(epoch), 0) FROM runners").fetchone()
        done = hands.succeeded(self.root)
        wanted = [tuple(argv) for argv in plans]
        return {
            "killed": len(self.killed),
            "runs": epochs[0] if epochs else 0,
            "counted_effects": sum(done[call] for call in set(wanted)),
            "effects_twice": hands.twice(done, wanted),
            "chain_breaks": broken,
        }


def _holders(url: str) -> list[int]:
    """The processes that run an incident now."""
    with psycopg.connect(url) as connection:
        return [int(row[0].split()[-1]) for row in connection.execute(HOLDERS).fetchall()]


async def _broken(opened: Database) -> list[str]:
    try:
        await SqlJournal(opened, SystemClock()).verify_all()
    except IntegrityError as error:
        return [str(error)]
    return []
