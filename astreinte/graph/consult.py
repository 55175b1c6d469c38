"""Asking a persona: the configured reasoner, held to its case; the playbook where it fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, cast

from astreinte.agents import (
    Analyse,
    Answered,
    Case,
    Decide,
    Object,
    Persona,
    Pondering,
    SessionReasoner,
    TaskName,
    Thought,
    Triage,
    check,
    task_name,
)
from astreinte.domain import Assessment, Decision, Draft, Finding, Review
from astreinte.errors import ReasonerFailed

from . import handing
from .past import past_of
from .ports import Ports
from .write import readings

EXPECTED: dict[TaskName, type[Answered]] = {
    "triage": Assessment,
    "analyse": Finding,
    "decide": Decision,
    "review": Review,
}
Think = Callable[[Persona, Any, Case], Awaitable[Answered]]
A = TypeVar("A")


@dataclass(frozen=True)
class Said(Generic[A]):
    """An answer, and the docket entries of what was read to find it."""

    answer: A
    filed: dict[str, str]


async def triage(ports: Ports, incident: str, persona: Persona, task: Triage, case: Case) -> Said[Assessment]:
    return cast("Said[Assessment]", await _consult(ports, incident, persona, task, case))


async def analyse(ports: Ports, incident: str, persona: Persona, case: Case) -> Said[Finding]:
    return cast("Said[Finding]", await _consult(ports, incident, persona, Analyse(), case))


async def decide(ports: Ports, incident: str, persona: Persona, task: Decide, case: Case) -> Said[Decision]:
    return cast("Said[Decision]", await _consult(ports, incident, persona, task, case))


async def review(ports: Ports, incident: str, persona: Persona, task: Object, case: Case) -> Said[Review]:
    return cast("Said[Review]", await _consult(ports, incident, persona, task, case))


async def _consult(ports: Ports, incident: str, persona: Persona, task: Any, case: Case) -> Said[Answered]:
    reasoner = ports.reasoner_of(persona)
    if isinstance(reasoner, Pondering):
        thought = await reasoner.ponder(persona, task, case, await past_of(ports, incident, case))
    elif isinstance(reasoner, SessionReasoner):
        thought = await handing.hand_over(ports, incident, persona, task, case, reasoner)
    else:
        thought = await _thought(ports, reasoner, persona, task, case)
    return await _settled(ports, incident, persona, task, case, thought)


async def _thought(ports: Ports, reasoner: Any, persona: Persona, task: Any, case: Case) -> Thought:
    try:
        answer = await cast("Think", reasoner.think)(persona, task, case)
    except ReasonerFailed as error:
        return Thought(None, reasoner.name, "invalid", ports.words.error(error))
    return Thought(answer, reasoner.name, "answered")


async def _settled(
    ports: Ports, incident: str, persona: Persona, task: Any, case: Case, thought: Thought
) -> Said[Answered]:
    """Keep what was read and what it cost; an answer that cannot be used is replaced by the playbook's."""
    filed = ports.docket.file(f"{case.round}:{persona.tag}:{task_name(task)}", thought.readings)
    await ports.journal.append(incident, *readings(ports.evidence, list(thought.readings), persona.tag))
    await ports.journal.append(incident, *costs(persona, task_name(task), case.round, thought))
    whole = replace(case, readings=(*case.readings, *thought.readings))
    problems = [thought.detail or thought.stop]
    if thought.answer is not None and not (problems := _problems(ports, task, thought.answer, whole)):
        return Said(thought.answer, filed)
    await ports.journal.append(incident, _fallback(ports, persona, task, case, thought, problems))
    return Said(await cast("Think", ports.playbook.think)(persona, task, case), filed)


def _problems(ports: Ports, task: Any, answer: Answered, case: Case) -> list[str]:
    wanted = EXPECTED[task_name(task)]
    if not isinstance(answer, wanted):
        return [f"answered {type(answer).__name__} where {wanted.__name__} was asked"]
    return check(answer, case, ports.knowledge)


def costs(persona: Persona, task: str, round_: int, thought: Thought) -> list[Draft]:
    """What a thought cost and how it ended; nothing where nobody was asked."""
    if not thought.cost.calls and thought.reasoner != "session":
        return []
    cost = thought.cost
    usage = {"reasoner": thought.reasoner, "calls": cost.calls}
    usage |= {"input_tokens": cost.input_tokens, "output_tokens": cost.output_tokens}
    notes = "; ".join([*([thought.detail] if thought.detail else []), *thought.notes])
    data = {"persona": persona.tag, "task": task, "stop": thought.stop, "detail": notes, "usage": usage}
    data |= {"seconds": cost.seconds, "money": cost.money}
    return [Draft("thought", persona.tag, data, key=f"thought:{round_}:{task}:{persona.tag}")]


def _fallback(ports: Ports, persona: Persona, task: Any, case: Case, thought: Thought, problems: list[str]) -> Draft:
    name = task_name(task)
    stop = ports.words.say("stop", stop=thought.stop)
    why = f"{stop} : {'; '.join(problems)}" if ports.settings.language == "fr" else f"{stop}: {'; '.join(problems)}"
    text = ports.words.say("fallback", persona=persona.name, task=name, reasoner=thought.reasoner, why=why)
    return Draft("warning", persona.tag, {"text": text}, key=f"fallback:{name}:{persona.tag}:{case.round}")
