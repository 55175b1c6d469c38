"""The state machine: nodes, edges, and the ports bound to them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from . import nodes, routes
from .nodes.review import Reviewing
from .ports import Ports
from .state import Asking, Collecting, State, Thinking, then

Graph = CompiledStateGraph[State, None, State, State]
Node = Callable[..., Awaitable[State]]
Route = Callable[..., Any]
PORTS = "ports"
"""Where a run's configuration carries them: LangGraph hands it to every node and writes no such object down."""

SIMPLE: tuple[tuple[str, Node], ...] = (
    ("declare", nodes.declare),
    ("triage", nodes.triage),
    ("log_for_later", nodes.log_for_later),
    ("plan", nodes.plan),
    ("contain", nodes.contain),
    ("notify", nodes.notify),
    ("assign_lead", nodes.assign_lead),
    ("checklist", nodes.checklist),
    ("decide", nodes.decide),
    ("remediate", nodes.remediate),
    ("validate", nodes.validate),
    ("postmortem", nodes.postmortem),
    ("learn", nodes.learn),
)

ROUTES: Mapping[str, tuple[Route, tuple[str, ...]]] = {
    "declare": (routes.after_declare, ("triage", "plan", "assign_lead")),
    "triage": (routes.after_triage, ("user", "log_for_later", "plan", "contain", "assign_lead")),
    "plan": (routes.after_plan, ("assign_lead", END)),
    "contain": (routes.after_contain, ("notify", "assign_lead")),
    "assign_lead": (routes.collecting, ("collect", "checklist")),
    "checklist": (routes.analysing, ("analyse", "decide")),
    "decide": (routes.after_decide, ("user", "review", "remediate", "collect", "checklist", "postmortem")),
    "remediate": (routes.after_remediate, ("user", "remediate", "validate", "postmortem")),
    "validate": (routes.after_validate, ("user", "collect", "checklist", "postmortem")),
}
"""Where the state that a node leaves leads, and the nodes that this can be."""


def build_graph(ports: Ports, checkpointer: BaseCheckpointSaver[Any] | None = None) -> Graph:
    """The incident workflow over these ports.

    Args:
        ports: everything that the nodes touch.
        checkpointer: where LangGraph keeps its state; without one a run cannot pause for the user.
    """
    bound: RunnableConfig = {"configurable": {PORTS: ports}}
    return _compiled().copy({"checkpointer": checkpointer, "config": bound, "auto_validate": False})


@cache
def _compiled() -> Graph:
    """The machine without its ports: drawn and checked once a process, however many incidents run over it."""
    builder: Any = StateGraph(State)
    for name, node in SIMPLE:
        route, ends = ROUTES.get(name, (None, ()))
        builder.add_node(name, Bound(node, route), destinations=ends or None)
    builder.add_node("collect", Bound(nodes.collect), input_schema=Collecting)
    builder.add_node("analyse", Bound(nodes.analyse), input_schema=Thinking)
    builder.add_node("review", Bound(nodes.review), input_schema=Reviewing)
    builder.add_node("user", Bound(nodes.user), input_schema=Asking)
    _edges(builder)
    return builder.compile(name="incident")


class Bound(Runnable[Any, Any]):
    """A node as LangGraph runs it: over the ports of its run, and on to where its route leads."""

    def __init__(self, node: Node, route: Route | None = None) -> None:
        self.name = node.__name__
        self._node, self._route = node, route

    async def ainvoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:  # noqa: A002
        ports = _ports(config or {})
        update = await self._node(input, ports=ports)
        if self._route is None:
            return update
        return Command(update=update, goto=self._route(then(input, update), ports=ports))

    def invoke(self, input: Any, config: RunnableConfig | None = None, **_: Any) -> Any:  # noqa: A002
        return asyncio.run(self.ainvoke(input, config))


def _route(route: Route) -> Route:
    """Asynchronous, for LangGraph puts a plain function into a thread."""

    async def decide(state: Any, config: RunnableConfig) -> Any:
        return route(state, ports=_ports(config))

    return decide


def _ports(config: RunnableConfig) -> Ports:
    return config.get("configurable", {})[PORTS]


def _edges(builder: Any) -> None:
    for start, end in (
        (START, "declare"),
        ("log_for_later", END),
        ("notify", "assign_lead"),
        ("collect", "checklist"),
        ("analyse", "decide"),
        ("review", "decide"),
        ("postmortem", "learn"),
        ("learn", END),
    ):
        builder.add_edge(start, end)
    answered = ["triage", "decide", "remediate", "validate", "collect", "checklist", "postmortem"]
    builder.add_conditional_edges("user", _route(routes.after_user), answered)


def graph(config: RunnableConfig) -> Graph:
    """The graph over the settings of the working directory, for LangGraph's own server (`langgraph.json`)."""
    from pathlib import Path

    from .wiring import default_ports

    del config
    return build_graph(default_ports(Path.cwd()))
