"""What runs within the namespaces: `python -m lab.inside ROOT run KEEP WORKERS KILLS FAULT…`, one JSON line a row."""

import asyncio
import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from . import bystanders, cluster, database, watch
from .faults import FAULTS, Fault
from .follow import Followed, Follower, now, rests
from .judge import failed, pair, row
from .person import approve
from .restore import healthy, restore
from .space import LabError, fresh, run, wait
from .workers import Team

STOP = {"approval": "reject", "escalation": "stop", "attest": "no", "arbitration": "lead"}
LIMIT = 150.0
"""Seconds that an incident may take before the lab goes on without it."""

Rows = list[dict[str, Any]]


def quiet() -> bool:
    """Whether no alert fires or is about to, and nothing is left at Alertmanager."""
    rules = json.loads(run("curl", "-s", "http://127.0.0.1:19090/api/v1/alerts") or "{}")
    sent = json.loads(run("curl", "-s", "http://127.0.0.1:19093/api/v2/alerts") or "[]")
    return not rules.get("data", {}).get("alerts") and not sent


async def one(root: Path, fault: Fault, keep: Path | None, team: Team | None) -> Rows:
    """Inject the fault, follow what comes of it, judge it."""
    if fault.cluster and not cluster.up(root):
        cluster.start(root)
    wait(healthy, "the platform to answer", 60)
    wait(quiet, "alerts to end", 180)
    if team is None:
        watch.astreinte(root, cluster.site(root))
    else:
        team.begin(cluster.site(root))
    follower = Follower(root, team.url if team else "")
    before, known, injected = bystanders.listing(root), await follower.known(), now()
    fault.inject(root)
    async with team.hunted(fault.name) if team else nullcontext():
        found = await follower.rest(known, len(fault.rights), LIMIT * (2 if team else 1))
    if fault.approves:
        found = [await _approved(root, each, follower) for each in found]
    after = bystanders.listing(root)
    rows = [row(fault, right, each, injected) for right, each in pair(fault, found)]
    for each in rows:
        each["incidents"] = len(found)
        each["touched"] = bystanders.changed(fault, before, after)
    if team is not None:
        _fenced(rows, found, await team.judged())
    _end(root, found)
    follower.close()
    if keep is not None:
        _record(root, found, keep, fault.name)
    return rows


def _fenced(rows: Rows, found: list[Followed], counts: dict[str, Any]) -> None:
    """Beside the first row what killing workers led to; anything lost, done twice or broken makes it wrong."""
    lost = [each.outcome.id for each in found if not rests(each)]
    bad = {"lost": lost, **{name: counts[name] for name in ("effects_twice", "chain_breaks")}}
    rows[0] |= {**counts, "lost": lost}
    wrong = [name for name, each in bad.items() if each]
    rows[0]["wrong"] = [*rows[0]["wrong"], *wrong]
    rows[0]["right"] = rows[0]["right"] and not wrong


async def attempt(fault: Fault, play: Callable[[], Awaitable[Rows]], mend: Callable[[], object]) -> Rows:
    """One fault from a whole platform to a whole platform: what breaks on the way is that fault's row, no more."""
    try:
        rows = await play()
    except Exception as error:  # noqa: BLE001 - the next faults are to run whatever broke in this one
        traceback.print_exc(file=sys.stderr)
        rows = [failed(fault, f"the lab: {error or type(error).__name__}")]
    try:
        mend()
    except (LabError, OSError) as error:
        return [*rows, failed(fault, f"afterwards: {error}")]
    return rows


def _mend(root: Path, name: str) -> None:
    """Keep what Astreinte wrote of the fault, and put the platform back."""
    shutil.copytree(root / "site", fresh(root / "results" / name), dirs_exist_ok=True)
    restore(root)


def _end(root: Path, found: list[Followed]) -> None:
    """Leave no incident that waits: a person stops what was judged already."""
    for each in found:
        for question in each.outcome.questions if each.outcome.state == "waiting" else ():
            if question.status == "open":
                words = ("answer", each.outcome.id, question.id, STOP.get(question.kind, "stop"), "--json")
                _astreinte(root, *words)


def _astreinte(root: Path, *words: str) -> None:
    run("env", "-C", str(root / "site"), sys.executable, "-m", "astreinte", *words, check=False)


async def _approved(root: Path, followed: Followed, follower: Follower) -> Followed:
    """A person at a terminal says yes to every approval, until the incident rests."""
    incident = followed.outcome.id
    for _ in range(4):
        open_ = [each for each in followed.outcome.questions if each.status == "open" and each.kind == "approval"]
        if followed.outcome.state != "waiting" or not open_:
            break
        approve(root / "site", incident, open_[0].id)
        followed = await follower.again(incident)
    return followed


def _record(root: Path, found: list[Followed], keep: Path, name: str) -> None:
    for place, each in enumerate(found, 1):
        _astreinte(root, "record", each.outcome.id, "--to", str(keep), "--name", f"{name}-{place}")


async def every(root: Path, names: list[str], keep: Path | None, team: Team | None) -> None:
    """One fault after the other; the cluster, once brought up, goes when the last is over."""
    if team is not None:
        database.start(root)
    try:
        for name in names:
            started = time.monotonic()
            fault = FAULTS[name]
            for each in await attempt(fault, partial(one, root, fault, keep, team), partial(_mend, root, name)):
                print(json.dumps({**each, "wall_s": round(time.monotonic() - started, 1)}), flush=True)
    finally:
        cluster.stop(root)
        if team is not None:
            team.end()
            watch.astreinte(root)


def main() -> None:
    root, _, keep, workers, kills, *names = sys.argv[1:]
    team = Team(Path(root), int(workers), int(kills)) if int(workers) else None
    os.environ["DOCKER_HOST"] = f"unix://{root}/docker.sock"
    asyncio.run(every(Path(root), names, Path(keep) if keep != "-" else None, team))


if __name__ == "__main__":
    main()
