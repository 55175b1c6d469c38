"""Asking a persona: the configured reasoner, held to its case; the playbook where it fails."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from astreinte.agents import Analyse, Case, Decide, Object, Persona, TaskName, Triage, check, task_name
from astreinte.domain import Assessment, Decision, Draft, Finding, Review
from astreinte.errors import ReasonerFailed

from .ports import Ports

Answered = Assessment | Finding | Decision | Review
EXPECTED: dict[TaskName, type[Answered]] = {
    "triage": Assessment,
    "analyse": Finding,
    "decide": Decision,
    "review": Review,
}
Think = Callable[[Persona, Any, Case], Awaitable[Answered]]


async def triage(ports: Ports, incident: str, persona: Persona, task: Triage, case: Case) -> Assessment:
    return cast("Assessment", await _consult(ports, incident, persona, task, case))


async def analyse(ports: Ports, incident: str, persona: Persona, case: Case) -> Finding:
    return cast("Finding", await _consult(ports, incident, persona, Analyse(), case))


async def decide(ports: Ports, incident: str, persona: Persona, task: Decide, case: Case) -> Decision:
    return cast("Decision", await _consult(ports, incident, persona, task, case))


async def review(ports: Ports, incident: str, persona: Persona, task: Object, case: Case) -> Review:
    return cast("Review", await _consult(ports, incident, persona, task, case))


async def _consult(ports: Ports, incident: str, persona: Persona, task: Any, case: Case) -> Answered:
    think = cast("Think", ports.reasoner_of(persona).think)
    try:
        answer = await think(persona, task, case)
    except ReasonerFailed as error:
        problems = [str(error)]
    else:
        if not (problems := _problems(ports, task, answer, case)):
            return answer
    await ports.journal.append(incident, _fallback(ports, persona, task, case, problems))
    return await cast("Think", ports.playbook.think)(persona, task, case)


def _problems(ports: Ports, task: Any, answer: Answered, case: Case) -> list[str]:
    wanted = EXPECTED[task_name(task)]
    if not isinstance(answer, wanted):
        return [f"answered {type(answer).__name__} where {wanted.__name__} was asked"]
    return check(answer, case, ports.knowledge)


def _fallback(ports: Ports, persona: Persona, task: Any, case: Case, problems: list[str]) -> Draft:
    name = task_name(task)
    text = ports.words.say(
        "fallback", persona=persona.name, task=name, reasoner=ports.reasoner_of(persona).name, why="; ".join(problems)
    )
    return Draft("warning", persona.tag, {"text": text}, key=f"fallback:{name}:{persona.tag}:{case.round}")
