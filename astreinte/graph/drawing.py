"""The workflow as a picture: LangGraph's own nodes and edges, as a compact Mermaid flowchart."""

from collections.abc import Iterator
from typing import Any

SHAPES = {"__start__": "start((start))", "user": "user{{user}}", "__end__": "done((end))"}
NAMES = {"__start__": "start", "__end__": "done"}


def drawing(graph: Any) -> str:
    """A Mermaid flowchart of a compiled graph: plain edges on one line, then a line of dotted ones a deciding node.

    Args:
        graph: what `build_graph` returns.
    """
    drawn = graph.get_graph()
    shapes = "; ".join(shape for node, shape in SHAPES.items() if node in drawn.nodes)
    plain = "; ".join(_edges(drawn, "-->", conditional=False))
    return "\n".join(
        ["flowchart LR", *(f"  {line}" for line in (shapes, plain, *_edges(drawn, "-.->", conditional=True)))]
    )


def _edges(drawn: Any, arrow: str, *, conditional: bool) -> Iterator[str]:
    for node in drawn.nodes:
        ends = [edge.target for edge in drawn.edges if edge.source == node and edge.conditional == conditional]
        if ends:
            yield f"{_name(node)} {arrow} {' & '.join(_name(end) for end in dict.fromkeys(ends))}"


def _name(node: str) -> str:
    return NAMES.get(node, node)
