"""Moderation: the lead, and only the lead, decides; what a support maintains goes to the user."""

from dataclasses import replace

from astreinte.agents import Decide, Persona
from astreinte.domain import (
    Answer,
    Brief,
    Choice,
    Decision,
    Dissent,
    Draft,
    Question,
    Review,
    dump,
    load,
    rfc3339,
)
from astreinte.graph import consult
from astreinte.graph.again import again, looks_again
from astreinte.graph.escalation import escalate
from astreinte.graph.onset import note_onset
from astreinte.graph.ports import Ports
from astreinte.graph.said import current, findings
from astreinte.graph.state import State
from astreinte.graph.write import question, status

from .triage import TRIAGE


async def decide(state: State, ports: Ports) -> State:
    """Three visits a round at most: think; settle once the reviews are in; follow the user's arbitration."""
    round_ = state["round"]
    if state.get("decision", {}).get("round") != round_:
        return await _think(state, ports)
    if arbitration := state.get("answers", {}).get(f"q-arbitration-{round_}"):
        return await _arbitrated(state, ports, load(Answer, arbitration))
    return await _settle(state, ports)


def differing(state: State) -> list[str]:
    """Supports whose first hypothesis is not the decision, and who have not reviewed it yet this round."""
    decision = state["decision"]
    return [
        tag
        for tag, found in current(state).items()
        if tag != decision["by"]
        and found["first"]
        and found["first"][0] != [decision["cause"], decision["component"]]
        and state.get("reviews", {}).get(tag, {}).get("round") != state["round"]
    ]


async def _think(state: State, ports: Ports, chosen: str = "") -> State:
    round_ = state["round"]
    brief = load(Brief, state["brief"])
    task = Decide(tuple((await findings(ports, state)).values()), chosen)
    said = await consult.decide(ports, brief.id, lead(brief, ports), task, ports.casebook.case(state))
    decision, evidence = said.answer, {**state.get("evidence", {}), **said.filed}
    data = {**dump(decision), "round": round_}
    await _record(state, ports, decision, "chosen" if chosen else "proposed")
    considered = {"evidence": evidence, "at": rfc3339(ports.clock.now())}
    fresh: State = {
        "evidence": said.filed,
        "decision": data,
        "considered": considered,
        "asks": [],
        "queue": None,
        "alternative": 0,
        "applied": [],
    }
    if not chosen and looks_again(state, ports, decision):
        return {"evidence": said.filed, **await again(state, ports, decision)}
    settled = bool(chosen) or not differing({**state, **fresh})
    return {**fresh, **await _outcome(state, ports, decision, settled=settled)}


async def _outcome(state: State, ports: Ports, decision: Decision, *, settled: bool) -> State:
    """No cause found: ask the user; an incident that is over only needs the why."""
    if not settled:
        return {"settled": False}
    await note_onset(state, ports, decision)
    if load(Brief, state["brief"]).declaration.resolved:
        key = f"status:resolved:{state.get('reopened', 0)}"
        await ports.journal.append(state["incident"], status("resolved", "incident", key))
        return {"settled": True, "end": "resolved"}
    if decision.cause is not None:
        return {"settled": True}
    if ports.settings.policy == "observe":
        return {"settled": True, "end": "unresolved"}
    seen: State = {**state, "decision": dump(decision)}
    return {"settled": True, "asks": [dump(await escalate(seen, ports, "no_cause"))]}


async def _settle(state: State, ports: Ports) -> State:
    """The reviews are in: withdrawn objections are recorded, a maintained one is put to the user."""
    reviews = [_review(each) for each in state.get("reviews", {}).values() if each.get("round") == state["round"]]
    decision = load(Decision, _plain(state["decision"]))
    dissent = tuple(Dissent(r.by, r.cause, r.component, r.maintained, r.why, r.evidence) for r in reviews)
    kept = tuple(each for each in decision.dissent if each.by not in {review.by for review in reviews})
    decision = replace(decision, dissent=(*kept, *dissent))
    update: State = {"decision": {**dump(decision), "round": state["round"]}, "asks": []}
    if reviews:
        await _record(state, ports, decision, "reviewed")
    if not any(review.maintained for review in reviews):
        return {**update, **await _outcome(state, ports, decision, settled=True)}
    ask = _arbitration(state, ports, decision, [review for review in reviews if review.maintained])
    await ports.journal.append(state["incident"], *question(ask, decision.by))
    return {**update, "asks": [dump(ask)], "settled": False}


async def _arbitrated(state: State, ports: Ports, answer: Answer) -> State:
    if answer.choice == "lead":
        decision = load(Decision, _plain(state["decision"]))
        return {"asks": [], **await _outcome(state, ports, decision, settled=True)}
    return await _think(state, ports, chosen=answer.choice)


def _arbitration(state: State, ports: Ports, decision: Decision, maintained: list[Review]) -> Question:
    names = ports.roster.name
    sides = [
        ports.words.say("side", name=names(r.by), cause=r.cause, component=r.component, why=r.why) for r in maintained
    ]
    prompt = ports.words.say(
        "arbitration",
        lead=names(decision.by),
        cause=decision.cause,
        component=decision.component,
        rationale=decision.rationale,
        sides=sides,
    )
    choices = (
        Choice("lead", ports.words.say("lead_decides", lead=names(decision.by))),
        *(Choice(r.by, ports.words.say("follow", name=names(r.by), cause=r.cause)) for r in maintained),
    )
    cited = tuple(dict.fromkeys((*decision.evidence, *(id_ for r in maintained for id_ in r.evidence))))
    return Question(f"q-arbitration-{state['round']}", "arbitration", prompt, choices, cited)


def lead(brief: Brief, ports: Ports) -> Persona:
    """The lead's persona; where no role has an agent, the workflow itself decides through every lens."""
    return ports.roster.get(brief.lead) or TRIAGE


def _review(data: dict[str, object]) -> Review:
    return load(Review, _plain(data))


def _plain(data: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in data.items() if key != "round"}


async def _record(state: State, ports: Ports, decision: Decision, step: str) -> None:
    data = {**dump(decision), "round": state["round"]}
    draft = Draft("decision", decision.by, data, decision.evidence, key=f"decision:{state['round']}:{step}")
    await ports.journal.append(state["incident"], draft)
