"""How long a command takes to start: `python -m benchmarks.startup --json`, seconds over a bare `python -c pass`.

Each command runs as a process of its own in a project with one incident, `--runs` times in turn with the others: a busy
machine weighs on all of them. The medians are printed, as seconds by the clock and as seconds of CPU. A first round is
not counted: it writes the bytecode that an installation has, into a folder of its own. `first` is a `list` that finds
nothing kept of the settings, as after a change of them. `declare` runs in a project of its own each time; its `line` is
when it has said that the incident is in the journal.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from astreinte.config.glance import KEPT
from astreinte.config.places import HOME

ASTREINTE = ("-m", "astreinte")
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "python": ("-c", "pass"),
    "--help": (*ASTREINTE, "--help"),
    "status": (*ASTREINTE, "status"),
    "list": (*ASTREINTE, "list"),
    "similar": (*ASTREINTE, "similar", "wiki", "slow"),
}
DECLARE = (*ASTREINTE, "declare", "wiki is slow", "--service", "wiki", "--no-input")
Seen = dict[str, float]
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


def empty(folder: Path) -> Path:
    """A project in which nothing has happened."""
    project = Path(tempfile.mkdtemp(prefix="project-", dir=folder))
    (project / "none.jsonl").touch()
    (project / "astreinte.yaml").write_text(SETTINGS, encoding="utf-8")
    return project


def prepare(folder: Path) -> Path:
    """A project with one incident that has ended."""
    project = empty(folder)
    command = (sys.executable, *DECLARE)
    subprocess.run(command, cwd=project, env=environment(folder), capture_output=True, check=False)
    return project


def once(arguments: tuple[str, ...], project: Path, environ: Mapping[str, str]) -> Seen:
    """Seconds by the clock and of CPU that one run takes, and where it says something, until it does."""
    started = time.perf_counter()
    command = (sys.executable, *arguments)
    process = subprocess.Popen(command, cwd=project, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    with process.stderr as lines:
        said = {"line": time.perf_counter() - started} if lines.readline() else {}
        lines.read()
    _, _, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - started
    process.returncode = 0
    return {"wall": taken, "cpu": used.ru_utime + used.ru_stime, **said}


def measure(runs: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="startup-") as name:
        folder = Path(name)
        project, environ = prepare(folder), environment(folder)
        seen: dict[str, list[Seen]] = {command: [] for command in (*COMMANDS, "first", "declare")}
        for turn in range(runs + 1):
            taken = {command: once(arguments, project, environ) for command, arguments in COMMANDS.items()}
            (project / HOME / KEPT).unlink(missing_ok=True)
            taken["first"] = once(COMMANDS["list"], project, environ)
            taken["declare"] = once(DECLARE, empty(folder), environ)
            for command, each in taken.items():
                seen[command] += [each] if turn else []
    return {command: {key: _median(each, key) for key in each[0]} for command, each in seen.items()}


def _median(seen: Sequence[Seen], key: str) -> float:
    return round(statistics.median(each[key] for each in seen), 3)


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
        line = f", first line after {each['line']:6.3f} s" if "line" in each else ""
        print(f"{command:8} {each['wall']:6.3f} s, of CPU {each['cpu']:6.3f} s{line}")


if __name__ == "__main__":
    main()
