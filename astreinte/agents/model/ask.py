"""The prompt of one task: who asks, what the case shows, what the playbook says, in which form to answer."""

import json
from dataclasses import dataclass, field
from typing import Any

from astreinte.agents.case import Case
from astreinte.agents.means import Means
from astreinte.agents.persona import Persona
from astreinte.agents.playbook.say import cut
from astreinte.agents.reasoner import Analyse, Answered, Decide, Object, Task, task_name
from astreinte.agents.thought import Past
from astreinte.domain import Decision, Finding
from astreinte.prompts import prompt

from . import content
from .chat import Said
from .drafts import draft
from .limits import components


@dataclass(frozen=True)
class Question:
    """`case` is what the persona sees of it: an analysis goes through its lens alone."""

    persona: Persona
    task: Task
    case: Case
    playbook: Answered
    past: Past = field(default_factory=Past)


def seen(persona: Persona, task: Task, case: Case) -> Case:
    return case.seen_by(persona) if isinstance(task, Analyse) else case


def asked(question: Question, means: Means) -> tuple[Said, Said]:
    """The system's and the first user message, redacted, exactly as they would be sent."""
    name = task_name(question.task)
    system = prompt(means.language, "system", task=name, persona=question.persona)
    user = prompt(means.language, name, **_values(question, means))
    return Said("system", means.redact(system)), Said("user", means.redact(user))


def _values(question: Question, means: Means) -> dict[str, Any]:
    case, task, knowledge = question.case, question.task, means.knowledge
    answers = (question.playbook, *_told(task))
    cited = content.cited(answers)
    signals = content.ordered(case, knowledge, cited)
    lines = [content.signal_line(each) for each in signals[: content.MOST_SIGNALS]]
    shown = signals[: content.MOST_SIGNALS]
    return {
        "incident": content.incident(case),
        "similar": question.past.similar,
        "missing": question.past.missing,
        "signals": {"lines": lines, "left": max(len(signals) - len(lines), 0)},
        "excerpts": content.excerpts(case, shown, cited, means.reasoning.excerpt),
        "causes": content.causes(case, question.persona, answers, knowledge, means.language),
        "components": components(case, *answers)[: content.MOST_COMPONENTS],
        "playbook": draft(question.playbook),
        "requests": means.reasoning.requests,
        **_task_values(task),
    }


def _told(task: Task) -> tuple[Answered, ...]:
    match task:
        case Decide(findings):
            return findings
        case Object(decision, finding):
            return (decision, finding)
        case _:
            return ()


def _task_values(task: Task) -> dict[str, Any]:
    match task:
        case Decide(findings, chosen):
            return {"findings": [_finding(each) for each in findings], "chosen": chosen}
        case Object(decision, finding):
            return {"decision": _decision(decision), "finding": _finding(finding)}
        case _:
            return {}


def _finding(finding: Finding) -> str:
    held = [
        {
            "cause": each.cause,
            "component": each.component,
            "confidence": round(each.confidence, 2),
            "evidence": list(each.evidence[:4]),
            "why": cut(each.why),
        }
        for each in finding.hypotheses[:2]
    ]
    return f"{finding.by}: {json.dumps(held, ensure_ascii=False)}" if held else f"{finding.by}: {cut(finding.summary)}"


def _decision(decision: Decision) -> str:
    said = {
        "cause": decision.cause,
        "component": decision.component,
        "confidence": round(decision.confidence, 2),
        "evidence": list(decision.evidence[:6]),
        "why": decision.rationale[:400],
    }
    return json.dumps(said, ensure_ascii=False)
