"""The workflow: a LangGraph state machine over ports."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .build import Graph, build_graph
    from .desk import Desk
    from .ports import Ports
    from .runner import Runner

__all__ = ["Desk", "Graph", "Ports", "Runner", "build_graph"]

lazily(
    __name__,
    build="Graph build_graph",
    desk="Desk",
    ports="Ports",
    runner="Runner",
)
