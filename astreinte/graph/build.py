"""The state machine: nodes, edges, and the ports bound to them."""

from collections.abc import Awaitable, Callable
from functools import partial
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
    builder: Any = StateGraph(State)
    for name, node in SIMPLE:
        builder.add_node(name, partial(node, ports=ports))
    builder.add_node("collect", partial(nodes.collect, ports=ports), input_schema=Collecting)
    builder.add_node("analyse", partial(nodes.analyse, ports=ports), input_schema=Thinking)
    builder.add_node("review", partial(nodes.review, ports=ports), input_schema=Reviewing)
    builder.add_node("user", partial(nodes.user, ports=ports), input_schema=Asking)
    _edges(builder, ports)
    return builder.compile(checkpointer=checkpointer, name="incident")


def _edges(builder: Any, ports: Ports) -> None:
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
    going = partial(routes.collecting, ports=ports)
    conditional = builder.add_conditional_edges
    conditional("declare", routes.after_declare, ["triage", "plan", "assign_lead"])
    conditional("triage", routes.after_triage, ["user", "log_for_later", "plan", "contain", "assign_lead"])
    conditional("plan", routes.after_plan, ["assign_lead", END])
    conditional("contain", partial(routes.after_contain, ports=ports), ["notify", "assign_lead"])
    conditional("assign_lead", going, ["collect", "checklist"])
    conditional("checklist", routes.analysing, ["analyse", "decide"])
    decided = ["user", "review", "remediate", "collect", "checklist", "postmortem"]
    conditional("decide", partial(routes.after_decide, ports=ports), decided)
    conditional("remediate", routes.after_remediate, ["user", "remediate", "validate", "postmortem"])
    validated = ["user", "collect", "checklist", "postmortem"]
    conditional("validate", partial(routes.after_validate, ports=ports), validated)
    answered = ["triage", "decide", "remediate", "validate", "collect", "checklist", "postmortem"]
    conditional("user", partial(routes.after_user, ports=ports), answered)


def graph(config: RunnableConfig) -> Graph:
    """The graph over the settings of the working directory, for LangGraph's own server (`langgraph.json`)."""
    from pathlib import Path

    from .wiring import default_ports

    del config
    return build_graph(default_ports(Path.cwd()))
