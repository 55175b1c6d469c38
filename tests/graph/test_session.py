"""The calling session thinks for the personas: blind tasks, typed answers, the playbook where it stays away."""

import json
from datetime import timedelta
from typing import Any

import pytest

from astreinte.domain.outcome import Outcome
from astreinte.errors import InvalidInput, NotFound, RefusedByPolicy
from astreinte.graph.tasks import Waiting

from .world import DISK, FULL, LOG, World, evidence_id, settings, world

PROOF, LOGS = evidence_id(FULL), evidence_id(LOG)
DISK_FULL = {"cause": "disk-full", "component": "wiki", "confidence": 0.7, "evidence": [PROOF], "why": "Plein."}
MEMORY = {"cause": "memory-leak", "component": "wiki", "confidence": 0.6, "evidence": [LOGS], "why": "La mémoire."}


def finding(*hypotheses: dict[str, Any]) -> dict[str, Any]:
    return {"hypotheses": list(hypotheses), "summary": "Vu."}


async def paused(**more: Any) -> tuple[World, Outcome]:
    wiki = world(settings=settings(model="session", **more))
    return wiki, await wiki.run(severity="HAUTE")


async def tasks(wiki: World, outcome: Outcome) -> dict[str, Waiting]:
    return {each.id: each for each in await wiki.desk.tasks(outcome.id)}


async def give(wiki: World, outcome: Outcome, task: str, data: Any) -> Outcome:
    await wiki.desk.answer_task(outcome.id, task, data)
    return await wiki.desk.run(outcome.id)


async def test_the_graph_waits_with_a_typed_task_for_every_persona() -> None:
    """
    Each with its prompt, the schema of its answer and excerpts by evidence id.
    """
    wiki, outcome = await paused()
    assert "waiting" == outcome.state
    found = await tasks(wiki, outcome)
    assert {"t-1-forge-analyse", "t-1-hawk-analyse", "t-1-flow-analyse"} >= set(found)
    assert {"t-1-forge-analyse", "t-1-hawk-analyse"} <= set(found)
    forge = found["t-1-forge-analyse"]
    assert f"[{PROOF}]" in forge.prompt
    assert {"hypotheses", "ruled_out", "summary"} == set(forge.schema["properties"])
    assert json.dumps(forge.schema)
    assert [] == list(await wiki.desk.questions(outcome.id))


async def test_a_session_leads_the_incident_to_its_end() -> None:
    wiki, outcome = await paused()
    for _ in range(8):
        if not (found := await tasks(wiki, outcome)):
            break
        for id_ in found:
            outcome = await give(wiki, outcome, id_, finding(DISK_FULL) if PROOF in found[id_].prompt else finding())
    assert "resolved" == outcome.state
    assert ("disk-full", "wiki") == (outcome.decision and outcome.decision.cause, "wiki")
    assert "session" == outcome.usage.reasoner
    assert ["free-disk"] == wiki.hand.ran


async def test_blind_tasks_do_not_show_one_anothers_answers_and_the_rest_goes_on_waiting() -> None:
    wiki, outcome = await paused()
    before = await tasks(wiki, outcome)
    outcome = await give(wiki, outcome, "t-1-hawk-analyse", finding(MEMORY))
    after = await tasks(wiki, outcome)
    assert "waiting" == outcome.state
    assert set(before) - {"t-1-hawk-analyse"} == set(after)
    assert "memory-leak" not in after["t-1-forge-analyse"].prompt
    assert before["t-1-forge-analyse"].prompt == after["t-1-forge-analyse"].prompt


async def test_a_session_deliberates_and_what_it_maintains_reaches_the_user() -> None:
    """
    The lead reads all findings and decides; the support that differs maintains; the user is shown both sides.
    """
    wiki, outcome = await paused()
    said_by = {"hawk": finding(MEMORY), "forge": finding(DISK_FULL), "flow": finding()}
    for id_, task in (await tasks(wiki, outcome)).items():
        outcome = await give(wiki, outcome, id_, said_by[task.persona])
    (decide,) = (await tasks(wiki, outcome)).values()
    assert "t-1-forge-decide" == decide.id
    assert "memory-leak" in decide.prompt
    said = {"cause": "disk-full", "component": "wiki", "confidence": 0.9, "rationale": "Plein.", "evidence": [PROOF]}
    outcome = await give(wiki, outcome, decide.id, said)
    (review,) = (await tasks(wiki, outcome)).values()
    assert "t-1-hawk-review" == review.id
    maintained = {"maintained": True, "why": "Les journaux disent autre chose.", "evidence": [LOGS]}
    outcome = await give(wiki, outcome, review.id, maintained)
    (question,) = (await wiki.desk.questions(outcome.id)).values()
    assert "arbitration" == question.kind
    assert {PROOF, LOGS} <= set(question.evidence)
    with pytest.raises(RefusedByPolicy, match="question à l'utilisateur"):
        await wiki.desk.answer_task(outcome.id, question.id, {"choice": "lead"})
    assert "resolved" == (await wiki.answer(outcome, "lead")).state


@pytest.mark.parametrize(
    ("task", "data", "error", "words"),
    [
        ("t-1-forge-analyse", finding({**DISK_FULL, "evidence": ["ev-0"]}), InvalidInput, "unknown evidence 'ev-0'"),
        ("t-1-forge-analyse", finding({**DISK_FULL, "cause": "gremlins"}), InvalidInput, "unknown cause 'gremlins'"),
        ("t-1-forge-analyse", {"run": "reboot"}, InvalidInput, "run: Extra inputs"),
        ("t-9-forge-analyse", finding(), NotFound, "waiting: t-1-"),
        ("q-approval-1", {"choice": "approve"}, RefusedByPolicy, "jamais à une approbation"),
    ],
)
async def test_an_answer_is_checked_at_the_door(task: str, data: Any, error: type[Exception], words: str) -> None:
    wiki, outcome = await paused()
    before = await tasks(wiki, outcome)
    with pytest.raises(error, match=words):
        await wiki.desk.answer_task(outcome.id, task, data)
    assert before == await tasks(wiki, outcome)


async def test_a_session_that_stays_away_is_replaced_by_the_playbook() -> None:
    wiki, outcome = await paused(reasoning={"fallback_after": "10m"})
    wiki.clock.advance(timedelta(minutes=9).total_seconds())
    assert "waiting" == (await wiki.desk.run(outcome.id)).state
    wiki.clock.advance(timedelta(minutes=2).total_seconds())
    outcome = await wiki.desk.run(outcome.id)
    assert ("resolved", "disk-full") == (outcome.state, outcome.decision and outcome.decision.cause)
    said = [str(entry.data["text"]) for entry in await wiki.entries(outcome, "warning")]
    assert any("la session n'a pas répondu" in each for each in said)


async def test_without_a_limit_a_session_may_come_back_any_day() -> None:
    wiki, outcome = await paused()
    wiki.clock.advance(timedelta(days=3).total_seconds())
    assert "waiting" == (await wiki.desk.run(outcome.id)).state
    again = world(DISK, settings=settings(model="session"), database=wiki.database, store=wiki.store, saver=wiki.saver)
    assert await tasks(wiki, outcome) == await tasks(again, outcome)
