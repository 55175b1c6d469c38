"""The command: each trial in turn, one line or one JSON object."""

import argparse
import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.graph.world import declared, world

from . import __doc__ as about
from .faults import clock_set, disk_full, server_restarted
from .kills import killed_everywhere
from .partitions import stopped, workers_stopped
from .server import Server
from .subject import Place


def on_sqlite(folder: Path) -> Place:
    return Place(folder, f"sqlite:///{folder / 'a.db'}")


def ended(_signal: int, _frame: object) -> None:
    """So that the server is stopped and removed."""
    sys.exit(1)


def warm() -> None:
    """Everything imported and built that a process needs, so that children start with it; nothing is left open."""

    async def once() -> None:
        made = world()
        await made.desk.run(await made.desk.declare(declared(severity="CRITIQUE")))
        made.database.close()

    asyncio.run(once())


def trials(server: Server, every: int, at_once: int) -> dict[str, Callable[[], dict[str, Any]]]:
    def on_postgres(folder: Path) -> Place:
        return Place(folder, server.database())

    return {
        "kills_sqlite": lambda: killed_everywhere(on_sqlite, every, at_once),
        "kills_postgres": lambda: killed_everywhere(on_postgres, every, at_once),
        "server_restarted": lambda: server_restarted(on_postgres, server),
        "disk_full": lambda: disk_full(on_sqlite),
        "clock_set": lambda: clock_set(on_sqlite),
        "stopped_past_its_lease": lambda: stopped(on_postgres),
        "workers_stopped": lambda: workers_stopped(server),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--every", type=int, default=1, help="of the points at plain entries take each n-th")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="incidents at once")
    parser.add_argument("--only", action="append", default=[], help="a trial; may be repeated")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, ended)
    warm()
    found: dict[str, Any] = {}
    server = Server()
    try:
        known = trials(server, options.every, options.jobs)
        if unknown := sorted(set(options.only) - set(known)):
            parser.error(f"no trial {', '.join(unknown)}; known: {', '.join(known)}")
        for name, trial in known.items():
            if options.only and name not in options.only:
                continue
            begun = time.monotonic()
            found[name] = {**trial(), "seconds": round(time.monotonic() - begun, 1)}
            print(f"{name:24} {json.dumps(found[name])}", file=sys.stderr if options.json else sys.stdout, flush=True)
    finally:
        server.stop()
    total = summed(found)
    print(json.dumps({**total, "trials": found}) if options.json else json.dumps(total))
    return 0 if total["whole"] else 1


def summed(found: dict[str, Any]) -> dict[str, Any]:
    keys = ("kills", "lost", "twice", "missed", "chain_breaks", "odd_count")
    total: dict[str, Any] = {key: sum(each.get(key, 0) for each in found.values()) for key in keys}
    return {**total, "whole": not any(total[key] for key in keys[1:])}


if __name__ == "__main__":
    sys.exit(main())
