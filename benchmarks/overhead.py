"""Astreinte's time per incident over a raw LangGraph graph of the same shape and saver, in one run.

`python -m benchmarks.overhead [--json] [--incidents N]`. The raw graph takes the same supersteps with the same number
of parallel branches and writes state of the same kind; it does no work. Both are timed in turn, incident by incident,
so that a busy machine weighs on both. `ratio` is the median of Astreinte over the median of the raw graph. `same_work`
is the median over a raw graph that does the same work: the raw graph's own median, and what Astreinte takes in memory
beyond the raw graph there, which is diagnosis and texts. PostgreSQL is a server of the benchmark's own, where its
programs are installed.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, TypedDict

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Send

from astreinte.config import Settings
from astreinte.graph import Desk, Runner
from astreinte.memory import Database, Recall, checkpointer
from astreinte.memory.packing import strict_serializer
from astreinte.replay import find
from astreinte.replay.stage import Take, stage

from .server import databases

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


async def measure(url: str, incidents: int) -> dict[str, float]:
    """Medians in milliseconds, and their ratio, on one kind of saver."""
    taken, database = find([DEMO])[0], None if url == MEMORY else Database.open(url)
    recall, raw = Recall(), list[float]()
    ours: list[float] = []
    async with checkpointer(url) as saver:
        graph = raw_graph(saver, branches=3)
        for number in range(incidents):
            started = time.perf_counter()
            await graph.ainvoke({"values": {}}, {"configurable": {"thread_id": f"raw-{number}"}}, durability="sync")
            raw.append(time.perf_counter() - started)
            started = time.perf_counter()
            await incident(taken, database, saver, recall)
            ours.append(time.perf_counter() - started)
    if database:
        database.close()
    astreinte, plain = statistics.median(ours) * 1000, statistics.median(raw) * 1000
    return {"astreinte_ms": round(astreinte, 2), "raw_ms": round(plain, 2), "ratio": round(astreinte / plain, 2)}


async def run(incidents: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        found = {
            "memory": await measure(MEMORY, incidents),
            "sqlite": await measure(f"sqlite:///{folder}/bench.db", incidents),
        }
    with databases() as new:
        if new is not None:
            found["postgres"] = await measure(new(), incidents)
    work = found["memory"]["astreinte_ms"] - found["memory"]["raw_ms"]
    for each in found.values():
        each["same_work"] = round(each["astreinte_ms"] / (each["raw_ms"] + work), 2)
    ratios = {key: {name: each[key] for name, each in found.items()} for key in ("ratio", "same_work")}
    return {"incidents": incidents, **ratios, "detail": found}


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
