"""What one machine bears: `python -m benchmarks.load --json`; `--only storm,waiting,finished,week` runs a part of it.

- storm: 10,000 alerts through the webhook of a real server (`benchmarks.storm`).
- waiting: a server over 1,000 incidents that wait for a person: its memory, and the time from an answer to the next
  entry of that incident's journal.
- finished: 10,000 finished incidents in the database: `status`, `list` and `similar` as commands of their own.
- week: an incident with 100,000 entries over a week: its room, its timeline, an answer to its end, its post-mortem.

Everything runs on SQLite in a folder of its own; nothing on the machine is read or changed. Sizes are options.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from astreinte.domain import Declaration
from astreinte.graph import Desk

from . import startup, storm
from .crowd import answer_of, closed_copies, entries_over_a_week, give, settled, waiting_desk
from .served import Server, serving

SETTINGS = {
    "language": "en",
    "policy": "observe",
    "targets": {"triage": "30d"},
    "services": {name: {"probe": "tcp://127.0.0.1:9"} for name in ("wiki", "mail")},
}
"""A question of the triage waits as long as the triage may take."""

Sizes = argparse.Namespace


def project_in(folder: Path) -> Path:
    recordings = folder / "none.jsonl"
    recordings.touch()
    settings = SETTINGS | {"sources": {"recorded": {"path": str(recordings)}}}
    (folder / "astreinte.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


async def _wait(desk: Desk, title: str) -> str:
    incident = await desk.declare(Declaration(title, desk.ports.clock.now()), attach=False)
    outcome = await desk.run(incident)
    assert outcome.state == "waiting", outcome.state
    return incident


async def _waiting(project: Path, count: int) -> list[str]:
    async with waiting_desk(project) as desk:
        return [await _wait(desk, f"something is slow, number {number}") for number in range(count)]


def storming(_project: Path, sizes: Sizes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        return storm.measure(Path(folder), sizes.alerts, 50)


def waiting(project: Path, sizes: Sizes) -> dict[str, Any]:
    incidents = asyncio.run(_waiting(project, sizes.waiting))
    with serving(project) as server:
        settled(server)
        resting = server.memory()
        seconds = sorted(
            answer_of(server, project, incident) for incident in incidents[:: max(len(incidents) // 10, 1)]
        )
        return {
            "incidents": len(incidents),
            "resident_mib": resting,
            "resume_seconds": {"median": seconds[len(seconds) // 2], "worst": seconds[-1]},
            "list_seconds": server.timed("/"),
            "metrics_seconds": server.timed("/metrics"),
        }


def finished(project: Path, sizes: Sizes) -> dict[str, Any]:
    """One incident run to its end, then copied under other names with sound chains."""
    newest = asyncio.run(closed_copies(project, sizes.finished))
    verbs = {
        "status": ("status",),
        "status ID": ("status", newest),
        "list": ("list",),
        "list --json": ("list", "--json"),
        "similar": ("similar", "the", "wiki", "is", "slow"),
    }
    found: dict[str, Any] = {"incidents": sizes.finished}
    found["similar, first index"] = _once(project, verbs["similar"])
    found["seconds"] = {name: min(_once(project, verb) for _ in range(3)) for name, verb in verbs.items()}
    with serving(project) as server:
        found["server"] = {path: server.timed(path) for path in ("/", "/metrics", "/readyz")}
        found["resident_mib"] = server.memory()
    return found


def _once(project: Path, verb: tuple[str, ...]) -> float:
    environ = startup.environment(project)
    started = time.perf_counter()
    command = (sys.executable, *startup.ASTREINTE, *verb)
    done = subprocess.run(command, cwd=project, env=environ, capture_output=True, check=False)
    assert done.returncode in {0, 4}, done.stderr[-500:]
    return round(time.perf_counter() - started, 3)


def week(project: Path, sizes: Sizes) -> dict[str, Any]:
    incident = asyncio.run(_waiting(project, 1))[0]
    asyncio.run(entries_over_a_week(project, incident, sizes.entries))
    with serving(project) as server:
        settled(server)
        room = f"/incidents/{incident}"
        timed = {path: server.timed(path) for path in (room, f"{room}/live", f"/api{room}/timeline?after=50000")}
        moved = answer_of(server, project, incident)
        ended = _until_end(server, incident)
        told = server.timed(f"{room}/postmortem", 1)
        peak = server.peak()
    return {
        "entries": sizes.entries,
        "seconds": {**timed, "answer to next entry": moved, "answer to end": ended, "postmortem page": told},
        "status command": _once(project, ("status", incident, "--json")),
        "peak_mib": peak,
    }


def _until_end(server: Server, incident: str) -> float:
    """Answer what it still asks, until it has its post-mortem."""
    started = time.perf_counter()
    while (outcome := server.get(f"/api/incidents/{incident}").json())["postmortem"] is None:
        if time.perf_counter() - started > server.patience:
            raise SystemExit(f"{incident} has not ended")
        if outcome["state"] == "waiting":
            give(server, incident)
        time.sleep(0.1)
    return round(time.perf_counter() - started, 2)


PARTS: dict[str, Callable[[Path, Sizes], dict[str, Any]]] = {
    "storm": storming,
    "waiting": waiting,
    "finished": finished,
    "week": week,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, by comma")
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--waiting", type=int, default=1_000)
    parser.add_argument("--finished", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    found: dict[str, Any] = {}
    for part in options.only.split(","):
        with tempfile.TemporaryDirectory(prefix="load-") as folder:
            found[part] = PARTS[part](project_in(Path(folder)), options)
        if not options.json:
            print(part, json.dumps(found[part], indent=2))
    if options.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
