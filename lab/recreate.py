"""A container made again by Astreinte's own gate, and back: `python -m lab.recreate`, on an engine of its own.

Prints what the engine held before, after the image, after the variable, and after each undo, as JSON.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from astreinte.actions import Catalogue, Effects, HostExecutor, Warrant, all_actions
from astreinte.config import Settings
from astreinte.domain import Fix, Query, Reading, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import StateSource
from astreinte.memory import MemoryLedger

from .docker import engine, image, missing
from .host import INSIDE, run

INCIDENT = "INC-20260301-01"
SETTINGS = Settings.model_validate(
    {
        "language": "en",
        "services": {
            "mill": {
                "manager": "docker",
                "unit": "mill",
                "workload": {"images": ["lab/mill:2"], "env": {"GRAIN": "fine"}},
            }
        },
    }
)


def lay(root: Path) -> None:
    """Two releases that say which they are; the container holds a value, a volume and a label of its own."""
    engine(root)
    for tag in ("1", "2"):
        changes = ("--change", f"ENV RELEASE={tag}", "--change", 'CMD ["/start"]', "--change", "VOLUME /data")
        command = ["docker", "import", *changes, "-", f"lab/mill:{tag}"]
        subprocess.run(command, input=image(), check=True, stdout=subprocess.DEVNULL)
    run(
        "docker", "run", "-d", "--name", "mill", "--network", "host", "--restart", "unless-stopped", "-m", "48m",
        "--label", "own=yes", "-e", "GRAIN=coarse", "lab/mill:1",
    )  # fmt: skip
    run("docker", "exec", "mill", "sh", "-c", "date > /data/kept")


def held() -> dict[str, Any]:
    done = subprocess.run(["docker", "inspect", "mill"], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)[0]
    kept = subprocess.run(["docker", "exec", "mill", "cat", "/data/kept"], check=False, capture_output=True)
    return {
        "image": found["Config"]["Image"],
        "env": sorted(each for each in found["Config"]["Env"] if not each.startswith("PATH=")),
        "labels": found["Config"]["Labels"],
        "memory": found["HostConfig"]["Memory"],
        "restart": found["HostConfig"]["RestartPolicy"]["Name"],
        "running": found["State"]["Running"],
        "data": kept.returncode == 0,
    }


async def change() -> list[dict[str, Any]]:
    clock = SystemClock()
    source, shown = StateSource(SETTINGS, clock), [held()]

    async def ask(query: Query) -> Reading:
        try:
            return await source.read(query)
        except ReadingUnavailable as error:
            return Reading(query, clock.now(), "error", why=str(error))

    gate = Effects(SETTINGS, Catalogue(all_actions("/kept")), MemoryLedger(clock), HostExecutor("en"), ask, clock=clock)
    warrant = Warrant(INCIDENT, await gate.claim(INCIDENT), 1)
    for action in ("set-image", "set-env"):
        record = await gate.apply(warrant, await gate.plan(Fix(action, {"service": "mill"})))
        shown.append({"state": record.state, "verified": record.verified, "said": record.output, **held()})
        undone = await gate.undo(warrant, record)
        shown.append({"state": undone.state if undone else "", **held()})
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("/var/lib/astlab"), help="folder of the lab, emptied first")
    root = parser.parse_args().root
    if reasons := missing():
        print("lab: cannot run here: " + "; ".join(reasons), file=sys.stderr)
        return 2
    if os.environ.get(INSIDE):
        run("ip", "link", "set", "lo", "up")
        run("mount", "--make-rprivate", "/")
        os.environ["DOCKER_HOST"] = f"unix://{root}/docker.sock"
        lay(root)
        print(json.dumps(asyncio.run(change())))
        return 0
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    child = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"]
    command = [*child, sys.executable, "-m", "lab.recreate", *sys.argv[1:]]
    return subprocess.run(command, check=False, env={**os.environ, INSIDE: "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
