"""How long a command takes to start: `python -m benchmarks.startup --json`, seconds over a bare `python -c pass`.

Each command runs as a process of its own in a project with one incident, `--runs` times in turn with the others: a busy
machine weighs on all of them. The medians are printed, as seconds by the clock and as seconds of CPU. A first round is
not counted: it writes the bytecode that an installation has, into a folder of its own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ASTREINTE = ("-m", "astreinte")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "python": ("-c", "pass"),
    "--help": (*ASTREINTE, "--help"),
    "status": (*ASTREINTE, "status"),
    "list": (*ASTREINTE, "list"),
    "similar": (*ASTREINTE, "similar", "wiki", "slow"),
}
SETTINGS = """\
language: en
policy: observe
sources: {recorded: {path: none.jsonl}}
services: {wiki: {probe: "tcp://127.0.0.1:9"}}
"""


def environment(folder: Path) -> dict[str, str]:
    """Without what keeps Python from writing bytecode."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def prepare(folder: Path) -> Path:
    """A project with one incident that has ended."""
    project = folder / "project"
    project.mkdir()
    (project / "none.jsonl").touch()
    (project / "astreinte.yaml").write_text(SETTINGS, encoding="utf-8")
    declare = (sys.executable, *ASTREINTE, "declare", "wiki is slow", "--service", "wiki", "--no-input")
    subprocess.run(declare, cwd=project, env=environment(folder), capture_output=True, check=False)
    return project


def once(arguments: tuple[str, ...], project: Path, environ: Mapping[str, str]) -> tuple[float, float]:
    """Seconds by the clock and of CPU that one run takes."""
    quiet = subprocess.DEVNULL
    started = time.perf_counter()
    process = subprocess.Popen((sys.executable, *arguments), cwd=project, env=environ, stdout=quiet, stderr=quiet)
    _, _, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    process.returncode = 0
    return taken, used.ru_utime + used.ru_stime


def measure(runs: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="startup-") as name:
        folder = Path(name)
        project, environ = prepare(folder), environment(folder)
        seen: dict[str, list[tuple[float, float]]] = {command: [] for command in COMMANDS}
        for turn in range(runs + 1):
            for command, arguments in COMMANDS.items():
                taken = once(arguments, project, environ)
                seen[command] += [taken] if turn else []
    return {
        command: {
            "wall": round(statistics.median(wall for wall, _ in runs), 3),
            "cpu": round(statistics.median(cpu for _, cpu in runs), 3),
        }
        for command, runs in seen.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    found = measure(options.runs)
    if options.json:
        print(json.dumps({"runs": options.runs, "seconds": found}))
        return
    for command, each in found.items():
        print(f"{command:8} {each['wall']:6.3f} s, of CPU {each['cpu']:6.3f} s")


if __name__ == "__main__":
    main()
