"""The state behind a node: its update taken up as LangGraph takes it up."""

from typing import Any

import pytest
from langgraph.graph import END, START, StateGraph

from astreinte.graph.state import State, then

BEFORE: State = {"evidence": {"1:host": "a", "1:loki": "b"}, "answers": {}, "reopened": 1, "round": 1, "asks": []}
UPDATES: list[State] = [
    {},
    {"evidence": {"1:loki": "c", "2:host": "d"}},
    {"reopened": 2, "round": 2},
    {"queue": None, "findings": {"helm": {"round": 1}}},
    {"asks": [{"id": "q"}], "answers": {"q": {"choice": "x"}}},
]


@pytest.mark.parametrize("update", UPDATES, ids=lambda update: "+".join(update) or "nothing")
async def test_a_route_sees_what_the_next_node_will_see(update: State) -> None:
    async def node(_: State) -> State:
        return update

    builder: Any = StateGraph(State)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    builder.add_edge("node", END)
    reached = await builder.compile().ainvoke(BEFORE)
    assert reached == {"aside": {}, "findings": {}, "reviews": {}, "evidence": {}} | dict(then(BEFORE, update))
