"""Who may apply what: intents, confirmations, risks, refusals and approvals."""

from dataclasses import replace
from typing import Any

import pytest

from astreinte.actions import Params, ReplayExecutor
from astreinte.domain import Fix, Plan, Risk, seal
from astreinte.errors import RefusedByPolicy
from astreinte.evidence import RecordedSource
from tests.graph.remediation.deciding import FREE, RESTART, START, actions, deciding
from tests.graph.world import (
    BROKEN,
    CACHE,
    DISK,
    FULL,
    ROOM,
    STATUS,
    UP,
    after,
    settings,
    world,
)


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
