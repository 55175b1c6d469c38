"""The workflow: a LangGraph state machine over ports."""

from .build import Graph, build_graph
from .desk import Desk
from .ports import Ports
from .runner import Runner

__all__ = ["Desk", "Graph", "Ports", "Runner", "build_graph"]
