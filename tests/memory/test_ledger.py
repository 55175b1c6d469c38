"""The contract of the ledger: nothing lost, nothing applied twice."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from astreinte.domain import ManualClock, Plan, Query
from astreinte.errors import Fenced, ReadingUnavailable
from astreinte.memory import Database, SqlLedger
from astreinte.memory.books import SqlBook
from astreinte.memory.ledger import KeptLedger, Slip

INC = "INC-20260301-01"
PLAN = Plan(
    "restart", "systemctl", "service:wiki", ("systemctl", "restart", "wiki"), "reversible", ("true",), Query("a")
)


class World:
    """Counts how often the effect was applied, and says whether it is there."""

    def __init__(self, *, applied: bool | None = False, ok: bool = True, error: BaseException | None = None) -> None:
        self.applied: bool | None = applied
        self.acts = 0
        self._ok, self._error = ok, error

    async def act(self) -> tuple[bool, str]:
        self.acts += 1
        if self._error:
            raise self._error
        self.applied = self._ok
        return self._ok, "output"

    async def look(self) -> bool | None:
        return self.applied


@pytest.fixture
def ledger(database: Database, clock: ManualClock) -> SqlLedger:
    return SqlLedger(database, clock)


async def cut(ledger: SqlLedger, epoch: int, world: World) -> None:
    """A runner that ends between the intent and the result."""

    async def act() -> tuple[bool, str]:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await ledger.once(INC, epoch, "k", PLAN, act, world.look)


async def test_each_claim_is_a_newer_epoch(ledger: SqlLedger) -> None:
    assert [await ledger.claim(INC) for _ in range(3)] == [1, 2, 3]
    assert await ledger.claim("INC-20260301-02") == 1


async def test_an_effect_is_applied_and_recorded(ledger: SqlLedger, clock: ManualClock) -> None:
    world = World()
    record = await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert (record.key, record.plan, record.state, record.output, world.acts) == ("k", PLAN, "done", "output", 1)
    assert clock.now() == record.started == record.ended
    assert [record] == await ledger.records(INC)


async def test_a_settled_key_answers_without_running(ledger: SqlLedger) -> None:
    epoch, world = await ledger.claim(INC), World()
    first = await ledger.once(INC, epoch, "k", PLAN, world.act, world.look)
    assert first == await ledger.once(INC, epoch, "k", PLAN, world.act, world.look)
    assert world.acts == 1


async def test_an_act_that_says_no_is_failed_for_good(ledger: SqlLedger) -> None:
    epoch, world = await ledger.claim(INC), World(ok=False)
    for _ in range(2):
        record = await ledger.once(INC, epoch, "k", PLAN, world.act, world.look)
        assert record.state == "failed"
    assert world.acts == 1


@pytest.mark.parametrize("error", [OSError("gone"), TimeoutError(), ReadingUnavailable("no")])
@pytest.mark.parametrize(("applied", "state"), [(True, "done"), (False, "failed"), (None, "unknown")])
async def test_an_act_that_breaks_is_what_the_world_shows(
    ledger: SqlLedger, error: Exception, applied: bool | None, state: str
) -> None:
    world = World(applied=applied, error=error)
    record = await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert state == record.state
    assert type(error).__name__ in record.output


async def test_an_older_epoch_is_fenced_off_and_applies_nothing(ledger: SqlLedger) -> None:
    old, world = await ledger.claim(INC), World()
    await ledger.claim(INC)
    with pytest.raises(Fenced, match=f"runner 1 of {INC}"):
        await ledger.once(INC, old, "k", PLAN, world.act, world.look)
    assert (world.acts, await ledger.records(INC)) == (0, [])


async def test_a_runner_replaced_while_it_acts_does_not_write_the_result(ledger: SqlLedger) -> None:
    old, world = await ledger.claim(INC), World()

    async def act() -> tuple[bool, str]:
        await ledger.claim(INC)
        return await world.act()

    with pytest.raises(Fenced):
        await ledger.once(INC, old, "k", PLAN, act, world.look)
    assert [record.state for record in await ledger.records(INC)] == ["intended"]


async def test_without_a_claim_nothing_is_applied(ledger: SqlLedger) -> None:
    world = World()
    with pytest.raises(Fenced):
        await ledger.once(INC, 1, "k", PLAN, world.act, world.look)
    assert world.acts == 0


@pytest.mark.parametrize(("applied", "state", "acts"), [(True, "done", 0), (False, "done", 1), (None, "unknown", 0)])
async def test_what_a_dead_runner_left_is_reconciled(
    ledger: SqlLedger, applied: bool | None, state: str, acts: int
) -> None:
    world = World(applied=applied)
    await cut(ledger, await ledger.claim(INC), world)
    record = await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert (state, acts) == (record.state, world.acts)


async def test_an_attempt_that_may_still_be_under_way_is_waited_for(ledger: SqlLedger, clock: ManualClock) -> None:
    world = World()
    await cut(ledger, await ledger.claim(INC), world)
    begun = clock.now()
    await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert PLAN.timeout <= (clock.now() - begun).total_seconds() <= PLAN.timeout + 6


async def test_a_clock_that_was_set_back_makes_nobody_wait_for_longer(
    ledger: SqlLedger, database: Database, clock: ManualClock
) -> None:
    world, earlier = World(), ManualClock(clock.now() - timedelta(days=1))
    await cut(ledger, await ledger.claim(INC), world)
    later, begun = SqlLedger(database, earlier), earlier.now()
    await later.once(INC, await later.claim(INC), "k", PLAN, world.act, world.look)
    assert world.acts == 1
    assert (earlier.now() - begun).total_seconds() <= PLAN.timeout + 6


async def test_who_slept_between_intent_and_act_applies_nothing(database: Database, clock: ManualClock) -> None:
    """The process stood still after it had written its intent, and another one took over."""
    other, world = SqlLedger(database, clock), World()

    class Sleeper(SqlBook):
        async def enter(self, incident: str, slip: Slip) -> bool:
            entered = await super().enter(incident, slip)
            await other.claim(incident)
            time.sleep(1.1)  # noqa: ASYNC251 - the whole process stands still
            return entered

    ledger = KeptLedger(Sleeper(database), clock)
    with pytest.raises(Fenced):
        await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert world.acts == 0


async def test_an_effect_that_is_there_is_not_waited_for(ledger: SqlLedger, clock: ManualClock) -> None:
    world = World(applied=True)
    await cut(ledger, await ledger.claim(INC), world)
    begun = clock.now()
    await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert begun == clock.now()


async def test_the_grace_of_a_dead_runner_can_be_set(database: Database, clock: ManualClock) -> None:
    ledger, world, begun = SqlLedger(database, clock, grace=0), World(), clock.now()
    await cut(ledger, await ledger.claim(INC), world)
    await ledger.once(INC, await ledger.claim(INC), "k", PLAN, world.act, world.look)
    assert (1, begun) == (world.acts, clock.now())


async def test_an_unknown_effect_is_looked_at_again(ledger: SqlLedger) -> None:
    epoch, world = await ledger.claim(INC), World(applied=None, error=OSError())
    assert (await ledger.once(INC, epoch, "k", PLAN, world.act, world.look)).state == "unknown"
    world.applied = True
    assert (await ledger.once(INC, epoch, "k", PLAN, world.act, world.look)).state == "done"
    assert world.acts == 1


async def test_output_that_is_not_unicode_is_kept_as_far_as_it_goes(ledger: SqlLedger) -> None:
    async def act() -> tuple[bool, str]:
        return True, "bad \udcff byte"

    record = await ledger.once(INC, await ledger.claim(INC), "k", PLAN, act, World().look)
    assert record.output == "bad ? byte"


RUNNER = """
import asyncio, json, os, pathlib, signal, sys
from astreinte.domain import Plan, SystemClock
from astreinte.memory import Database, SqlLedger
from astreinte.memory.books import SqlBook
from astreinte.memory.ledger import KeptLedger, Slip

async def main(url, folder, when):
    ledger, folder = SqlLedger(Database.open(url), SystemClock(), grace=0.2), pathlib.Path(folder)
    plan = Plan("a", "m", "t", ("true",), "reversible")

    def die(now):
        if now == when:
            os.kill(os.getpid(), signal.SIGKILL)

    async def act():
        die("before")
        with open(folder / "acts", "a") as file:
            file.write("x")
        die("after")
        return True, "ok"

    async def look():
        return (folder / "acts").exists()

    epoch = await ledger.claim("INC-20260301-01")
    record = await ledger.once("INC-20260301-01", epoch, "k", plan, act, look)
    die("closed")
    print(json.dumps([record.state, epoch]))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("when", ["before", "after", "closed"])
def test_a_killed_runner_loses_and_doubles_nothing(tmp_path: Path, when: str) -> None:
    command = [sys.executable, "-c", RUNNER, f"sqlite:///{tmp_path}/a.db", str(tmp_path)]
    assert subprocess.run([*command, when], check=False).returncode == -signal.SIGKILL
    again = subprocess.run([*command, "never"], check=True, capture_output=True, text=True)
    assert json.loads(again.stdout) == ["done", 2]
    assert (tmp_path / "acts").read_text() == "x"


def test_runners_that_ignore_the_lock_apply_an_effect_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUNNER, f"sqlite:///{tmp_path}/a.db", str(tmp_path), "never"]
    runners = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(4)]
    assert 0 in [runner.wait() for runner in runners]
    assert (tmp_path / "acts").read_text() == "x"
