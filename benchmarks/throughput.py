"""Incidents a second by 1, 2 and 4 processes over one database: `python -m benchmarks.throughput --json`.

Every process plays the first example through the whole graph, each incident with journal, effects and checkpoints in
the shared database, saved at every step. All processes of a database are started once and have played before the clock
runs; then one, two and four of them play for so many seconds, and only incidents that have ended are counted. So
neither a start nor a first incident is in any figure. `replays` is the same example in memory by one process: what a
replay of past incidents does. `cpu` is the processor time of a process an incident, the server's own left out;
`bytes` what one incident leaves in SQLite, indexes left out.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from astreinte.memory import Database, Recall, checkpointer
from astreinte.replay import find

from .overhead import DEMO, MEMORY, incident
from .server import databases

PROCESSES = (1, 2, 4)
WARM = 2
"""Incidents that a process plays before it is ready: the first ones compile and fill caches."""

PARTS = {"journal": ("journal", "effects", "incidents"), "checkpoints": ("checkpoints", "writes")}
Turn = dict[str, float]
"""One process's turn: `incidents` that ended, the `seconds` that they took, their `cpu` seconds."""


async def player(url: str) -> None:
    """A process: plays for as many seconds as each line on stdin says, and answers with a turn a line."""
    taken, database = find([DEMO])[0], None if url == MEMORY else Database.open(url)
    recall = Recall()
    async with checkpointer(url) as saver:
        for _ in range(WARM):
            await incident(taken, database, saver, recall)
        print("ready", flush=True)
        for line in sys.stdin:
            count, began, cpu = 0, time.perf_counter(), time.process_time()
            while time.perf_counter() - began < float(line):
                await incident(taken, database, saver, recall)
                count += 1
            turn = {"incidents": count, "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
            print(json.dumps(turn), flush=True)
    if database:
        database.close()


class Player:
    """A process that plays when it is told to."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-m", "benchmarks.throughput", "--play", url]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def hear(self) -> str:
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            raise SystemExit("a process of the benchmark failed; what it says stands above")
        return line

    def begin(self, seconds: float) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def players(url: str, count: int) -> Generator[list[Player]]:
    """So many processes, all of them ready."""
    started = [Player(url) for _ in range(count)]
    try:
        for each in started:
            each.hear()
        yield started
    finally:
        for each in started:
            each.end()


def together(playing: Sequence[Player], seconds: float) -> Turn:
    """Incidents a second of these processes at once, and processor seconds of one incident."""
    for each in playing:
        each.begin(seconds)
    turns: list[Turn] = [json.loads(each.hear()) for each in playing]
    rate = sum(turn["incidents"] / turn["seconds"] for turn in turns)
    cpu = sum(turn["cpu"] for turn in turns) / sum(turn["incidents"] for turn in turns)
    return {"rate": round(rate, 2), "cpu": round(cpu, 3)}


def scaled(url: str, seconds: float) -> dict[str, dict[str, float]]:
    """By number of processes: incidents a second (`rate`) and processor seconds of one (`cpu`)."""
    with players(url, max(PROCESSES)) as started:
        turns = {str(count): together(started[:count], seconds) for count in PROCESSES}
    return {key: {count: turn[key] for count, turn in turns.items()} for key in ("rate", "cpu")}


def weighed(path: Path) -> dict[str, int]:
    """Bytes an incident of each part of the database."""
    with closing(sqlite3.connect(path)) as connection:
        (incidents,) = connection.execute("SELECT count(*) FROM incidents").fetchone()
        return {part: sum(_size(connection, name) for name in names) // incidents for part, names in PARTS.items()}


def _size(connection: sqlite3.Connection, table: str) -> int:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    lengths = " + ".join(f"coalesce(length(CAST({name} AS BLOB)), 0)" for name in columns)
    return int(connection.execute(f"SELECT coalesce(sum({lengths}), 0) FROM {table}").fetchone()[0])  # noqa: S608


def measure(seconds: float) -> dict[str, Any]:
    with players(MEMORY, 1) as alone:
        replays = together(alone, seconds)["rate"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.db")
        kinds = {"sqlite": scaled(f"sqlite:///{path}", seconds)}
        weight = weighed(path)
    with databases() as new:
        if new is not None:
            kinds["postgres"] = scaled(new(), seconds)
    cpu = {name: each["cpu"] for name, each in kinds.items()}
    rates = {name: each["rate"] for name, each in kinds.items()}
    return {"cores": os.cpu_count(), "seconds": seconds, "replays": replays, **rates, "cpu": cpu, "bytes": weight}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--seconds", type=float, default=6, help="that each number of processes plays")
    parser.add_argument("--play", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.play:
        asyncio.run(player(options.play))
        return
    found = measure(options.seconds)
    if options.json:
        print(json.dumps(found))
        return
    print(f"in memory  {found['replays']:6.2f} replays a second")
    for name in ("sqlite", "postgres"):
        for count, rate in found.get(name, {}).items():
            print(f"{name:9} {rate:7.2f} incidents a second by {count} processes, {found['cores']} cores")


if __name__ == "__main__":
    main()
