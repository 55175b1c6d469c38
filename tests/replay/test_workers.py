"""Replays over processes: of this machine, and over the queue of a real PostgreSQL, with some of them killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Settings
from astreinte.doors.cli.main import execute
from astreinte.errors import ConfigError
from astreinte.memory import Database
from astreinte.memory.queue import open_queue
from astreinte.memory.replays import Replays
from astreinte.replay import find
from astreinte.replay.batch import Plan, Played, batch
from astreinte.replay.processes import spread
from astreinte.replay.shared import shared
from astreinte.replay.taking_part import take_part
from astreinte.replay.tasks import ATTEMPTS, perform, result, task
from astreinte.replay.whatif import Variation
from tests.postgres import new_database, postgres

__all__ = ["postgres"]
EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = find([EXAMPLES / "wiki-02"])
LEASE = "6s"
PATIENCE = 120.0


@pytest.fixture
def url(postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database, and a project over it that is the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASTREINTE_DATABASE_URL", made := new_database(postgres))
    (tmp_path / "astreinte.yaml").write_text(f"language: en\nlimits: {{lease: {LEASE}}}\n", encoding="utf-8")
    return made


@pytest.fixture
def settings(url: str) -> Settings:
    return Settings.model_validate({"language": "en", "database": url, "limits": {"lease": LEASE}})


def told(played: list[Played]) -> list[dict[str, object]]:
    return [{**each.line, "text": each.text, "tree": each.tree} for each in played]


def tripled(number: int) -> int:
    return number * 3


def fatal(folder: Path, number: int) -> int:
    """Ends its process at each negative number, and once, the first time, at 7."""
    if number < 0 or (number == 7 and not (folder / "once").exists()):
        (folder / "once").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return tripled(number)


def test_processes_give_every_result_once() -> None:
    assert [3 * number for number in range(9)] == sorted(spread(tripled, range(9), 2, tripled))


def test_what_a_killed_process_had_in_hand_is_done_again(tmp_path: Path) -> None:
    """
    An item that ends every process that takes it is given up by itself; its neighbours are done.
    """
    found = sorted(spread(partial(fatal, tmp_path), [1, 7, 2, -4, 3, 5], 2, lambda number: number))
    assert [-4, 3, 6, 9, 15, 21] == found


def test_without_postgresql_workers_are_processes_of_this_machine() -> None:
    plain = batch(ONE, Settings(language="en"), Plan(repeat=2))
    assert told(plain) == told(batch(ONE, Settings(language="en"), Plan(repeat=2, workers=2)))


@given(st.text(), st.booleans())
def test_a_task_is_plain_and_plays_the_same(said: str, explain: bool) -> None:
    """
    What a file of recordings can hold comes through JSON and back.
    """
    recordings = [replace(each, why=said) for each in ONE[0].recordings[:1]]
    given_ = task(replace(ONE[0], recordings=recordings), 1, Plan(variation=Variation(inject=True), explain=explain))
    again = json.loads(json.dumps(given_))
    assert given_ == again
    assert (1, explain) == (again["number"], again["explain"])
    assert said == again["recordings"][0]["why"]


def test_a_replay_that_ends_every_worker_is_given_up() -> None:
    given_ = task(ONE[0], 0, Plan())
    assert result(perform(given_, ATTEMPTS, Settings())).passed
    assert "ended every process" in result(perform(given_, ATTEMPTS + 1, Settings())).broke


def test_the_queue_plays_what_one_process_plays(settings: Settings) -> None:
    """
    The same lines, post-mortems and trees, in the same order; nothing is left in the database.
    """
    plan = Plan(repeat=2, explain=True)
    plain = batch(ONE, settings, plan)
    assert told(plain) == told(batch(ONE, settings, replace(plan, workers=2, run="r1", rate=1000.0)))
    database = Database.open(settings.database)
    assert {} == asyncio.run(Replays(database).results("r1"))
    database.close()
    assert set() == asyncio.run(jobs(settings.database, "r1"))


async def jobs(url: str, run: str) -> set[str]:
    async with open_queue(url, 6.0, f"replay:{run}") as queue:
        return {status for status, count in (await queue.depth()).items() if count}


def processes(run: str) -> list[int]:
    """The ids of the workers of that run, whoever started them."""
    found = list[int]()
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = each.read_bytes().split(b"\0")
            found += [int(each.parent.name)] if words[-3:-1] == [b"--replays", run.encode()] else []
    return found


def test_a_killed_workers_replay_is_taken_up_and_counted_once(settings: Settings) -> None:
    """
    Both workers are killed -9 after the first result: others take their place, and each result comes, once.
    """
    run = f"r2-{os.getpid()}"
    coming = shared([(ONE[0], number) for number in range(4)], settings, Plan(workers=2, run=run))
    found = [next(coming)]
    killed = processes(run)
    for each in killed:
        os.kill(each, signal.SIGKILL)
    found.extend(coming)
    assert 2 == len(killed)
    assert [0, 1, 2, 3] == sorted(each.repeat for each in found)
    assert all(each.passed for each in found)
    assert [] == processes(run)


@contextmanager
def worker(run: str) -> Generator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "astreinte", "worker", "--replays", run]
    running = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(EXAMPLES.parent)})
    try:
        yield running
    finally:
        running.kill()
        running.wait()


async def test_a_worker_that_stands_still_loses_its_replay_to_another(settings: Settings) -> None:
    """
    Stopped with a task in hand and woken once another has played it: the second result changes nothing.
    """
    database = Database.open(settings.database)
    replays = Replays(database)
    await replays.put("r3", [task(ONE[0], number, Plan()) for number in range(3)])
    async with open_queue(settings.database, 6.0, "replay:r3") as queue:
        for place in range(3):
            await queue.replay("r3", place)
        with worker("r3") as still:
            async with asyncio.timeout(PATIENCE):
                while not (await queue.depth())["doing"]:  # noqa: ASYNC110 - it happens in another process
                    await asyncio.sleep(0.01)
            still.send_signal(signal.SIGSTOP)
            await take_part("r3", settings)
            found = await replays.results("r3")
            assert [0, 1, 2] == sorted(found)
            still.send_signal(signal.SIGCONT)
            assert 0 == await asyncio.to_thread(still.wait, PATIENCE)
            assert found == await replays.results("r3")
    database.close()


async def test_a_silent_workers_job_is_put_back_by_one_of_many_and_stays(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        queue, *others = [
            await stack.enter_async_context(open_queue(settings.database, 1.0, "replay:r6")) for _ in range(6)
        ]
        await Replays(database := Database.open(settings.database)).put("r6", [task(ONE[0], 0, Plan())])
        await queue.replay("r6", 0)
        with worker("r6"):
            async with asyncio.timeout(PATIENCE):
                while not (await queue.depth())["doing"]:  # noqa: ASYNC110 - it happens in another process
                    await asyncio.sleep(0.01)
        await asyncio.sleep(1.5)
        await asyncio.gather(*(each.rescue() for each in (queue, *others)))
        assert {"todo": 1} == {state: count for state, count in (await queue.depth()).items() if count}
        database.close()


async def test_a_run_whose_jobs_were_lost_is_played_to_its_end(settings: Settings) -> None:
    database = Database.open(settings.database)
    await Replays(database).put("r7", [task(ONE[0], number, Plan()) for number in range(2)])
    async with asyncio.timeout(PATIENCE):
        await take_part("r7", settings)
    assert {0, 1} == set(await Replays(database).results("r7"))
    database.close()


async def test_a_result_stays_as_it_came_first(settings: Settings) -> None:
    database = Database.open(settings.database)
    replays = Replays(database)
    await replays.put("r4", [{"number": 0}, {"number": 1}])
    assert [({"number": 1}, 1), ({"number": 1}, 2)] == [await replays.take("r4", 1) for _ in range(2)]
    assert [True, False] == [await replays.finish("r4", 1, {"said": said}) for said in ("first", "second")]
    assert {1: {"said": "first"}} == await replays.results("r4")
    assert ({}, None, None) == (
        await replays.results("r4", {1}),
        await replays.take("r4", 1),
        await replays.take("r4", 7),
    )
    assert {0} == await replays.left("r4")
    await replays.drop("r4")
    assert (set(), False) == (await replays.left("r4"), await replays.finish("r4", 0, {}))
    database.close()


def test_workers_that_cannot_start_are_told(settings: Settings, tmp_path: Path) -> None:
    """
    Not tried for ever: the run ends and says what it tried.
    """
    (tmp_path / "astreinte.yaml").write_text("language: klingon\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="end before they have played anything"):
        batch(ONE, settings, Plan(workers=1))


async def test_to_take_part_a_shared_database_is_needed() -> None:
    with pytest.raises(ConfigError, match="database: postgresql://"):
        await take_part("r5", Settings())


def test_the_verb_is_the_same_with_and_without_workers(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    del url
    paths = [str(EXAMPLES / "wiki-02")]
    assert 0 == execute(["replay", *paths])
    plain = capsys.readouterr().out
    assert 0 == execute(["replay", *paths, "--workers", "1"])
    told_ = capsys.readouterr()
    assert plain == told_.out
    assert "astreinte worker --replays" in told_.err
