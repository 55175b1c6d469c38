"""Wall time of a collection over sources of different speed, over the slowest one, through the whole graph.

`python -m benchmarks.collection [--json] [--sources N] [--slowest SECONDS]`. Every source answers three queries, each
with half a megabyte of log lines that are redacted, capped and stored. The clock runs from the moment the first source
is asked to the moment the last one's readings stand in the journal. `ratio` is that time over the delay of the slowest
source. `dead` adds a source that never answers: what it costs over its own deadline, and whether it is reported with
the reason. `budget` gives the whole collection less time (`limits.collect`) than a source may have.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from astreinte.actions import Catalogue, Effects, ReplayExecutor, Silent, all_actions
from astreinte.config import Service, Settings
from astreinte.config.settings import Limits
from astreinte.domain import Ask, Declaration, Entry, Query, Reading, SystemClock
from astreinte.evidence import Evidence, MemoryStore, Redactor
from astreinte.graph import Desk, Runner
from astreinte.graph.wiring import Outside, Tapped, assemble, source_deadline
from astreinte.memory import MemoryIncidents, MemoryJournal, MemoryLedger
from astreinte.memory.packing import strict_serializer
from astreinte.replay.stage import Shelf

QUERIES = 3
LINES = 5000
LINE = "2026-03-01T13:02:00Z INFO request 4711 served in 12 ms to a reader of the wiki, cache hit, 200 OK, no retry"
NEVER = 3600.0


@dataclass
class Paced:
    """Answers after so many seconds; notes when it was first asked."""

    name: str
    delay: float
    asked: float = 0.0

    def plan(self, ask: Ask) -> Sequence[Query]:
        return [] if ask.phase == "probe" else [Query(self.name, (f"part-{n}",), item="logs") for n in range(QUERIES)]

    def accepts(self, query: Query) -> bool:
        return query.tool == self.name

    async def read(self, query: Query) -> Reading:
        self.asked = self.asked or time.perf_counter()
        await asyncio.sleep(self.delay)
        return Reading(query, datetime.now(UTC), "ok", f"{LINE}\n" * LINES)


@dataclass
class Watch:
    """When the readings of each source first stood in the journal, and why those that failed did."""

    at: dict[str, float] = field(default_factory=dict[str, float])
    why: dict[str, str] = field(default_factory=dict[str, str])

    def see(self, entry: Entry) -> None:
        if entry.kind == "reading":
            tool = str(entry.data["query"]["tool"])
            self.at.setdefault(tool, time.perf_counter())
            self.why.setdefault(tool, str(entry.data["why"]))


async def collected(sources: Sequence[Paced], settings: Settings) -> tuple[float, Watch]:
    """Seconds of the first collection of one incident, and what was seen of it."""
    clock, store, redactor, watch = SystemClock(), MemoryStore(), Redactor(), Watch()
    lines = settings.limits.lines
    evidence = Evidence(sources, store, redactor, clock, source_deadline(settings), lines, settings.language)
    ledger = MemoryLedger(clock)
    effects = Effects(settings, Catalogue(all_actions("/nowhere")), ledger, ReplayExecutor(_nothing), evidence.ask)
    outside = Outside(
        settings=settings,
        clock=clock,
        journal=Tapped(MemoryJournal(clock), watch.see),
        incidents=MemoryIncidents(),
        store=store,
        evidence=evidence,
        effects=effects,
        project=Shelf(),
        notifier=Silent(),
        redactor=redactor,
    )
    ports = assemble(outside)
    desk = Desk(ports, Runner(ports, InMemorySaver(serde=strict_serializer()), unlocked))
    declaration = Declaration("The wiki answers slowly", datetime.now(UTC), service="wiki", severity="HAUTE")
    await desk.run(await desk.declare(declaration, attach=False))
    return max(watch.at[each.name] for each in sources) - min(each.asked for each in sources), watch


def unlocked(incident: str) -> AbstractContextManager[None]:
    del incident
    return nullcontext()


def _nothing(phase: str) -> None:
    del phase


def settings(**limits: float) -> Settings:
    spans = {name: timedelta(seconds=value) for name, value in limits.items()}
    return Settings(language="en", services={"wiki": Service()}, limits=Limits(rounds=1, **spans))  # pyright: ignore[reportArgumentType]


def paced(count: int, slowest: float) -> list[Paced]:
    return [Paced(f"source-{n}", slowest * n / count) for n in range(1, count + 1)]


async def run(count: int, slowest: float) -> dict[str, Any]:
    wall, _ = await collected(paced(count, slowest), settings(source=10 * slowest, collect=20 * slowest))
    deadline = 1.5 * slowest
    dead, watch = await collected(
        [*paced(count, slowest), Paced("dead", NEVER)], settings(source=deadline, collect=20 * slowest)
    )
    budget = 0.75 * slowest
    whole, _ = await collected(
        [*paced(count, slowest), Paced("dead", NEVER)], settings(source=10 * slowest, collect=budget)
    )
    return {
        "ratio": round(wall / slowest, 3),
        "sources": count,
        "slowest": slowest,
        "wall": round(wall, 3),
        "dead": {"deadline": deadline, "wall": round(dead, 3), "ratio": round(dead / deadline, 3)},
        "reported": watch.why["dead"],
        "budget": {"collect": budget, "wall": round(whole, 3), "ratio": round(whole / budget, 3)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--sources", type=int, default=10)
    parser.add_argument("--slowest", type=float, default=4.0)
    options = parser.parse_args()
    result = asyncio.run(run(options.sources, options.slowest))
    if options.json:
        print(json.dumps(result))
        return
    print(f"{result['sources']} sources, slowest {result['slowest']} s: {result['wall']} s, x {result['ratio']}")
    print(f"one dead, deadline {result['dead']['deadline']} s: {result['dead']['wall']} s; {result['reported']}")
    print(f"budget {result['budget']['collect']} s: {result['budget']['wall']} s")


if __name__ == "__main__":
    main()
