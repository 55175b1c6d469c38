"""The outcome is a pure fold over the journal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from astreinte.config import Targets
from astreinte.domain import (
    ActionRecord,
    Answer,
    Decision,
    Declaration,
    Dissent,
    Draft,
    Entry,
    Finding,
    Hypothesis,
    ManualClock,
    Plan,
    Query,
    Question,
    Reading,
    Ref,
    Review,
    dump,
)
from astreinte.domain.outcome import Outcome, json_schema
from astreinte.memory import Database, SqlJournal
from astreinte.memory.metrics import impact, instants
from astreinte.memory.projection import project
from astreinte.memory.standing import Standing, standing

T0 = datetime(2026, 3, 1, 13, 2, tzinfo=UTC)
KEYS = [
    "id",
    "title",
    "state",
    "variant",
    "severity",
    "component",
    "lead",
    "support",
    "hypotheses",
    "decision",
    "questions",
    "actions",
    "validation",
    "times",
    "metrics",
    "evidence",
    "postmortem",
    "followups",
    "usage",
    "wall",
]


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def say(kind: Any, data: dict[str, Any], minutes: float = 0) -> Draft:
    return Draft(kind, "astreinte", data, occurred_at=at(minutes))


def declared(**more: Any) -> Draft:
    return say("declared", dump(Declaration("Le wiki ne répond plus", T0, **more)))


def triaged(started: str | None = None, severity: str = "HAUTE") -> Draft:
    component = {"domain": "lxc", "name": "wiki"}
    more: dict[str, Any] = {
        "impact": "",
        "assumptions": [],
        "started": started,
        "started_source": "evidence",
        "overrun": False,
    }
    return say("triaged", {"severity": severity, "variant": "infra", "component": component, "seconds": 1.0, **more})


def finding(by: str, *causes: tuple[str, float], round_: int = 1, **usage: Any) -> Draft:
    ranked = [Hypothesis(n, cause, "wiki", sure, by, (f"ev-{by}",)) for n, (cause, sure) in enumerate(causes, 1)]
    return say("finding", dump(Finding(by, tuple(ranked))) | {"round": round_, **usage})


def decision(cause: str | None, *dissent: Dissent, round_: int = 1, **usage: Any) -> Draft:
    decided = Decision("forge", cause, "wiki", 0.8, "parce que", ("ev-forge",), dissent=dissent)
    return say("decision", dump(decided) | {"round": round_, **usage})


def reading(item: Any, status: Any = "ok", text: str = "x") -> Draft:
    one = Reading(Query("df", ("-h",), item), T0, status, text)
    return say("reading", dump(Ref(one.id, one.query, T0, status, "")))


async def entries_of(*drafts: Draft) -> list[Entry]:
    database = Database.open("sqlite:///:memory:")
    entries = await SqlJournal(database, ManualClock(at(600))).append("INC-20260301-01", *drafts)
    database.close()
    return entries


async def outcome_of(*drafts: Draft) -> Outcome:
    """The outcome, of which what a person is shown first is a part, whatever the journal says."""
    entries = await entries_of(*drafts)
    outcome = project(entries)
    assert shown(outcome) == shown(standing(entries))
    return outcome


def shown(of: Outcome | Standing) -> tuple[Any, ...]:
    decided = of.decision and (of.decision.cause, of.decision.component)
    done = [(each.id, each.target, each.state) for each in of.actions]
    asked = [(each.id, each.status) for each in of.questions]
    head = (of.id, of.title, of.state, of.severity, of.lead, of.postmortem)
    return (*head, decided, done, asked, of.metrics.mttd, of.metrics.mttr)


async def test_a_declared_incident_is_in_triage_and_knows_little() -> None:
    outcome = await outcome_of(declared())
    assert (outcome.id, outcome.title, outcome.state) == ("INC-20260301-01", "Le wiki ne répond plus", "triage")
    assert (outcome.lead, outcome.severity, outcome.component, outcome.decision) == ("aucun", None, None, None)
    assert outcome.times.detected == "2026-03-01T13:02:00Z"


async def test_every_key_of_the_contract_is_there_and_no_other() -> None:
    outcome = await outcome_of(declared())
    assert list(outcome.model_dump()) == KEYS
    schema = json_schema()
    assert (schema["required"], schema["additionalProperties"]) == (KEYS, False)
    with pytest.raises(ValidationError):
        Outcome.model_validate(outcome.model_dump() | {"extra": 1})


async def test_an_outcome_survives_json() -> None:
    outcome = await outcome_of(declared(), triaged("2026-03-01T13:00:00Z"), finding("forge", ("disk", 0.9)))
    assert Outcome.model_validate_json(outcome.model_dump_json()) == outcome


async def test_the_start_that_nobody_knows_makes_no_mttd() -> None:
    outcome = await outcome_of(declared(), triaged(None))
    assert (outcome.times.started, outcome.metrics.mttd) == (None, None)


@pytest.mark.parametrize(("started", "mttd"), [("2026-03-01T13:00:36Z", 84), ("2026-03-01T13:02:00Z", 0)])
async def test_mttd_is_detected_minus_started_and_zero_stays_zero(started: str, mttd: int) -> None:
    outcome = await outcome_of(declared(), triaged(started))
    assert outcome.metrics.mttd == mttd
    assert isinstance(outcome.metrics.mttd, int)


async def test_a_detection_ahead_of_the_impact_is_zero() -> None:
    assert (await outcome_of(declared(started=at(5)))).metrics.mttd == 0


async def test_mttr_is_resolved_minus_detected() -> None:
    outcome = await outcome_of(declared(), say("mitigated", {}, 15), say("resolved", {}, 21))
    assert (outcome.state, outcome.metrics.mttr) == ("resolved", 1260)
    assert (await outcome_of(declared(), say("mitigated", {}, 15))).metrics.mttr is None


async def test_a_reopened_incident_sums_its_active_intervals() -> None:
    told = [declared(), say("resolved", {}, 10), say("reopened", {}, 60), say("resolved", {}, 65)]
    outcome = await outcome_of(*told)
    assert (outcome.metrics.mttr, outcome.times.resolved) == (15 * 60, "2026-03-01T14:07:00Z")
    reopened = await outcome_of(*told[:3])
    assert (reopened.state, reopened.times.resolved, reopened.metrics.mttr) == ("active", None, None)


async def test_the_impact_lasts_from_the_start_until_it_is_lifted() -> None:
    told = [declared(), triaged("2026-03-01T13:00:00Z"), say("mitigated", {}, 8), say("resolved", {}, 20)]
    assert impact(instants(await entries_of(*told))) == 600
    assert impact(instants(await entries_of(*told[:2], told[3]))) == 22 * 60
    assert impact(instants(await entries_of(told[0], told[2]))) is None


async def test_a_missed_target_is_listed() -> None:
    told = await entries_of(declared(), triaged("2026-03-01T12:56:59Z"), say("resolved", {}, 121))
    assert project(told).metrics.nfr_violated == ["mttd", "mttr"]
    wide = Targets(mttd=timedelta(hours=1), mttr=timedelta(hours=3))
    assert project(told, targets=wide).metrics.nfr_violated == []


async def test_a_target_that_is_met_exactly_is_met() -> None:
    told = await entries_of(declared(), triaged("2026-03-01T12:57:00Z"), say("resolved", {}, 120))
    assert project(told).metrics.nfr_violated == []


async def test_the_last_word_on_state_severity_and_lead_counts() -> None:
    outcome = await outcome_of(
        declared(severity="BASSE"),
        triaged(severity="HAUTE"),
        say("assigned", {"lead": "forge", "support": ["hawk"], "why": ""}),
        say("status", {"state": "active"}),
        triaged(severity="CRITIQUE"),
        say("assigned", {"lead": "helm", "support": [], "why": ""}),
        say("status", {"state": "waiting"}),
    )
    assert (outcome.severity, outcome.lead, outcome.support, outcome.state) == ("CRITIQUE", "helm", [], "waiting")


async def test_hypotheses_are_ranked_by_decision_then_confidence() -> None:
    outcome = await outcome_of(
        finding("forge", ("disk", 0.5), ("crash", 0.4)), finding("hawk", ("net", 0.9), ("disk", 0.7)), decision("disk")
    )
    assert [(one.rank, one.cause, one.by) for one in outcome.hypotheses] == [
        (1, "disk", "hawk"),
        (2, "net", "hawk"),
        (3, "crash", "forge"),
    ]
    assert outcome.hypotheses[0].evidence == ["ev-forge", "ev-hawk"]


async def test_a_later_round_comes_before_an_earlier_one() -> None:
    outcome = await outcome_of(finding("forge", ("disk", 0.9)), finding("forge", ("net", 0.3), round_=2))
    assert [one.cause for one in outcome.hypotheses] == ["net", "disk"]


async def test_a_decided_cause_that_nobody_named_is_first() -> None:
    outcome = await outcome_of(finding("forge", ("disk", 0.9)), decision("net"))
    assert [(one.cause, one.confidence) for one in outcome.hypotheses] == [("net", 0.8), ("disk", 0.9)]


async def test_no_cause_is_a_decision_too() -> None:
    outcome = await outcome_of(finding("forge"), decision(None))
    assert outcome.decision is not None
    assert (outcome.decision.cause, outcome.hypotheses) == (None, [])


async def test_reviews_say_whether_an_objection_stands() -> None:
    outcome = await outcome_of(
        decision("disk", Dissent("hawk", "net", "wiki", maintained=True)),
        say("review", dump(Review("hawk", False, "net", "wiki", "convaincu"))),
        say("review", dump(Review("flow", True, "deploy", "wiki", "non"))),
    )
    assert outcome.decision is not None
    assert [(one.by, one.maintained) for one in outcome.decision.dissent] == [("hawk", False), ("flow", True)]


async def test_a_new_decision_starts_without_the_old_objections() -> None:
    told = [decision("disk"), say("review", dump(Review("hawk", True, "net", "wiki", "")))]
    outcome = await outcome_of(*told, decision("net", round_=2))
    assert outcome.decision is not None
    assert outcome.decision.dissent == []


async def test_questions_are_open_answered_or_expired() -> None:
    asked = [say("question", dump(Question(f"q-{n}", "fact", "?"))) for n in (1, 2, 3)]
    answers = [Answer("q-2", "wiki", "Camille", T0), Answer("q-3", "HAUTE", "timeout", T0)]
    outcome = await outcome_of(*asked, *(say("answer", dump(one)) for one in answers))
    assert [(one.id, one.status, one.answer) for one in outcome.questions] == [
        ("q-1", "open", None),
        ("q-2", "answered", "wiki"),
        ("q-3", "expired", "HAUTE"),
    ]


async def test_an_effect_is_shown_once_in_its_latest_state() -> None:
    plan = Plan("restart", "m", "wiki", ("systemctl", "restart", "wiki"), "reversible", ("true",))
    told = [ActionRecord("a", plan, "intended"), ActionRecord("b", plan, "intended"), ActionRecord("a", plan, "done")]
    outcome = await outcome_of(*(say("effect", dump(record) | {"round": 1}) for record in told))
    assert [(one.id, one.state, one.verified, one.undo) for one in outcome.actions] == [
        ("restart", "done", None, ["true"]),
        ("restart", "intended", None, ["true"]),
    ]


async def test_the_last_validation_counts() -> None:
    checks = [{"name": "http", "passed": False, "why": "503"}]
    told = [say("validation", {"passed": done, "round": 1, "checks": checks}) for done in (False, True)]
    outcome = await outcome_of(*told)
    assert outcome.validation is not None
    assert (outcome.validation.passed, outcome.validation.checks[0].name) == (True, "http")


async def test_evidence_counts_readings_with_text_once() -> None:
    outcome = await outcome_of(reading("logs"), reading("logs"), reading("logs", text="y"), reading("logs", "no_data"))
    assert outcome.evidence.collected == 1 + 1


async def test_what_was_missing_is_taken_back_by_a_later_reading() -> None:
    missing = [say("missing", {"item": item, "why": "aucune source"}) for item in ("logs", "metrics")]
    outcome = await outcome_of(reading("metrics"), *missing, reading("logs"), reading("metrics", "no_data"))
    assert [one.model_dump() for one in outcome.evidence.missing] == [{"item": "metrics", "why": "aucune source"}]


async def test_usage_adds_up_and_names_every_reasoner() -> None:
    one = {"reasoner": "x:small", "calls": 1, "input_tokens": 10, "output_tokens": 5}
    two = {"reasoner": "playbook", "calls": 0, "input_tokens": 0, "output_tokens": 0}
    outcome = await outcome_of(finding("forge", usage=one), finding("hawk", usage=two), decision(None, usage=one))
    assert outcome.usage.model_dump() == {
        "reasoner": "x:small+playbook",
        "calls": 2,
        "input_tokens": 20,
        "output_tokens": 10,
    }


async def test_what_comes_after_is_in_it_too() -> None:
    followup = {"to": "hawk", "text": "alerte", "due": "", "done_when": ""}
    outcome = await outcome_of(declared(), say("postmortem", {"path": "a.md"}), say("followup", followup))
    assert (outcome.postmortem, outcome.followups[0].to) == ("a.md", "hawk")


async def test_nothing_is_mutated_and_time_is_only_what_was_given() -> None:
    told = await entries_of(declared(), triaged("2026-03-01T13:00:00Z"), decision("disk"))
    assert project(told, wall=0.41) == project(told, wall=0.41)
    assert project(told, wall=0.41).wall == 0.41
