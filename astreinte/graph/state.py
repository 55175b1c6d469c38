"""What travels along the graph's edges: plain JSON, ids and digests, never evidence bodies."""

import operator
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, TypedDict, get_origin, get_type_hints

Json = dict[str, Any]


def newest(old: Json, new: Json) -> Json:
    """Later values win key by key; order-free for disjoint keys, as parallel branches write them."""
    return {**old, **new}


class State(TypedDict, total=False):
    """One incident.

    Who writes what: `declaration`, `declared_at` declare and triage; `brief` triage, assign_lead and checklist;
    `contained` contain, emptied by remediate; `evidence` (docket digests) triage, collect, validate; `aside` (by
    source, whether its last look left something unread) collect; `findings` (where they stand in the journal)
    analyse; `reviews` review; `decision`, `settled`, `considered` (its digests and moment) decide; `answers` user;
    `queue`, `alternative`, `applied` remediate; `tried`, `signatures`, `round`, `allowed_rounds` validate and user;
    `asks` whoever has a question; `planned` declare, when it comes back to one that waited its turn; `end` whoever
    ends the incident.
    """

    incident: str
    declaration: Json
    declared_at: str
    brief: Json
    round: int
    allowed_rounds: int
    evidence: Annotated[dict[str, str], newest]
    aside: Annotated[dict[str, bool], newest]
    findings: Annotated[Json, newest]
    reviews: Annotated[Json, newest]
    decision: Json
    considered: Json
    settled: bool
    answers: Annotated[Json, newest]
    asks: list[Json]
    queue: list[Json] | None
    alternative: int
    applied: list[str]
    contained: list[Json]
    tried: list[Json]
    signatures: list[str]
    passed: bool
    planned: bool
    end: str
    reopened: Annotated[int, operator.add]


@cache
def _reducers() -> dict[str, Callable[[Any, Any], Any]]:
    hints = get_type_hints(State, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if get_origin(hint) is Annotated}


def then(state: State, update: State) -> State:
    """The state once a node's update is taken up, as the edge behind it sees it."""
    fresh: Any = {**state, **update}
    for name, merge in _reducers().items():
        if name in state and name in update:
            fresh[name] = merge(state[name], update[name])
    return fresh


class Collecting(TypedDict):
    """Payload of one `collect` branch."""

    incident: str
    source: str
    round: int
    ask: Json


class Asking(State):
    """Payload of one `user` branch; it is a State because the edge behind it reads one."""

    question: Json


class Thinking(TypedDict):
    """Payload of one `analyse` or `review` branch: the persona, and what it may look at of the state."""

    persona: str
    state: State


def thinking(persona: str, state: State) -> Thinking:
    """A branch's payload without what it must stay blind to."""
    seen: State = {
        "incident": state["incident"],
        "declaration": state["declaration"],
        "brief": state["brief"],
        "round": state["round"],
        "evidence": state.get("evidence", {}),
        "tried": state.get("tried", []),
    }
    return {"persona": persona, "state": seen}
