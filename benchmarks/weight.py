"""Bytes of checkpoints per incident as its evidence grows: `python -m benchmarks.weight --json`.

One source answers with as many bytes as the size says, in ten readings of log lines, through the whole graph on SQLite
with the evidence in files. `last` is the newest checkpoint, `all` every checkpoint and write of the incident; `kept` is
what its evidence takes on disk, which a cap on lines bounds. `examples` are the shipped incidents, each whole from its
declaration to its end: the median and the largest of what is kept of them (`all`), and of what was written on the way.
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from astreinte.actions import Catalogue, Effects, ReplayExecutor, Silent, all_actions
from astreinte.config import Service, Settings
from astreinte.config.settings import Limits
from astreinte.domain import Ask, Declaration, Query, Reading, SystemClock
from astreinte.evidence import Evidence, FileStore, Redactor
from astreinte.graph import Desk, Runner
from astreinte.graph.wiring import Outside, assemble, source_deadline
from astreinte.memory import Database, SqlIncidents, SqlJournal, SqlLedger, checkpointer
from astreinte.memory.packing import Packing
from astreinte.replay import find
from astreinte.replay.stage import Shelf, Take

from .overhead import DEMO, incident, unlocked

SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
READINGS = 10


@dataclass
class Talkative:
    """Answers every query with so many bytes of distinct log lines."""

    size: int
    name: str = "talkative"

    def plan(self, ask: Ask) -> Sequence[Query]:
        return [] if ask.phase == "probe" else [Query(self.name, (f"part-{n}",), item="logs") for n in range(READINGS)]

    def accepts(self, query: Query) -> bool:
        return query.tool == self.name

    async def read(self, query: Query) -> Reading:
        line = f"2026-03-01T13:02:00Z INFO {query.text} request {{:09d}} took 12 ms, nothing of note"
        count = max(self.size // READINGS // len(line), 1)
        return Reading(query, datetime.now(UTC), "ok", "\n".join(line.format(number) for number in range(count)))


async def weigh(folder: Path, size: int) -> dict[str, int]:
    settings = Settings(language="en", services={"wiki": Service()}, limits=Limits(rounds=1))
    url = f"sqlite:///{folder}/bench.db"
    clock, store, redactor, database = SystemClock(), FileStore(folder / "evidence"), Redactor(), Database.open(url)
    deadline = source_deadline(settings)
    evidence = Evidence([Talkative(size)], store, redactor, clock, deadline, settings.limits.lines, settings.language)
    catalogue, ledger = Catalogue(all_actions("/nowhere")), SqlLedger(database, clock)
    outside = Outside(
        settings=settings,
        clock=clock,
        journal=SqlJournal(database, clock),
        incidents=SqlIncidents(database),
        store=store,
        evidence=evidence,
        effects=Effects(settings, catalogue, ledger, ReplayExecutor(_nothing), evidence.ask),
        project=Shelf(),
        notifier=Silent(),
        redactor=redactor,
    )
    ports = assemble(outside)
    async with checkpointer(url) as saver:
        desk = Desk(ports, Runner(ports, saver, unlocked))
        declaration = Declaration("The wiki answers slowly", clock.now(), service="wiki", severity="HAUTE")
        await desk.run(await desk.declare(declaration, attach=False))
    database.close()
    return {**_bytes(folder / "bench.db"), "kept": _kept(folder / "evidence")}


class Counting(Packing):
    """Counts the bytes that go through it."""

    written = 0

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        kind, body = super().dumps_typed(obj)
        self.written += len(body)
        return kind, body


async def played(folder: Path, taken: Take) -> dict[str, int]:
    """Bytes of the checkpoints and writes of one shipped incident."""
    url = f"sqlite:///{folder}/bench.db"
    database = Database.open(url)
    async with checkpointer(url) as saver:
        saver.serde = counting = Counting(allowed_msgpack_modules=None)
        await incident(taken, database, saver)
    database.close()
    return {"kept": _bytes(folder / "bench.db")["all"], "written": counting.written}


def _nothing(phase: str) -> None:
    del phase


def _kept(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _bytes(path: Path) -> dict[str, int]:
    weight = "coalesce(length(checkpoint), 0) + coalesce(length(metadata), 0)"
    asked = {
        "last": f"SELECT {weight} FROM checkpoints ORDER BY checkpoint_id DESC LIMIT 1",  # noqa: S608 - names of our own
        "checkpoints": f"SELECT sum({weight}) FROM checkpoints",  # noqa: S608 - names of our own
        "writes": "SELECT sum(length(value)) FROM writes",
    }
    with closing(sqlite3.connect(path)) as connection:
        found = {name: int(connection.execute(query).fetchone()[0] or 0) for name, query in asked.items()}
    return {"last": found["last"], "all": found["checkpoints"] + found["writes"]}


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="weight-") as folder:
            found[str(size)] = asyncio.run(weigh(Path(folder), size))
    return {**found, "examples": _examples()}


def _examples() -> dict[str, Any]:
    weights: list[dict[str, int]] = []
    for taken in find([DEMO]):
        with tempfile.TemporaryDirectory(prefix="weight-") as folder:
            weights.append(asyncio.run(played(Path(folder), taken)))
    sides = {side: [each[side] for each in weights] for side in ("kept", "written")}
    ends = {side: {"median": round(statistics.median(of)), "largest": max(of)} for side, of in sides.items()}
    return {"incidents": len(weights), **ends}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="bytes of evidence, at most")
    options = parser.parse_args()
    found = measure([size for size in SIZES if size <= options.largest])
    if options.json:
        print(json.dumps(found))
        return
    told = found.pop("examples")
    for side in ("kept", "written"):
        print(f"{told['incidents']} examples, {side}: median {told[side]['median']}, largest {told[side]['largest']}")
    for size, each in found.items():
        print(f"{int(size):>11} bytes answered: last {each['last']}, all {each['all']}, evidence kept {each['kept']}")


if __name__ == "__main__":
    main()
