"""The other reasoners, the check of an answer, the registry."""

from dataclasses import replace

import pytest

from astreinte.agents import (
    REASONERS,
    Analyse,
    Case,
    Decide,
    Means,
    Object,
    ScriptedReasoner,
    Triage,
    check,
    make_reasoner,
    reasoners_of,
    task_name,
)
from astreinte.config import Settings
from astreinte.domain import Assessment, Component, Decision, Finding, Fix, Hypothesis, Review
from astreinte.errors import ConfigError, ReasonerFailed

from .agent_cases import KNOWLEDGE, case, persona, sig

FULL = sig("filesystem-full", "mount:/srv", attributes={"holds": "intranet"})
OF: Case = case(FULL)
MEANS = Means(KNOWLEDGE)
EVIDENCE = FULL[0].evidence
GOOD = Hypothesis(1, "disk-full", "intranet", 0.9, "forge", EVIDENCE, "Plein.")


async def test_a_script_answers_and_writes_down_what_was_asked() -> None:
    finding = Finding("forge", (GOOD,))
    scripted = ScriptedReasoner({("forge", "analyse"): finding})
    assert await scripted.think(persona("forge"), Analyse(), OF) == finding
    assert scripted.calls == [("forge", "analyse")]


async def test_an_unscripted_call_fails_and_names_itself() -> None:
    scripted = ScriptedReasoner({("forge", "analyse"): Finding("forge", ())})
    with pytest.raises(ReasonerFailed, match="no scripted answer for hawk/analyse; scripted: forge/analyse"):
        await scripted.think(persona("hawk"), Analyse(), OF)


def test_every_task_has_its_name() -> None:
    decision = Decision("forge", None, "", 0.0, "")
    tasks = (Triage(OF.declaration), Analyse(), Decide(()), Object(decision, Finding("hawk", ())))
    assert [task_name(task) for task in tasks] == ["triage", "analyse", "decide", "review"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Finding("forge", (replace(GOOD, evidence=()),)), "hypothesis 1: no evidence"),
        (Finding("forge", (replace(GOOD, evidence=("ev-0",)),)), "unknown evidence 'ev-0'"),
        (Finding("forge", (replace(GOOD, cause="gremlins"),)), "unknown cause 'gremlins'"),
        (Finding("forge", (replace(GOOD, confidence=1.2),)), "outside [0, 1]"),
        (Finding("forge", (replace(GOOD, confidence=float("nan")),)), "outside [0, 1]"),
        (Finding("forge", (replace(GOOD, component=""),)), "no component"),
        (Decision("forge", "disk-full", "intranet", 0.9, "…"), "decision: no evidence"),
        (Decision("forge", "gremlins", "intranet", 0.9, "…", EVIDENCE), "unknown cause 'gremlins'"),
        (Decision("forge", None, "", 0.0, "…", (), (Fix("restart"),)), "fixes without a cause"),
        (Review("hawk", maintained=True, cause="disk-full", component="intranet", why="…"), "no evidence"),
        (Review("hawk", maintained=False, cause="", component="", why="…", evidence=("ev-0",)), "unknown evidence"),
        (Assessment("HAUTE", "infra", Component("lxc", "intranet"), "…", evidence=("ev-0",)), "unknown evidence"),
    ],
)
def test_a_faulty_answer_is_told_what_is_wrong(answer: Finding, problem: str) -> None:
    assert any(problem in each for each in check(answer, OF, KNOWLEDGE))


def test_no_cause_found_is_a_sound_answer() -> None:
    assert check(Finding("forge", ()), OF, KNOWLEDGE) == []
    assert check(Decision("forge", None, "", 0.0, "rien"), OF, KNOWLEDGE) == []
    assert check(Finding("forge", (GOOD,)), OF, KNOWLEDGE) == []


def test_reasoners_are_known_by_name_and_one_serves_every_persona_that_names_it() -> None:
    assert {"playbook", "session", "scripted"} == set(REASONERS)
    assert make_reasoner("playbook", MEANS).name == "playbook"
    found = reasoners_of(Settings(model="session", models={"hawk": "playbook", "helm": "playbook"}), MEANS)
    assert {"": "session", "hawk": "playbook", "helm": "playbook"} == {tag: each.name for tag, each in found.items()}
    assert found["hawk"] is found["helm"]


def test_an_unknown_reasoner_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="there are playbook, scripted, session and any `provider:name`"):
        make_reasoner("plybook", MEANS)


def test_a_card_chooses_where_the_settings_name_nobody() -> None:
    """
    `models` first, then the tier that the card asks for, then `model`.
    """
    said = Settings.model_validate(
        {
            "model": "session",
            "models": {"hawk": "playbook"},
            "tiers": {"high": "scripted", "low": "playbook"},
            "personas": {"hawk": {"affinity": "high"}, "helm": {"affinity": "medium"}, "flow": {"icon": "x"}},
            "agents": {"atlas": {"name": "Atlas", "domains": ["data"], "affinity": "low"}},
        }
    )
    found = {tag: reasoner.name for tag, reasoner in reasoners_of(said, MEANS).items()}
    assert {"": "session", "hawk": "playbook", "helm": "scripted", "atlas": "playbook"} == found


def test_a_tier_that_cannot_think_names_itself() -> None:
    said = Settings.model_validate({"tiers": {"high": "telepathy"}, "personas": {"hawk": {"affinity": "high"}}})
    with pytest.raises(ConfigError, match=r"`tiers \(asked for by hawk\): telepathy`"):
        reasoners_of(said, MEANS)
