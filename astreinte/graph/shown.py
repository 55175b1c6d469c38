"""Exactly what a model would be told of an incident, sent nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from astreinte.agents import Analyse, Decide, Means, Object, Persona, Task, Triage, task_name
from astreinte.agents.model.ask import Question, asked, seen
from astreinte.agents.model.pseudonyms import Pseudonyms
from astreinte.agents.model.tokens import estimate
from astreinte.domain import Brief, Decision, Declaration, Finding, load

from .nodes.decide import lead
from .nodes.triage import TRIAGE
from .past import past_of
from .ports import Ports
from .said import findings
from .state import State


@dataclass(frozen=True)
class Shown:
    """One prompt. `tokens` is the estimate by which bounds are judged before a provider has counted."""

    persona: str
    task: str
    system: str
    user: str
    tokens: int


async def shown(ports: Ports, means: Means, state: State) -> list[Shown]:
    """The first prompt of every task that this incident puts to somebody, in the workflow's order."""
    found = await findings(ports, state)
    return [await _shown(ports, means, state, persona, task) for persona, task in _tasks(ports, state, found)]


def _tasks(ports: Ports, state: State, found: Mapping[str, Finding]) -> Iterator[tuple[Persona, Task]]:
    brief = load(Brief, state["brief"])
    yield TRIAGE, Triage(load(Declaration, state["declaration"]))
    for tag in dict.fromkeys((brief.lead, *brief.support)):
        if persona := ports.roster.get(tag):
            yield persona, Analyse()
    yield lead(brief, ports), Decide(tuple(found.values()))
    if state.get("decision"):
        decision = load(Decision, {key: value for key, value in state["decision"].items() if key != "round"})
        for tag, finding in found.items():
            persona = ports.roster.get(tag)
            if persona and tag != decision.by and finding.hypotheses:
                yield persona, Object(decision, finding)


async def _shown(ports: Ports, means: Means, state: State, persona: Persona, task: Task) -> Shown:
    case = ports.casebook.considered(state)
    if isinstance(task, Triage):
        case = replace(case, brief=None)
    draft = await cast("Any", ports.playbook.think)(persona, task, case)
    question = Question(persona, task, seen(persona, task, case), draft, await past_of(ports, state["incident"], case))
    texts = [each.text for each in asked(question, means)]
    if means.reasoning.pseudonyms:
        veil = Pseudonyms(question.case)
        texts = [veil.hide(text) for text in texts]
    return Shown(persona.tag, task_name(task), texts[0], texts[1], sum(map(estimate, texts)))
