"""2.3: effects within the policy, validated or undone, and the user when nothing more may be tried alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from astreinte.actions import Params, ReplayExecutor
from astreinte.agents import ScriptedReasoner
from astreinte.domain import Decision, Fix, Plan, Risk, seal
from astreinte.errors import ReasonerFailed, RefusedByPolicy, UnknownName
from astreinte.evidence import RecordedSource, Recording

from .world import (
    AT,
    BROKEN,
    CACHE,
    DISK,
    DOWN,
    EMPTIED,
    FULL,
    ROOM,
    STATUS,
    UP,
    WIKI,
    World,
    after,
    declared,
    evidence_id,
    line,
    settings,
    world,
)

STOPPED = line("supervisorctl", "status wiki", "wiki STOPPED\n")
STILL_FULL = (*BROKEN, *after("free-disk", DOWN, FULL, EMPTIED))
FREE = Fix("free-disk", {"service": "wiki"}, "temporary")
RESTART = Fix("restart", {"service": "wiki"}, "temporary")
START = Fix("start", {"service": "wiki"}, "temporary")
STOP = Fix("stop", {"service": "wiki"}, "temporary")


def deciding(*fixes: Fix, cause: str | None = "disk-full") -> ScriptedReasoner:
    """The lead decides exactly this, round after round."""
    said = Decision("forge", cause, "wiki", 0.9, "vu au df", (evidence_id(FULL),), fixes)
    return ScriptedReasoner({("forge", "decide"): said})


async def actions(wiki: World, **more: Any) -> tuple[str, list[tuple[str, str]]]:
    outcome = await wiki.run(severity="HAUTE", **more)
    return outcome.state, [(action.id, action.state) for action in outcome.actions]


async def test_the_intent_is_written_before_the_effect() -> None:
    """
    While the executor runs, the ledger already holds exactly what runs.
    """
    seen: list[tuple[str, str]] = []
    source = RecordedSource(DISK)
    inner = ReplayExecutor(source.advance)

    class Looking:
        async def run(self, plan: Plan, argv: tuple[str, ...]) -> tuple[bool, str]:
            (row,) = await wiki.desk.rows()
            seen.extend((each.state, each.plan.fingerprint) for each in await wiki.ledger.records(row.id))
            assert ("intended", plan.fingerprint) == seen[-1]
            return await inner.run(plan, argv)

    wiki = world(sources=[source], executor=Looking())
    assert ("resolved", [("free-disk", "done")]) == await actions(wiki)
    assert 1 == len(seen)


async def test_policy_confirm_asks_for_exactly_what_would_run() -> None:
    """
    Nothing runs until the approval, which is bound to the fingerprint of what was shown.
    """
    wiki = world(settings=settings(policy="confirm"))
    outcome = await wiki.run(severity="HAUTE")
    (question,) = (await wiki.desk.questions(outcome.id)).values()
    assert ("waiting", "approval", []) == (outcome.state, question.kind, wiki.hand.ran)
    assert "/srv/wiki/data/cache/a.tmp" in question.prompt
    assert question.fingerprint
    outcome = await wiki.answer(outcome, "approve")
    assert ("resolved", ["free-disk"]) == (outcome.state, wiki.hand.ran)
    (record,) = await wiki.ledger.records(outcome.id)
    assert question.fingerprint == seal(record.plan.fingerprint, question.expires)


async def test_a_rejected_action_gives_way_to_the_next_alternative() -> None:
    """
    Rejected, then nothing left: the user is asked what next, and nothing has run.
    """
    wiki = world(settings=settings(policy="confirm"))
    outcome = await wiki.answer(await wiki.run(severity="HAUTE"), "reject")
    assert ["approval", "escalation"] == [question.kind for question in outcome.questions]
    assert [] == wiki.hand.ran
    assert any("alex" in entry.data["why"] for entry in await wiki.entries(outcome, "refused"))


async def test_an_approval_counts_for_what_was_shown_alone() -> None:
    """
    Between question and answer another file has come: what would run now is asked anew.
    """
    more = replace(CACHE, text="512\t/srv/wiki/data/cache/b.tmp\n" + CACHE.text)
    wiki = world((*DISK, CACHE, more), settings=settings(policy="confirm"))
    first = await wiki.run(severity="HAUTE")
    outcome = await wiki.answer(first, "approve")
    assert ("waiting", []) == (outcome.state, wiki.hand.ran)
    (question,) = (await wiki.desk.questions(outcome.id)).values()
    assert "b.tmp" in question.prompt
    assert "resolved" == (await wiki.answer(outcome, "approve")).state


class Wipe:
    """A destructive action, as a cluster's catalogue would have one."""

    id = "recreate-claim"
    risk: Risk = "destructive"
    shapes = ("kubectl delete pvc {name}",)

    class Service(Params):
        service: str

    params: type[Params] = Service

    async def plan(self, params: Params, world: Any) -> Plan:
        del world
        name = Wipe.Service.model_validate(params.model_dump()).service
        return Plan(self.id, "kubectl", name, ("kubectl", "delete", "pvc", name), self.risk)


async def test_what_destroys_always_asks() -> None:
    """
    Policy direct, and still: first the question, then the effect.
    """
    fix = Fix("recreate-claim", {"service": "wiki"})
    recordings = (*BROKEN, *after("recreate-claim", UP, ROOM))
    wiki = world(recordings, reasoner=deciding(fix), actions=[Wipe()])
    outcome = await wiki.run(severity="HAUTE")
    assert ("waiting", []) == (outcome.state, wiki.hand.ran)
    outcome = await wiki.answer(outcome, "approve")
    assert ("resolved", ["recreate-claim"]) == (outcome.state, wiki.hand.ran)


async def test_policy_observe_applies_nothing() -> None:
    """
    The decision and its fixes are written, the incident stays unresolved, nobody is asked.
    """
    wiki = world(settings=settings(policy="observe"))
    outcome = await wiki.run(severity="CRITIQUE")
    assert ("unresolved", [], []) == (outcome.state, wiki.hand.ran, outcome.questions)
    assert outcome.decision is not None
    assert "disk-full" == outcome.decision.cause


async def test_an_effect_that_fails_gives_way_to_the_next_alternative() -> None:
    """
    The failure is in the record; the second fix restores the service.
    """
    recordings = (*BROKEN, *after("restart", UP, ROOM, replace(STATUS, text="wiki RUNNING pid 12, uptime 0:00:01\n")))
    wiki = world(recordings, reasoner=deciding(FREE, RESTART), hand={"fails": frozenset({"free-disk"})})
    assert ("resolved", [("free-disk", "failed"), ("restart", "done")]) == await actions(wiki)


async def test_what_the_platform_cannot_do_is_refused_with_its_reason() -> None:
    """
    No such action here, an unknown service: both refused, the third alternative applied.
    """
    wiki = world(reasoner=deciding(Fix("set-resources", {"service": "wiki"}), Fix("restart", {"service": "x"}), FREE))
    outcome = await wiki.run(severity="HAUTE")
    refused = {entry.data["action"]: entry.data["why"] for entry in await wiki.entries(outcome, "refused")}
    assert {"set-resources", "restart"} == set(refused)
    assert "wiki" in refused["restart"]
    assert "resolved" == outcome.state


async def test_a_service_that_runs_needs_no_start() -> None:
    """
    Not needed is neither refused nor an escalation: the service is validated as it stands.
    """
    wiki = world((FULL, STATUS, UP), reasoner=deciding(START))
    outcome = await wiki.run(severity="HAUTE")
    assert [] == outcome.actions
    assert [] == await wiki.entries(outcome, "refused")
    assert outcome.validation is not None


async def test_a_fix_that_does_not_help_is_undone_and_tried_no_third_time() -> None:
    """
    Each round takes back what it stopped; the same failure twice, and the user is asked.
    """
    recordings = (*BROKEN, *after("stop", DOWN, STOPPED), *after("undo-stop", DOWN, STATUS))
    wiki = world(recordings, reasoner=deciding(STOP))
    outcome = await wiki.run(severity="HAUTE")
    assert ["stop", "undo-stop", "stop", "undo-stop"] == wiki.hand.ran
    validations = await wiki.entries(outcome, "validation")
    assert [(1, False), (2, False)] == [(entry.data["round"], entry.data["passed"]) for entry in validations]
    assert ("waiting", ["escalation"]) == (outcome.state, [question.kind for question in outcome.questions])


async def test_at_most_three_rounds_each_with_another_fix() -> None:
    """
    Three fixes, three failures of their own: then the user.
    """
    tries: list[Any] = [FREE, RESTART, STOP]

    class Turning:
        name = "turning"

        async def think(self, persona: Any, task: Any, case: Any) -> Any:
            if type(task).__name__ == "Decide":
                proof = tuple(reading.id for reading in case.readings if reading.query.tool == "df")
                return Decision("forge", "disk-full", "wiki", 0.9, "df", proof, (tries[case.round - 1],))
            raise ReasonerFailed(f"{persona.tag} leaves this to the playbook")

    turning: Any = Turning()
    wiki = world(STILL_FULL, reasoner=turning)
    outcome = await wiki.run(severity="HAUTE")
    assert [1, 2, 3] == [entry.data["round"] for entry in await wiki.entries(outcome, "validation")]
    assert ["free-disk", "restart", "stop", "undo-stop"] == wiki.hand.ran
    assert ("waiting", "q-escalation-3") == (outcome.state, outcome.questions[-1].id)


async def test_each_round_looks_further_back() -> None:
    """
    Thirty minutes before the start, then an hour more a round.
    """
    starts: list[Any] = []

    class Watching(RecordedSource):
        def plan(self, ask: Any) -> Any:
            if ask.phase == "collect":
                starts.append(ask.window.start)
            return super().plan(ask)

    source = Watching(BROKEN)
    wiki = world(sources=[source], reasoner=deciding(STOP))
    await wiki.run(severity="HAUTE")
    assert [AT - timedelta(minutes=30), AT - timedelta(minutes=90)] == list(dict.fromkeys(starts))


async def escalated() -> tuple[World, Any]:
    """The disk stays full whatever is done; the user is asked."""
    wiki = world(STILL_FULL, reasoner=deciding(FREE))
    return wiki, await wiki.run(severity="HAUTE")


async def test_stop_ends_it_unresolved_with_its_post_mortem() -> None:
    """
    What happened is written as a draft.
    """
    wiki, outcome = await escalated()
    outcome = await wiki.answer(outcome, "stop")
    assert "unresolved" == outcome.state
    assert "Brouillon" in wiki.shelf.text
    assert wiki.shelf.text.startswith("---")


async def test_fixed_validates_what_a_person_did() -> None:
    """
    Nothing more is applied; the service answers, so the incident is resolved.
    """
    wiki, outcome = await escalated()
    now = tuple(replace(each, at=AT + timedelta(minutes=9)) for each in (UP, ROOM))
    mended = world(now, database=wiki.database, saver=wiki.saver, store=wiki.store, clock=wiki.clock)
    outcome = await mended.answer(outcome, "fixed")
    assert ("resolved", []) == (outcome.state, mended.hand.ran)


async def test_fixed_that_is_not_fixed_asks_again() -> None:
    """
    Validation fails, and the next question is another one.
    """
    wiki, outcome = await escalated()
    before = outcome.questions[-1].id
    outcome = await wiki.answer(outcome, "fixed")
    assert "waiting" == outcome.state
    assert before != outcome.questions[-1].id


async def test_retry_goes_round_once_more() -> None:
    """
    Collected, analysed and decided anew, one round further.
    """
    wiki, outcome = await escalated()
    rounds = max(entry.data["round"] for entry in await wiki.entries(outcome, "decision"))
    outcome = await wiki.answer(outcome, "retry")
    assert rounds + 1 == max(entry.data["round"] for entry in await wiki.entries(outcome, "decision"))
    assert "waiting" == outcome.state


async def test_no_more_than_five_effects() -> None:
    """
    The limit counts containment and repair of all rounds; beyond it everything is refused.
    """
    script, fails = deciding(FREE, RESTART), {"fails": frozenset({"free-disk"})}
    wiki = world(STILL_FULL, settings=settings(limits={"actions": 2}), reasoner=script, hand=fails)
    outcome = await wiki.run(severity="CRITIQUE")
    assert ["isolate-network", "free-disk"] == wiki.hand.ran
    (refused,) = await wiki.entries(outcome, "refused")
    assert ("restart", True) == (refused.data["action"], "2" in refused.data["why"])
    assert 5 == settings().limits.actions


async def test_the_kill_switch_stops_every_effect(tmp_path: Path) -> None:
    """
    One file: no containment, no repair; once it is gone the incident goes on.
    """
    pause = tmp_path / "pause"
    pause.touch()
    wiki = world(pause=pause)
    outcome = await wiki.run(severity="CRITIQUE")
    assert ([], "waiting") == (wiki.hand.ran, outcome.state)
    pause.unlink()
    outcome = await wiki.answer(outcome, "retry")
    assert ["free-disk"] == wiki.hand.ran
    assert "resolved" == outcome.state


async def test_a_containment_that_cannot_be_lifted_is_put_to_the_user(tmp_path: Path) -> None:
    """
    Never validated from behind the isolation: the user is asked, and the lifting tried again.
    """
    pause = tmp_path / "pause"

    class Pausing(RecordedSource):
        """The switch is thrown while the repair is read back."""

        def advance(self, phase: str) -> None:
            super().advance(phase)
            if phase == "after:free-disk":
                pause.touch()

    source = Pausing(DISK)
    wiki = world(sources=[source], executor=ReplayExecutor(source.advance), pause=pause)
    outcome = await wiki.run(severity="CRITIQUE")
    assert ("waiting", ["isolate-network", "free-disk"]) == (outcome.state, wiki.hand.ran)
    assert [] == await wiki.entries(outcome, "validation")
    pause.unlink()
    outcome = await wiki.answer(outcome, "fixed")
    assert ("resolved", "undo-isolate-network") == (outcome.state, wiki.hand.ran[-1])


async def test_a_containment_whose_lifting_fails_is_a_warning_and_a_question() -> None:
    """
    The command failed: a person lifts it, says so, and the service is validated.
    """
    wiki = world(hand={"fails": frozenset({"undo-isolate-network"})})
    outcome = await wiki.run(severity="CRITIQUE")
    assert "waiting" == outcome.state
    assert any("isolate-network" in entry.data["text"] for entry in await wiki.entries(outcome, "warning"))
    assert "resolved" == (await wiki.answer(outcome, "fixed")).state


async def test_no_cause_looks_wider_once_and_then_asks() -> None:
    """
    Two rounds of collection, one question, no effect; `retry` goes on, `stop` ends.
    """
    wiki = world((DOWN,))
    outcome = await wiki.run(severity="HAUTE")
    assert [1, 2] == [entry.data["round"] for entry in await wiki.entries(outcome, "decision")]
    assert ("waiting", ["escalation"], []) == (outcome.state, [q.kind for q in outcome.questions], wiki.hand.ran)
    outcome = await wiki.answer(outcome, "stop")
    assert "unresolved" == outcome.state
    outcome = await wiki.desk.run(outcome.id)
    rounds = [entry.data["round"] for entry in await wiki.entries(outcome, "decision")]
    assert [1, 2, 3, 4] == rounds


@pytest.mark.parametrize("hint", [(), (line("tail", "-n 400 /srv/wiki/wiki.log", "INFO all is well\n", item="logs"),)])
async def test_a_healthy_system_is_resolved_without_an_effect(hint: tuple[Recording, ...]) -> None:
    """
    Nothing is wrong, and that is said.
    """
    wiki = world((UP, ROOM, STATUS, *hint))
    outcome = await wiki.run(severity="HAUTE")
    assert ("resolved", [], []) == (outcome.state, wiki.hand.ran, outcome.questions)
    assert outcome.decision is not None
    assert outcome.decision.cause in {"no-fault", "already-recovered", "false-alert"}


async def test_an_alert_that_is_over_goes_straight_to_evidence_and_post_mortem() -> None:
    """
    No containment, no page, no effect, no question; its own times count.
    """
    over = AT - timedelta(minutes=10)
    wiki = world(at=AT)
    outcome = await wiki.run(declared(AT - timedelta(minutes=30), severity="CRITIQUE", resolved=over, source="alert"))
    assert ("resolved", [], [], []) == (outcome.state, wiki.hand.ran, wiki.pager.pages, outcome.questions)
    assert outcome.evidence.collected > 0
    assert outcome.decision is not None
    assert "disk-full" == outcome.decision.cause
    assert 1200 == outcome.metrics.mttr
    assert "Brouillon" not in wiki.shelf.text


async def test_where_nothing_can_be_probed_a_person_attests() -> None:
    """
    Yes resolves; no goes round again.
    """
    blind = settings(services={"wiki": WIKI.model_copy(update={"probe": "", "port": None})})
    wiki = world((LOGGED, CACHE), settings=blind, reasoner=deciding_on(LOGGED, FREE))
    outcome = await wiki.run(severity="HAUTE")
    assert ("waiting", "attest") == (outcome.state, outcome.questions[-1].kind)
    with pytest.raises(UnknownName):
        await wiki.desk.answer(outcome.id, outcome.questions[-1].id, "maybe", "alex")
    outcome = await wiki.answer(outcome, "yes")
    assert "resolved" == outcome.state


LOGGED = line("tail", "-n 400 /srv/wiki/wiki.log", "2026-03-04T09:52:00Z ERROR No space left on device\n", item="logs")


def deciding_on(proof: Recording, *fixes: Fix) -> ScriptedReasoner:
    said = Decision("forge", "disk-full", "wiki", 0.9, "vu", (evidence_id(proof),), fixes)
    return ScriptedReasoner({("forge", "decide"): said})


async def test_what_called_the_graph_cannot_approve() -> None:
    """
    Without a person who is known by a PIN, a terminal or a link, the answer is refused and nothing runs.
    """
    wiki = world(settings=settings(policy="confirm"))
    outcome = await wiki.run(severity="HAUTE")
    (question,) = await wiki.desk.questions(outcome.id)
    with pytest.raises(RefusedByPolicy):
        await wiki.desk.answer(outcome.id, question, "approve", "session")
    assert ("waiting", []) == ((await wiki.desk.run(outcome.id)).state, wiki.hand.ran)


async def test_an_approval_that_came_too_late_refuses() -> None:
    """
    The question expires; then it counts as rejected, and who answers it late is told.
    """
    wiki = world(settings=settings(policy="confirm", limits={"approval": "1h"}))
    outcome = await wiki.run(severity="HAUTE")
    (question,) = await wiki.desk.questions(outcome.id)
    wiki.clock.advance(3600)
    with pytest.raises(RefusedByPolicy, match="expir"):
        await wiki.desk.answer(outcome.id, question, "approve", "alex", how="pin")
    outcome = await wiki.desk.run(outcome.id)
    assert [] == wiki.hand.ran
    assert any("timeout" in entry.data["why"] for entry in await wiki.entries(outcome, "refused"))


async def test_who_approved_and_how_is_written() -> None:
    """
    The journal names the person and the way they were known.
    """
    wiki = world(settings=settings(policy="confirm"))
    outcome = await wiki.answer(await wiki.run(severity="HAUTE"), "approve")
    (answer,) = (entry.data for entry in await wiki.entries(outcome, "answer") if entry.data["choice"] == "approve")
    assert ("alex", "terminal") == (answer["by"], answer["how"])
