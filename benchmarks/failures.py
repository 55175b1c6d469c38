"""The failure matrix: one recorded incident, thought through by a model that fails in each known way.

`python -m benchmarks.failures [--json]`. A row says how the incident ended, which cause was decided, how long it took,
and what the journal says of the model.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from astreinte.agents.model.chat import Chat
from astreinte.agents.model.reasoner import ModelReasoner
from astreinte.config import Settings
from astreinte.domain import Entry
from astreinte.graph import Desk, Runner
from astreinte.memory.packing import strict_serializer
from astreinte.replay import find
from astreinte.replay.stage import Take, stage

from .unruly import FAILURES, Failing, Speaking

BOUNDS = {"timeout": 0.5, "seconds": 4}


def alone(incident: str) -> AbstractContextManager[None]:
    del incident
    return nullcontext()


async def played(failing: Failing, taken: Take, language: str = "en") -> dict[str, Any]:
    """One incident with that model as every persona."""
    settings = Settings.model_validate({"language": language, "reasoning": BOUNDS})
    ports = stage(taken, settings).ports
    chat = Chat(Speaking(speak=failing.speak, pause=failing.pause, heard=[]), "scripted:model")
    ports = replace(ports, reasoners={"": ModelReasoner(chat, ports.means)})
    desk = Desk(ports, Runner(ports, InMemorySaver(serde=strict_serializer()), alone, durability="exit"))
    started = time.perf_counter()
    incident = await desk.declare(taken.declaration)
    outcome = await desk.run(incident)
    entries = await desk.entries(incident)
    decision = outcome.decision
    return {
        "state": outcome.state,
        "cause": decision.cause if decision else None,
        "calls": outcome.usage.calls,
        "seconds": round(time.perf_counter() - started, 2),
        "stops": sorted({str(each.data["stop"]) for each in entries if each.kind == "thought"}),
        "says": _said(entries),
    }


def _said(entries: list[Entry]) -> str:
    said = [str(each.data["text"]) for each in entries if each.kind == "warning"]
    return next(iter(said), "")


def matrix(tell: Callable[[str, dict[str, Any]], None]) -> dict[str, Any]:
    (taken,) = find([Path(str(files("astreinte.replay").joinpath("demo")))])
    rows: dict[str, Any] = {}
    for name, failing in FAILURES.items():
        rows[name] = asyncio.run(played(failing, taken))
        tell(name, rows[name])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args().json

    def tell(name: str, row: dict[str, Any]) -> None:
        if not wanted:
            facts = f"{row['state']} | {row['cause']} | {row['calls']} | {row['seconds']}"
            print(f"| {name} | {facts} | {', '.join(row['stops'])} | {row['says'][:150]} |")

    if not wanted:
        print("| model | incident | cause | calls | seconds | stops | journal |\n|---|---|---|---|---|---|---|")
    rows = matrix(tell)
    if wanted:
        print(json.dumps(rows, ensure_ascii=False))


if __name__ == "__main__":
    main()
