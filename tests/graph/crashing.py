"""One process of a crash: runs an incident over real files with a real executor. Prints the outcome as JSON.

python -m tests.graph.crashing FOLDER HOURS STALL ANSWER: the clock stands HOURS after the incident; STALL is `before`,
`after` (the effect), `waiting` (once it has ended or waits) or `-`; ANSWER answers the open question first, `-` none.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from astreinte.actions import HostExecutor
from astreinte.domain import Ask, ManualClock, Plan, Query, Reading
from astreinte.evidence import FileStore
from astreinte.memory import Database, checkpointer, runner_lock

from .world import AT, HEAD, URL, WIKI, declared, settings, world


class Folder:
    """The service answers, and its disk has room, once the cache file is empty."""

    name = "folder"

    def __init__(self, cache: Path, clock: ManualClock) -> None:
        self._cache, self._clock = cache, clock

    def plan(self, ask: Ask) -> Sequence[Query]:
        probe = Query("http", (URL,))
        return [probe] if ask.phase == "probe" else [probe, Query("df", ("-P", "-k", "/srv/wiki/data", "/"))]

    def accepts(self, query: Query) -> bool:
        return query.tool in {"http", "df", "du"}

    async def read(self, query: Query) -> Reading:
        full = self._cache.stat().st_size > 0
        texts = {
            "http": "connection refused" if full else "HTTP 200 in 3 ms",
            "df": HEAD + f"data 4096 {'4096 0 100%' if full else '8 4088 1%'} /srv/wiki/data\n",
            "du": f"{128 if full else 0}\t{self._cache}\n",
        }
        return Reading(query, self._clock.now(), "ok", texts[query.tool])


class Stalling:
    """The host's executor; writes down each run, and hangs before or after it until the process is killed."""

    def __init__(self, folder: Path, stall: str) -> None:
        self._folder, self._stall, self._host = folder, stall, HostExecutor()

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        if self._stall == "before":
            await self._hang()
        done = await self._host.run(plan, argv)
        with (self._folder / "applied").open("a", encoding="utf-8") as record:
            record.write(plan.action + "\n")
        if self._stall == "after":
            await self._hang()
        return done

    async def _hang(self) -> None:
        (self._folder / "stalled").touch()
        await asyncio.sleep(60)


async def main(folder: Path, hours: float, stall: str, answer: str) -> None:
    url, cache, clock = (
        f"sqlite:///{folder / 'a.db'}",
        folder / "cache" / "a.tmp",
        ManualClock(AT + timedelta(hours=hours)),
    )
    wiki = WIKI.model_copy(update={"safe_to_free": (f"{folder / 'cache'}/*.tmp",), "manager": ""})
    async with checkpointer(url) as saver:
        made = world(
            sources=[Folder(cache, clock)],
            executor=Stalling(folder, stall),
            settings=settings(services={"wiki": wiki}, policy="confirm" if (folder / "confirm").exists() else "direct"),
            database=Database.open(url),
            store=FileStore(folder / "evidence"),
            saver=saver,
            lock=partial(runner_lock, folder / "locks"),
            clock=clock,
        )
        rows = await made.desk.rows()
        incident = rows[0].id if rows else await made.desk.declare(declared(severity="HAUTE"))
        if answer != "-":
            (question,) = await made.desk.questions(incident)
            await made.desk.answer(incident, question, answer, "alex", how="terminal")
        outcome = await made.desk.run(incident)
        await made.journal.verify(incident)
        sys.stdout.write(outcome.model_dump_json() + "\n")
        sys.stdout.flush()
        if stall == "waiting":
            (folder / "stalled").touch()
            await asyncio.sleep(60)
        made.database.close()


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]))
