"""Asking a persona: the configured reasoner, held to its case; the playbook where it fails."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from astreinte.agents import Analyse, Case, Decide, Object, Persona, Triage, check
from astreinte.domain import Assessment, Decision, Draft, Finding, Review
from astreinte.errors import ReasonerFailed

from .ports import Ports

Answered = Assessment | Finding | Decision | Review
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
    think = cast("Think", ports.reasoner.think)
    try:
        answer = await think(persona, task, case)
        problems = check(answer, case, ports.knowledge)
    except ReasonerFailed as error:
        problems, answer = [str(error)], None
    if answer is not None and not problems:
        return answer
    await ports.journal.append(incident, _fallback(ports, persona, task, case, problems))
    return await cast("Think", ports.playbook.think)(persona, task, case)


def _fallback(ports: Ports, persona: Persona, task: Any, case: Case, problems: list[str]) -> Draft:
    name = type(task).__name__.lower()
    text = ports.words.say(
        "fallback", persona=persona.name, task=name, reasoner=ports.reasoner.name, why="; ".join(problems)
    )
    return Draft("warning", persona.tag, {"text": text}, key=f"fallback:{name}:{persona.tag}:{case.round}")
