"""Moderation: a support that differs maintains or withdraws its objection, with its reasons."""

from typing import Any

from astreinte.agents import Object
from astreinte.domain import Decision, Draft, dump, load
from astreinte.graph import consult
from astreinte.graph.ports import Ports
from astreinte.graph.said import finding
from astreinte.graph.state import State, Thinking


class Reviewing(Thinking):
    """A `review` branch also knows the decision, and where the persona's own finding stands."""

    decision: dict[str, Any]
    entry: int


async def review(work: Reviewing, ports: Ports) -> State:
    state, persona = work["state"], ports.roster.get(work["persona"])
    if persona is None:
        return {}
    decision = load(Decision, {key: value for key, value in work["decision"].items() if key != "round"})
    task = Object(decision, await finding(ports, state["incident"], work["entry"]))
    said = await consult.review(ports, state["incident"], persona, task, ports.casebook.case(state))
    verdict = said.answer
    data = {**dump(verdict), "round": state["round"]}
    key = f"review:{state['round']}:{persona.tag}"
    await ports.journal.append(state["incident"], Draft("review", persona.tag, data, verdict.evidence, key=key))
    return {"reviews": {persona.tag: data}, "evidence": said.filed}
