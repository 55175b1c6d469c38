"""What of a case a prompt shows: signals, excerpts by evidence id, causes in question, and what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Grade, Knowledge, Language
from astreinte.agents.persona import Persona
from astreinte.agents.playbook.say import cut
from astreinte.agents.reasoner import Answered
from astreinte.domain import Finding, Reading, Signal, rfc3339
from astreinte.evidence.cap import telling

MOST_SIGNALS, MOST_CAUSES, MOST_COMPONENTS, MOST_LEFT = 14, 14, 10, 8
EXCERPT, WHOLE, COMMAND = 400, 2400, 90
GRADES: tuple[Grade, ...] = ("contradiction", "state", "log", "metric", "change")


@dataclass(frozen=True)
class Excerpt:
    id: str
    source: str
    text: str
    note: str = ""


def incident(case: Case) -> dict[str, Any]:
    brief, said = case.brief, case.declaration
    return {
        "title": cut(said.title),
        "service": brief.component.name if brief else said.service,
        "detected": rfc3339(said.detected),
        "severity": brief.severity if brief else said.severity,
        "impact": cut(brief.impact if brief else said.impact),
        "round": case.round,
        "tried": [f"{each.action} ({each.cause}, {each.component})" for each in case.tried],
    }


def ordered(case: Case, knowledge: Knowledge, cited: Iterable[str]) -> list[Signal]:
    """Signals of cited readings first, then the most telling; one a kind and entity."""
    first = set(cited)
    found = {(signal.id, signal.entity): signal for signal in reversed(case.signals)}
    return sorted(
        found.values(),
        key=lambda each: (not first.intersection(each.evidence), GRADES.index(knowledge.grade(each.id)), -each.count),
    )


def signal_line(signal: Signal) -> str:
    towards = f" → {signal.peer}" if signal.peer else ""
    times = f" ×{signal.count}" if signal.count > 1 else ""
    at = f" {signal.at:%H:%M:%S}" if signal.at else ""
    detail = f": “{cut(signal.detail)}”" if signal.detail else ""
    return f"{signal.id} {signal.entity}{towards}{times}{at}{detail} [{', '.join(signal.evidence[:2])}]"


def excerpts(case: Case, signals: Sequence[Signal], cited: Sequence[str], room: int) -> dict[str, Any]:
    """Excerpts of the readings that answers and signals cite, in `room` characters; the others by their command."""
    by_id = {reading.id: reading for reading in case.readings if reading.status == "ok"}
    wanted = dict.fromkeys([*cited, *(id_ for signal in signals for id_ in signal.evidence)])
    shown: list[Excerpt] = []
    for reading in (by_id[id_] for id_ in wanted if id_ in by_id):
        if room < EXCERPT // 4:
            break
        shown.append(excerpt(reading, min(EXCERPT, room)))
        room -= len(shown[-1].text) + len(shown[-1].source)
    taken = {each.id for each in shown}
    rest = [reading for reading in by_id.values() if reading.id not in taken]
    left = [f"[{each.id}] {command(each)}" for each in rest[:MOST_LEFT]]
    return {"shown": shown, "left": left, "more": max(len(rest) - MOST_LEFT, 0)}


def excerpt(reading: Reading, size: int) -> Excerpt:
    return Excerpt(reading.id, command(reading), telling(reading.text, size), reading.note)


def command(reading: Reading) -> str:
    text = f"{reading.query.tool} {reading.query.text}".strip()
    where = f" @{reading.query.where}" if reading.query.where != "local" else ""
    return (text if len(text) <= COMMAND else text[: COMMAND - 1] + "…") + where


def causes(
    case: Case, persona: Persona, answers: Sequence[Answered], knowledge: Knowledge, language: Language
) -> dict[str, str]:
    """Causes that answers name, then those on the persona's branches for which the most signals speak, by title."""
    seen = {signal.id for signal in case.signals}
    named = [id_ for answer in answers for id_ in _causes_in(answer) if id_ in knowledge.causes]
    speaking = {
        id_: len(cause.signals & seen)
        for id_, cause in knowledge.causes.items()
        if cause.signals & seen and (not persona.branches or persona.knows(cause.branch))
    }
    ids = dict.fromkeys([*named, *sorted(speaking, key=lambda id_: -speaking[id_])])
    return {id_: knowledge.title(id_, language) for id_ in list(ids)[: max(MOST_CAUSES, len(dict.fromkeys(named)))]}


def _causes_in(answer: Answered) -> list[str]:
    if isinstance(answer, Finding):
        return [each.cause for each in (*answer.hypotheses, *answer.ruled_out)]
    return [cause] if (cause := getattr(answer, "cause", None)) else []


def cited(answers: Sequence[Answered]) -> list[str]:
    """Ids that the answers cite, in their order."""
    ids: list[str] = []
    for answer in answers:
        if isinstance(answer, Finding):
            ids += [id_ for each in answer.hypotheses for id_ in each.evidence]
        else:
            ids += answer.evidence
    return list(dict.fromkeys(ids))
