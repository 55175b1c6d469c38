"""Incidents a second by 1, 2 and 4 processes over one database: `python -m benchmarks.throughput --json`.

Every process plays the first example through the whole graph, each incident with journal, effects and checkpoints in
the shared database, saved at every step. The clock runs from the moment all of them are ready until the last one ends.
`replays` is the same example in memory by one process: what a replay of past incidents does.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from astreinte.memory import Database, Recall, checkpointer
from astreinte.replay import find

from .overhead import DEMO, MEMORY, incident
from .server import databases

PROCESSES = (1, 2, 4)


async def play(url: str, incidents: int, *, wait: bool) -> float:
    """Seconds that so many incidents take, one after the other; the first of all is not counted."""
    taken, database = find([DEMO])[0], None if url == MEMORY else Database.open(url)

    recall = Recall()
    async with checkpointer(url) as saver:
        await incident(taken, database, saver, recall)
        if wait:
            print("ready", flush=True)
            sys.stdin.readline()
        started = time.perf_counter()
        for _ in range(incidents):
            await incident(taken, database, saver, recall)
        seconds = time.perf_counter() - started
    if database:
        database.close()
    return seconds


def together(url: str, processes: int, incidents: int) -> float:
    """Incidents a second of so many processes at once."""
    command = [sys.executable, "-m", "benchmarks.throughput", "--play", url, "--incidents", str(incidents)]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for each in started:
        assert each.stdout is not None
        if each.stdout.readline() != "ready\n":
            raise SystemExit("a process did not get ready")
    began = time.perf_counter()
    for each in started:
        each.communicate("\n")
    seconds = time.perf_counter() - began
    if any(each.returncode for each in started):
        raise SystemExit("a process failed")
    return round(processes * incidents / seconds, 2)


def measure(incidents: int) -> dict[str, Any]:
    replays = round(incidents / asyncio.run(play(MEMORY, incidents, wait=False)), 2)
    found: dict[str, Any] = {"cores": os.cpu_count(), "incidents": incidents, "replays": replays}
    with tempfile.TemporaryDirectory() as folder:
        found["sqlite"] = {
            str(count): together(f"sqlite:///{folder}/{count}.db", count, incidents) for count in PROCESSES
        }
    with databases() as new:
        if new is not None:
            found["postgres"] = {str(count): together(new(), count, incidents) for count in PROCESSES}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--incidents", type=int, default=20, help="by each process")
    parser.add_argument("--play", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.play:
        asyncio.run(play(options.play, options.incidents, wait=True))
        return
    found = measure(options.incidents)
    if options.json:
        print(json.dumps(found))
        return
    print(f"in memory  {found['replays']:6.2f} replays a second")
    for name in ("sqlite", "postgres"):
        for count, rate in found.get(name, {}).items():
            print(f"{name:9} {rate:7.2f} incidents a second by {count} processes, {found['cores']} cores")


if __name__ == "__main__":
    main()
