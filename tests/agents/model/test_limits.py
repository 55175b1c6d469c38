"""What a model may not claim: more confidence than evidence, a milder severity; what differs is kept as dissent."""

from typing import Any

import pytest

from astreinte.agents import Analyse, Decide, Triage
from astreinte.domain import Assessment, Decision, Finding
from tests.agents.agent_cases import DOWN, PLAYBOOK, case, persona, sig

from .model_cases import finding, hypothesis, model, ponder, speaking

FULL = sig("filesystem-full", "mount:/srv", attributes={"holds": "intranet"})
NO_SPACE = sig("no-space")
OF = case(FULL, NO_SPACE, DOWN)
PROOF, LOG, PROBE = FULL[1].id, NO_SPACE[1].id, DOWN[1].id


async def first(*hypotheses: dict[str, Any]) -> tuple[float, tuple[str, ...]]:
    thought = await ponder(model(speaking(finding(*hypotheses))), "forge", Analyse(), OF)
    assert isinstance(thought.answer, Finding)
    return thought.answer.hypotheses[0].confidence, thought.notes


async def test_confidence_above_the_playbooks_needs_a_reading_that_it_does_not_cite() -> None:
    own = (await PLAYBOOK.think(persona("forge"), Analyse(), OF)).hypotheses[0]
    assert "disk-full" == own.cause
    held, notes = await first(hypothesis(PROOF, confidence=1.0))
    assert held == pytest.approx(own.confidence, abs=0.001)
    assert any("held to" in note for note in notes)


@pytest.mark.parametrize(("evidence", "most"), [([PROBE], 0.6), ([PROBE, LOG], 0.8)])
async def test_a_cause_that_the_playbook_does_not_hold_is_capped(evidence: list[str], most: float) -> None:
    held, _ = await first(hypothesis(PROBE, cause="process-hung", confidence=0.99, evidence=evidence))
    assert most == held


async def test_a_decision_against_the_playbook_carries_its_word_as_dissent_and_mends_its_own_cause() -> None:
    own = await PLAYBOOK.think(persona("forge"), Analyse(), OF)
    other = await ponder(model(speaking(finding(hypothesis(PROBE, cause="process-hung")))), "hawk", Analyse(), OF)
    assert isinstance(other.answer, Finding)
    said = {
        "cause": "process-hung",
        "component": "intranet",
        "confidence": 0.7,
        "rationale": "Le processus ne répond plus.",
        "evidence": [PROBE, LOG],
    }
    thought = await ponder(model(speaking(said)), "forge", Decide((own, other.answer)), OF)
    decision = thought.answer
    assert isinstance(decision, Decision)
    assert [("playbook", "disk-full", False)] == [(d.by, d.cause, d.maintained) for d in decision.dissent]
    assert set(decision.dissent[0].evidence) & {PROOF, LOG}
    assert all(fix.params["service"] == "intranet" for fix in decision.fixes)
    assert "free-disk" not in {fix.action for fix in decision.fixes}


async def test_triage_by_a_model_never_lowers_what_the_probe_shows() -> None:
    unknown = case(DOWN, sig("service-unhealthy", "service:archive"), service="", triaged=False, title="panne ?")
    said: dict[str, object] = {
        "severity": "BASSE",
        "domain": "lxc",
        "component": "intranet",
        "impact": "Aucun.",
        "evidence": [],
    }
    task = Triage(unknown.declaration)
    own = await PLAYBOOK.think(persona("probe"), task, unknown)
    assert own.unknown
    thought = await ponder(model(speaking(said)), "probe", task, unknown)
    assert isinstance(thought.answer, Assessment)
    assert own.severity == thought.answer.severity
    assert "intranet" == thought.answer.component.name
