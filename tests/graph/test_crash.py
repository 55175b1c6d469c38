"""Killed anywhere, resumed by another process: nothing lost, nothing applied twice."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from astreinte.actions import ReplayExecutor
from astreinte.domain import ManualClock, Plan
from astreinte.errors import Busy
from astreinte.evidence import RecordedSource
from astreinte.memory import Database, SqlJournal, runner_lock
from astreinte.memory.packing import strict_serializer

from .world import AT, DISK, declared, world

PATIENCE = 40.0


class Killed(BaseException):
    """Nothing in the product catches it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project whose disk is full of one cache file."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "a.tmp").write_bytes(b"x" * 1000)
    return tmp_path


def process(folder: Path, hours: int, stall: str = "-", answer: str = "-") -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.graph.crashing", str(folder), str(hours), stall, answer]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed(folder: Path, stall: str = "-") -> None:
    """Run until it stalls, then kill -9."""
    with process(folder, 0, stall) as running:
        deadline = time.monotonic() + PATIENCE
        while not (folder / "stalled").exists():
            assert running.poll() is None, running.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    assert -signal.SIGKILL == running.returncode


def resumed(folder: Path, answer: str = "-") -> dict[str, Any]:
    with process(folder, 1, answer=answer) as running:
        out, err = running.communicate(timeout=PATIENCE)
    assert out, err
    return json.loads(out)


def applied(folder: Path) -> list[str]:
    return (folder / "applied").read_text(encoding="utf-8").split()


async def chain(folder: Path, incident: str) -> list[str]:
    """The kinds of the verified journal."""
    database = Database.open(f"sqlite:///{folder / 'a.db'}")
    journal = SqlJournal(database, ManualClock(AT))
    await journal.verify(incident)
    kinds = [entry.kind for entry in await journal.read(incident)]
    database.close()
    return kinds


@pytest.mark.parametrize("stall", ["before", "after"])
async def test_killed_while_an_effect_runs(folder: Path, stall: str) -> None:
    """
    Before the command, or once it took effect: the next process applies it exactly once and records it as done.
    """
    killed(folder, stall)
    outcome = resumed(folder)
    assert ["free-disk"] == applied(folder)
    assert [("free-disk", "done", True)] == [(a["id"], a["state"], a["verified"]) for a in outcome["actions"]]
    assert "resolved" == outcome["state"]
    kinds = await chain(folder, outcome["id"])
    assert (1, 1) == (kinds.count("declared"), kinds.count("resolved"))


async def test_killed_while_the_user_is_awaited(folder: Path) -> None:
    """
    The question is still open for the next process, and its answer resumes what was paused.
    """
    (folder / "confirm").touch()
    killed(folder, "waiting")
    assert not (folder / "applied").exists()
    outcome = resumed(folder, "approve")
    assert ("resolved", ["free-disk"]) == (outcome["state"], applied(folder))
    assert 1 == (await chain(folder, outcome["id"])).count("question")


async def test_an_effect_whose_node_never_returned_is_told_and_lifted() -> None:
    """
    Stopped right behind each effect, containment too: the next runner takes up that plan, though the world has changed.
    """
    source, kept = RecordedSource(DISK), {"fails": False}

    class Dying:
        async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
            kept["fails"] = True
            return await ReplayExecutor(source.advance).run(plan, argv)

    def tell(entry: Any) -> None:
        if kept["fails"] and entry.kind == "effect":
            kept["fails"] = False
            raise Killed

    wiki = world(sources=[source], executor=Dying(), tell=tell)
    incident = await wiki.desk.declare(declared(severity="CRITIQUE"))
    for _ in range(5):
        try:
            outcome = await wiki.desk.run(incident)
        except Killed:
            continue
        break
    else:
        raise AssertionError("it never ended")
    assert ["isolate-network", "free-disk", "undo-isolate-network"] == wiki.hand.ran
    assert [("isolate-network", "undone"), ("free-disk", "done")] == [(a.id, a.state) for a in outcome.actions]
    assert "resolved" == outcome.state


class Mortal(InMemorySaver):
    """Keeps what a node wrote, and dies before the step is saved; `left` writes from now."""

    left, dead = -1, False

    async def aput(self, config: RunnableConfig, checkpoint: Any, metadata: Any, new_versions: Any) -> RunnableConfig:
        if self.dead:
            raise Killed
        return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        if not self.dead:
            await super().aput_writes(config, writes, task_id, task_path)
        self.left -= 1
        self.dead = self.dead or not self.left
        if self.dead:
            raise Killed


@pytest.mark.parametrize("writes", range(1, 16))
async def test_a_node_whose_writes_are_kept_is_not_begun_anew(writes: int) -> None:
    """
    Whichever node it was, the run goes on behind it: what was contained is let in again, nothing is said twice.
    """
    source = RecordedSource(DISK)
    saver = Mortal(serde=strict_serializer())
    wiki = world(sources=[source], executor=ReplayExecutor(source.advance), saver=saver)
    incident = await wiki.desk.declare(declared(severity="CRITIQUE"))
    saver.left = writes
    with pytest.raises(Killed):
        await wiki.desk.run(incident)
    saver.dead = False
    outcome = await wiki.desk.run(incident)
    assert ["isolate-network", "free-disk", "undo-isolate-network"] == wiki.hand.ran
    assert "resolved" == outcome.state
    kinds = await wiki.kinds(outcome)
    assert {1} == {kinds.count(kind) for kind in ("declared", "triaged", "decision", "validation", "postmortem")}


async def test_one_incident_has_one_runner(tmp_path: Path) -> None:
    """
    While one runs it, another is refused and told what to do; afterwards the lock is free.
    """
    source, refusals = RecordedSource(DISK), list[str]()
    lock = partial(runner_lock, tmp_path / "locks")

    class Meanwhile:
        async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
            (row,) = await second.desk.rows()
            with pytest.raises(Busy) as refused:
                await second.desk.run(row.id)
            refusals.append(str(refused.value))
            return await ReplayExecutor(source.advance).run(plan, argv)

    first = world(sources=[source], executor=Meanwhile(), lock=lock)
    second = world(database=first.database, saver=first.saver, store=first.store, lock=lock)
    outcome = await first.run(severity="HAUTE")
    assert ("resolved", 1) == (outcome.state, len(refusals))
    assert outcome.id in refusals[0]
    assert "astreinte status" in refusals[0]
    assert "resolved" == (await second.desk.run(outcome.id)).state
