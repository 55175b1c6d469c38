"""Astreinte's time per incident over a raw LangGraph graph of the same shape and saver, in one run.

`python -m benchmarks.overhead [--json] [--incidents N]`. The raw graph takes the same supersteps with the same number
of parallel branches and writes state of the same kind, by the same saver with the same fence and every step saved
before the next; it does no work and keeps no journal. Both are timed in turn, incident by incident, so that a busy
machine weighs on both. `ratio` is the median of Astreinte over the median of the raw graph. `same_work` is the median
over a raw graph that does the same work: the raw graph's own median, and what Astreinte takes in memory beyond the raw
graph there, which is diagnosis, texts and a journal without a disk. So it tells what keeping an incident safe costs,
beyond LangGraph's own part of it. `cpu` is the same of the processor's time of this process, without that of a server.
PostgreSQL is a server of the benchmark's own, where its programs are installed.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send

from astreinte.config import Settings
from astreinte.domain import SystemClock
from astreinte.graph import Desk, Runner
from astreinte.memory import Database, Recall, SqlLedger, checkpointer
from astreinte.memory.packing import strict_serializer
from astreinte.memory.port import Fenceable
from astreinte.replay import find
from astreinte.replay.stage import Take, stage

from .server import databases

Took = tuple[float, float]
DEMO, MEMORY = Path("examples"), "sqlite:///:memory:"
SHAPE = ("declare", "triage", "contain", "notify", "assign_lead")
TAIL = ("decide", "remediate", "remediate2", "remediate3", "validate", "postmortem", "learn")


def merged(old: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    return {**old, **new}


class Raw(TypedDict, total=False):
    values: Annotated[dict[str, str], merged]


def node(name: str) -> Callable[[Raw], Awaitable[Raw]]:
    async def work(_state: Raw) -> Raw:
        return {"values": {name: "x" * 200}}

    return work


def raw_graph(saver: BaseCheckpointSaver[Any], branches: int) -> Any:
    """The same shape without the work: a chain, one source, a fan-out of personas, a chain."""

    def collecting(_state: Raw) -> list[Send]:
        return [Send("collect", {"values": {}})]

    def analysing(_state: Raw) -> list[Send]:
        return [Send("analyse", {"values": {}})] * branches

    builder: Any = StateGraph(Raw)
    for name in (*SHAPE, "collect", "checklist", "analyse", *TAIL):
        builder.add_node(name, node(name))
    for start, end in zip((START, *SHAPE), SHAPE, strict=False):
        builder.add_edge(start, end)
    builder.add_conditional_edges(SHAPE[-1], collecting, ["collect"])
    builder.add_edge("collect", "checklist")
    builder.add_conditional_edges("checklist", analysing, ["analyse"])
    for start, end in zip(("analyse", *TAIL), (*TAIL, END), strict=True):
        builder.add_edge(start, end)
    return builder.compile(checkpointer=saver)


async def incident(
    taken: Take, database: Database | None, saver: BaseCheckpointSaver[Any], recall: Recall | None = None
) -> None:
    """Play it from its declaration to its end. In memory each has a saver of its own: their ids are the same.

    `recall` is the index of past incidents, which a project keeps.
    """
    ports = stage(taken, Settings(), database).ports
    ports = replace(ports, recall=recall) if recall else ports
    own = saver if database else InMemorySaver(serde=strict_serializer())
    desk = Desk(ports, Runner(ports, own, unlocked))
    await desk.run(await desk.declare(taken.declaration, attach=False))


def unlocked(incident: str) -> AbstractContextManager[None]:
    del incident
    return nullcontext()


class Bed:
    """One kind of saver, with what one incident after the other took on it: (seconds, seconds of the processor)."""

    def __init__(self, url: str, saver: BaseCheckpointSaver[Any]) -> None:
        self._database = None if url == MEMORY else Database.open(url)
        self._saver, self._recall = saver, Recall()
        self.raw: list[Took] = []
        self.ours: list[Took] = []

    def close(self) -> None:
        if self._database:
            self._database.close()

    async def turn(self, taken: Take, number: int) -> None:
        """The raw graph, then Astreinte."""
        thread = f"raw-{number}"
        graph, config = raw_graph(await self._fenced(thread), branches=3), {"configurable": {"thread_id": thread}}
        self.raw.append(await took(graph.ainvoke({"values": {}}, config, durability="sync")))
        self.ours.append(await took(incident(taken, self._database, self._saver, self._recall)))

    async def _fenced(self, thread: str) -> BaseCheckpointSaver[Any]:
        """The saver as a runner has it."""
        if self._database is None or not isinstance(self._saver, Fenceable):
            return self._saver
        epoch = await SqlLedger(self._database, SystemClock()).claim(thread)
        return self._saver.fenced(thread, epoch)


async def took(work: Awaitable[Any]) -> Took:
    started, used = time.perf_counter(), time.process_time()
    await work
    return time.perf_counter() - started, time.process_time() - used


async def run(incidents: int) -> dict[str, Any]:
    """Each kind in turn, so that they have the machine in the same state."""
    taken = find([DEMO])[0]
    with tempfile.TemporaryDirectory() as folder, databases() as new:
        urls = {"memory": MEMORY, "sqlite": f"sqlite:///{folder}/bench.db", **({"postgres": new()} if new else {})}
        async with AsyncExitStack() as opened:
            beds = {name: Bed(url, await opened.enter_async_context(checkpointer(url))) for name, url in urls.items()}
            for bed in beds.values():
                opened.callback(bed.close)
            for number in range(incidents):
                for bed in beds.values():
                    await bed.turn(taken, number)
    wall, cpu = (compared(beds, place) for place in (0, 1))
    ratios = {key: {name: each[key] for name, each in wall.items()} for key in ("ratio", "same_work")}
    return {"incidents": incidents, **ratios, "detail": wall, "cpu": cpu}


def compared(beds: Mapping[str, Bed], place: int) -> dict[str, dict[str, float]]:
    """Medians in milliseconds and their ratios; `place` is that of the figure in `Took`."""

    def median(took: list[Took]) -> float:
        return statistics.median(each[place] for each in took) * 1000

    work = median(beds["memory"].ours) - median(beds["memory"].raw)
    return {name: _ratios(median(bed.ours), median(bed.raw), work) for name, bed in beds.items()}


def _ratios(ours: float, raw: float, work: float) -> dict[str, float]:
    found = {"astreinte_ms": ours, "raw_ms": raw, "ratio": ours / raw, "same_work": ours / (raw + work)}
    return {name: round(value, 2) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--incidents", type=int, default=30)
    options = parser.parse_args()
    result = asyncio.run(run(options.incidents))
    if options.json:
        print(json.dumps(result))
        return
    for name, each in result["detail"].items():
        ours, raw, ratio = each["astreinte_ms"], each["raw_ms"], each["ratio"]
        same = each["same_work"]
        print(f"{name:8} {ours:8.1f} ms an incident, raw graph {raw:7.1f} ms, × {ratio}, doing the same work × {same}")


if __name__ == "__main__":
    main()
