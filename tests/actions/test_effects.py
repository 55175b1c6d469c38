"""The gate over effects, with the real ledger in memory: judged, recorded, judged again, undone."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from astreinte.actions import Allowed, Catalogue, Effects, NeedsApproval, Refused, Warrant, all_actions
from astreinte.config import Settings
from astreinte.domain import Answer, Fix, ManualClock, Plan, Query, Reading
from astreinte.errors import Fenced, RefusedByPolicy
from astreinte.memory import Database, SqlLedger

from .world import AT, SERVICES

INC = "INC-20260301-01"
STOP = Fix("stop", {"service": "wiki"}, "temporary")


class Host:
    """A supervisor of one program: runs what it is told, says what it is asked."""

    def __init__(self) -> None:
        self.pid, self.running, self.ran, self.works = 100, True, list[tuple[str, ...]](), True

    async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        self.ran.append(argv)
        verb = argv[1]
        if self.works:
            self.running = verb != "stop"
            self.pid += verb in {"start", "restart"}
        return self.works, f"{plan.target}: {verb}"

    async def ask(self, query: Query) -> Reading:
        state = f"RUNNING   pid {self.pid}, uptime 0:01:00" if self.running else "STOPPED   Not started"
        return Reading(query, AT, "ok", f"wiki   {state}")


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def ledger() -> Iterator[SqlLedger]:
    database = Database.open("sqlite:///:memory:")
    yield SqlLedger(database, ManualClock(AT))
    database.close()


def effects(host: Host, ledger: SqlLedger, pause: Path | None = None, **settings: object) -> Effects:
    chosen = Settings.model_validate({"language": "en", "services": SERVICES, **settings})
    return Effects(chosen, Catalogue(all_actions("/nowhere")), ledger, host, host.ask, pause, ManualClock(AT))


async def warrant(gate: Effects, **fields: object) -> Warrant:
    return replace(Warrant(INC, await gate.claim(INC), 1), **fields)


async def test_an_effect_is_applied_recorded_and_read_back(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger)
    record = await gate.apply(await warrant(gate), await gate.plan(STOP))
    assert (record.state, record.verified, record.output) == ("done", True, "wiki: stop")
    assert host.ran == [("supervisorctl", "stop", "wiki")]
    assert [record.key] == [each.key for each in await gate.records(INC)]


async def test_an_effect_that_did_not_take_is_not_verified(host: Host, ledger: SqlLedger) -> None:
    """The tool said yes, and the same process runs on."""
    gate = effects(host, ledger)
    plan = await gate.plan(Fix("restart", {"service": "wiki"}))
    host.run = _lies  # type: ignore[method-assign]
    assert (await gate.apply(await warrant(gate), plan)).verified is False


async def _lies(plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
    del plan, argv
    return True, "restarted"


async def test_the_same_effect_of_a_round_runs_once(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger)
    under, plan = await warrant(gate), await gate.plan(STOP)
    for _ in range(3):
        await gate.apply(under, plan)
    assert len(host.ran) == 1


async def test_the_undo_puts_back_what_was_there(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger)
    under = await warrant(gate)
    undone = await gate.undo(under, await gate.apply(under, await gate.plan(STOP)))
    assert undone is not None
    assert (undone.state, host.running, host.ran[-1]) == ("undone", True, ("supervisorctl", "start", "wiki"))


@pytest.mark.parametrize("took", [True, False])
async def test_an_undo_that_was_cut_off_is_what_the_world_shows(host: Host, ledger: SqlLedger, took: bool) -> None:
    """The runner died while it put things back: what is back is not put back again, what is not is."""
    gate, under = effects(host, ledger), await warrant(effects(host, ledger))
    record = await gate.apply(under, await gate.plan(STOP))
    works = host.run

    async def cut(plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
        if took:
            await works(plan, argv)
        raise asyncio.CancelledError

    host.run = cut  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await gate.undo(under, record)
    host.run = works  # type: ignore[method-assign]
    undone = await gate.undo(await warrant(gate), record)
    assert undone is not None
    assert (undone.state, host.running, host.ran.count(("supervisorctl", "start", "wiki"))) == ("undone", True, 1)


async def test_what_cannot_be_undone_is_not(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger)
    under = await warrant(gate)
    record = await gate.apply(under, await gate.plan(Fix("restart", {"service": "wiki"})))
    assert (await gate.undo(under, record), len(host.ran)) == (None, 1)


async def test_the_kill_switch_stops_effects_and_undos(host: Host, ledger: SqlLedger, tmp_path: Path) -> None:
    pause = tmp_path / "pause"
    gate = effects(host, ledger, pause)
    under, plan = await warrant(gate), await gate.plan(STOP)
    assert isinstance(await gate.judge(under, plan), Allowed)
    pause.touch()
    with pytest.raises(RefusedByPolicy, match="effects are paused"):
        await gate.apply(under, plan)
    pause.unlink()
    record = await gate.apply(under, plan)
    pause.touch()
    with pytest.raises(RefusedByPolicy, match="effects are paused"):
        await gate.undo(under, record)
    assert len(host.ran) == 1


async def test_apply_judges_again(host: Host, ledger: SqlLedger) -> None:
    """A verdict of a moment ago lets nothing through."""
    gate = effects(host, ledger, policy="observe")
    with pytest.raises(RefusedByPolicy, match="'observe'"):
        await gate.apply(await warrant(gate), await gate.plan(STOP))
    assert host.ran == []


async def test_an_approval_lets_through_exactly_what_was_shown(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger, policy="confirm")
    plan = await gate.plan(STOP)
    asked = await warrant(gate)
    assert isinstance(await gate.judge(asked, plan), NeedsApproval)
    shown = replace(asked, approval=Answer("q-1", "approve", "camille", AT, fingerprint=plan.fingerprint))
    other = replace(plan, argv=(*plan.argv, "all"))
    with pytest.raises(RefusedByPolicy, match="no longer the one"):
        await gate.apply(shown, other)
    assert (await gate.apply(shown, plan)).state == "done"


async def test_the_limit_counts_effects_and_not_undos(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger, limits={"actions": 2})
    for round_ in (1, 2):
        under = await warrant(gate, round=round_)
        await gate.undo(under, await gate.apply(under, await gate.plan(STOP)))
    third = await warrant(gate, round=3)
    verdict = await gate.judge(third, await gate.plan(STOP))
    assert isinstance(verdict, Refused)
    assert re.search("2 effects .* limit is 2", verdict.why)
    with pytest.raises(RefusedByPolicy, match="limit"):
        await gate.apply(third, await gate.plan(STOP))


async def test_a_tool_that_fails_is_recorded_as_failed(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger)
    host.works = False
    record = await gate.apply(await warrant(gate), await gate.plan(STOP))
    assert (record.state, record.output) == ("failed", "wiki: stop")


async def test_an_older_runner_is_fenced_off(host: Host, ledger: SqlLedger) -> None:
    gate = effects(host, ledger)
    older, plan = await warrant(gate), await gate.plan(STOP)
    await gate.claim(INC)
    with pytest.raises(Fenced):
        await gate.apply(older, plan)
    assert host.ran == []


async def test_a_restored_configuration_brings_its_service_back(host: Host, ledger: SqlLedger) -> None:
    steps = effects(host, ledger).steps(Fix("rollout-undo", {"service": "wiki", "revision": "worktree"}))
    assert [step.action for step in steps] == ["rollout-undo", "restart"]
