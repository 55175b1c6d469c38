"""The state machine: nodes, edges, and the ports bound to them."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from . import nodes, routes
from .nodes.review import Reviewing
from .ports import Ports
from .state import Asking, Collecting, State, Thinking

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
        builder.add_node(name, _node(node))
    builder.add_node("collect", _node(nodes.collect), input_schema=Collecting)
    builder.add_node("analyse", _node(nodes.analyse), input_schema=Thinking)
    builder.add_node("review", _node(nodes.review), input_schema=Reviewing)
    builder.add_node("user", _node(nodes.user), input_schema=Asking)
    _edges(builder)
    return builder.compile(name="incident")


def _node(node: Node) -> Node:
    async def run(state: Any, config: RunnableConfig) -> State:
        return await node(state, ports=_ports(config))

    return run


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
    conditional = builder.add_conditional_edges
    conditional("declare", _route(routes.after_declare), ["triage", "plan", "assign_lead"])
    conditional("triage", _route(routes.after_triage), ["user", "log_for_later", "plan", "contain", "assign_lead"])
    conditional("plan", _route(routes.after_plan), ["assign_lead", END])
    conditional("contain", _route(routes.after_contain), ["notify", "assign_lead"])
    conditional("assign_lead", _route(routes.collecting), ["collect", "checklist"])
    conditional("checklist", _route(routes.analysing), ["analyse", "decide"])
    decided = ["user", "review", "remediate", "collect", "checklist", "postmortem"]
    conditional("decide", _route(routes.after_decide), decided)
    conditional("remediate", _route(routes.after_remediate), ["user", "remediate", "validate", "postmortem"])
    validated = ["user", "collect", "checklist", "postmortem"]
    conditional("validate", _route(routes.after_validate), validated)
    answered = ["triage", "decide", "remediate", "validate", "collect", "checklist", "postmortem"]
    conditional("user", _route(routes.after_user), answered)


def graph(config: RunnableConfig) -> Graph:
    """The graph over the settings of the working directory, for LangGraph's own server (`langgraph.json`)."""
    from pathlib import Path

    from .wiring import default_ports

    del config
    return build_graph(default_ports(Path.cwd()))
