"""Real processes: how they end, what is kept of what they say."""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from astreinte.actions import HostExecutor, RedactedExecutor, ReplayExecutor
from astreinte.domain import Plan
from astreinte.evidence import Redactor

PLAN = Plan("restart", "test", "wiki", ("true",), "one-way", ("false",), timeout=5)


async def run(*argv: str, limit: float = 5) -> tuple[bool, str]:
    return await HostExecutor("en").run(replace(PLAN, timeout=limit), argv)


async def test_the_exit_code_decides_and_both_streams_are_kept() -> None:
    assert await run("sh", "-c", "echo out; echo err >&2") == (True, "out\nerr")
    assert await run("sh", "-c", "echo no; exit 3") == (False, "no")


async def test_arguments_reach_the_program_as_they_are() -> None:
    """No shell stands between: what would be an expansion or a second command is text."""
    assert await run("printf", "%s", "$(id); `id` *") == (True, "$(id); `id` *")


@pytest.mark.parametrize("argv", [("no-such-program-here",), ("/etc/passwd",), ("printf", "a\0b")])
async def test_what_cannot_be_started_is_a_failure_with_a_reason(argv: tuple[str, ...]) -> None:
    ok, why = await run(*argv)
    assert (ok, "cannot be started" in why) == (False, True)


async def test_a_program_that_is_missing_is_said_in_the_users_language() -> None:
    ok, why = await HostExecutor("fr").run(PLAN, ("no-such-program-here",))
    assert (ok, why) == (False, "no-such-program-here ne peut pas être lancé : No such file or directory")


@pytest.mark.parametrize("leader", ["sleep 60", "exit 0"])
async def test_the_deadline_ends_the_whole_group(tmp_path: Path, leader: str) -> None:
    """Also when the leader is gone already and a child keeps the output open."""
    mark = tmp_path / "pid"
    ok, why = await run("sh", "-c", f"sleep 60 & echo $! > {mark}; {leader}", limit=0.5)
    assert (ok, why) == (False, "sh did not end within 0.5 s and was stopped")
    await _gone(int(mark.read_text()))


async def test_cancelling_ends_the_group_too(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    task = asyncio.create_task(run("sh", "-c", f"sleep 60 & echo $! > {mark}; wait"))
    await _until(lambda: mark.exists() and bool(mark.read_text().strip()))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await _gone(int(mark.read_text()))


@pytest.mark.parametrize("turns", range(1, 6))
async def test_cancelling_while_it_starts_ends_the_group_too(tmp_path: Path, turns: int) -> None:
    """
    The command has started something of its own by then, and nobody holds its process yet.
    """
    mark = tmp_path / "pid"
    task = asyncio.create_task(run("sh", "-c", f"sleep 60 & echo $! > {mark}; wait"))
    for _ in range(turns):
        await asyncio.sleep(0)
    time.sleep(0.3)  # noqa: ASYNC251 - the command goes on while this loop stands still
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not mark.exists() or await _gone(int(mark.read_text())) is None


async def test_of_much_output_the_end_is_kept() -> None:
    ok, said = await run(sys.executable, "-c", "print('x' * 3_000_000); print('the end')")
    assert ok
    assert len(said) <= 4000
    assert said.endswith("the end")


async def test_the_environment_is_bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_PASSWORD", "hunter2")
    _, said = await run("env")
    assert "hunter2" not in said
    assert f"PATH={os.environ['PATH']}" in said


async def test_a_replay_runs_nothing_and_moves_the_recordings_on() -> None:
    phases: list[str] = []
    executor = ReplayExecutor(phases.append)
    for argv in (PLAN.argv, PLAN.undo or ()):
        assert (await executor.run(PLAN, argv))[0]
    assert phases == ["after:restart", "after:undo-restart"]


async def _gone(pid: int) -> None:
    await _until(lambda: not _alive(pid))


def _alive(pid: int) -> bool:
    """Whether a process of that id runs; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("waited three seconds")


async def test_output_is_kept_without_its_secrets() -> None:
    """
    What a command prints goes to the ledger and the post-mortem: its secrets do not.
    """
    secret = "ghp_" + "a1B2" * 9
    executor = RedactedExecutor(HostExecutor("en"), Redactor().redact)
    ok, output = await executor.run(PLAN, ("echo", f"token={secret} was used"))
    assert (True, False, True) == (ok, secret in output, "was used" in output)
