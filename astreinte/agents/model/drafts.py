"""The playbook's answer in the form that a model answers in, and a model's form as an answer of the domain."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from astreinte.agents.case import Case
from astreinte.agents.persona import Persona
from astreinte.agents.playbook.say import cut
from astreinte.agents.reasoner import Answered, Object, Task, Triage
from astreinte.domain import (
    Assessment,
    Component,
    Decision,
    Domain,
    Finding,
    Hypothesis,
    Review,
    RuledOut,
    Variant,
)

from .forms import Asking, AssessmentForm, DecisionForm, FindingForm, ReviewForm

VARIANTS: Mapping[Domain, Variant] = {"security": "security", "data": "data"}
MOST_CITED, MOST_RULED = 6, 3


def draft(answer: Answered) -> str:
    """One line of JSON in the form of the task; long sentences are cut."""
    return json.dumps(_draft(answer), ensure_ascii=False, separators=(", ", ": "))


def _draft(answer: Answered) -> dict[str, Any]:
    match answer:
        case Finding():
            ruled = [_ruled(each) for each in answer.ruled_out[:MOST_RULED]]
            held = [_held(each, first=place == 0) for place, each in enumerate(answer.hypotheses)]
            return {"hypotheses": held, "ruled_out": ruled, "summary": cut(answer.summary)}
        case Decision():
            return {**_named(answer), "rationale": _short(answer.rationale), "evidence": _cited(answer.evidence)}
        case Review():
            return {"maintained": answer.maintained, "why": _short(answer.why), "evidence": _cited(answer.evidence)}
        case Assessment():
            return {
                "severity": answer.severity,
                "domain": answer.component.domain,
                "component": answer.component.name,
                "impact": cut(answer.impact),
                "assumptions": [cut(each) for each in answer.assumptions],
                "evidence": _cited(answer.evidence),
            }


def _named(answer: Decision) -> dict[str, Any]:
    return {"cause": answer.cause, "component": answer.component, "confidence": round(answer.confidence, 3)}


def _held(each: Hypothesis, *, first: bool) -> dict[str, Any]:
    said = {"cause": each.cause, "component": each.component, "confidence": round(each.confidence, 3)}
    why = {"why": _short(each.why)} if first else {}
    return {**said, "evidence": _cited(each.evidence), **why}


def _ruled(each: RuledOut) -> dict[str, Any]:
    return {"cause": each.cause, "why": cut(each.why), "evidence": _cited(each.evidence)[:1]}


def _cited(evidence: tuple[str, ...]) -> list[str]:
    return list(evidence[:MOST_CITED])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:299] + "…"  # noqa: PLR2004 - about two sentences


def answer_of(form: Asking, persona: Persona, task: Task, playbook: Answered, case: Case) -> Answered:
    """The form as the task's answer; what a model does not say is the playbook's."""
    match form:
        case FindingForm():
            return _finding(form, persona, cast("Finding", playbook))
        case DecisionForm():
            return _decision(form, persona)
        case ReviewForm():
            held = cast("Object", task).finding.hypotheses[0]
            return Review(persona.tag, form.maintained, held.cause, held.component, form.why, tuple(form.evidence))
        case AssessmentForm():
            return _assessment(form, cast("Triage", task), cast("Assessment", playbook))
        case _:
            raise TypeError(f"{type(form).__name__} is no answer to a task of case {case.declaration.title!r}")


def _finding(form: FindingForm, persona: Persona, playbook: Finding) -> Finding:
    shown = {(each.cause, each.component): each for each in playbook.hypotheses}
    ordered = sorted(form.hypotheses, key=lambda each: -each.confidence)
    found: list[Hypothesis] = []
    for rank, each in enumerate(ordered, 1):
        said = Hypothesis(
            rank, each.cause, each.component, each.confidence, persona.tag, tuple(each.evidence), each.why
        )
        known = shown.get((each.cause, each.component))
        found.append(replace(said, explained=known.explained, why=said.why or known.why) if known else said)
    ruled = tuple(RuledOut(each.cause, each.why, tuple(each.evidence)) for each in form.ruled_out)
    return Finding(persona.tag, tuple(found), ruled, form.summary)


def _decision(form: DecisionForm, persona: Persona) -> Decision:
    sure = form.confidence if form.cause else 0.0
    return Decision(persona.tag, form.cause, form.component, sure, form.rationale, tuple(form.evidence))


def _assessment(form: AssessmentForm, task: Triage, playbook: Assessment) -> Assessment:
    """What was declared stands, whatever a model makes of it."""
    said = task.declaration
    domain = said.domain or form.domain
    name = playbook.component.name if said.service else form.component
    return Assessment(
        severity=said.severity or form.severity,
        variant=VARIANTS.get(domain, "infra"),
        component=Component(domain, name),
        impact=said.impact or form.impact or playbook.impact,
        assumptions=tuple(form.assumptions),
        unknown=() if name else ("component",),
        evidence=tuple(form.evidence),
    )
