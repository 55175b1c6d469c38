"""The workflow as a drawing: LangGraph's nodes in columns by their distance from the start, the current ones lit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 96.0, 26.0, 34.0, 18.0, 10.0
ENDS = {"__start__": "▶", "__end__": "■"}


@dataclass(frozen=True)
class Node:
    name: str
    x: float
    y: float
    lit: bool


@dataclass(frozen=True)
class Sketch:
    """`edges` are SVG paths; `back` those that lead to an earlier column."""

    nodes: list[Node]
    edges: list[str]
    back: list[str]
    width: float
    height: float
    wide: float = WIDE
    high: float = HIGH


def sketch(graph: Any, lit: Collection[str]) -> Sketch:
    """A drawing of a compiled graph.

    Args:
        graph: what `build_graph` returns.
        lit: names of the nodes that the incident is at.
    """
    drawn = graph.get_graph()
    pairs = [(edge.source, edge.target) for edge in drawn.edges]
    columns = _columns(pairs)
    placed = {str(name): _place(columns, name) for name in drawn.nodes if name in columns}
    nodes = [Node(_shown(name), x, y, name in lit) for name, (x, y) in placed.items()]
    ahead = [pair for pair in pairs if columns[pair[0]] < columns[pair[1]]]
    back = [pair for pair in pairs if columns[pair[0]] >= columns[pair[1]] and pair[0] != pair[1]]
    width = max(node.x for node in nodes) + WIDE + EDGE
    height = max(node.y for node in nodes) + HIGH + EDGE
    return Sketch(nodes, _paths(ahead, placed), _paths(back, placed), width, height)


def _shown(name: str) -> str:
    return ENDS.get(name, name.replace("_", " "))


def _columns(pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The fewest steps from the start to each node."""
    depth, front = {"__start__": 0}, ["__start__"]
    while front:
        following = [end for start, end in pairs if start in front and end not in depth]
        depth |= dict.fromkeys(following, depth[front[0]] + 1)
        front = list(dict.fromkeys(following))
    return depth


def _place(columns: Mapping[str, int], name: str) -> tuple[float, float]:
    above = [other for other in columns if columns[other] == columns[name]].index(name)
    return EDGE + columns[name] * (WIDE + GAP_X), EDGE + above * (HIGH + GAP_Y)


def _paths(pairs: Sequence[tuple[str, str]], placed: Mapping[str, tuple[float, float]]) -> list[str]:
    return [_path(placed[start], placed[end]) for start, end in pairs]


def _path(start: tuple[float, float], end: tuple[float, float]) -> str:
    """From the right side of one to the left of the other; backwards from bottom to bottom."""
    if start[0] < end[0]:
        x1, y1, x2, y2 = start[0] + WIDE, start[1] + HIGH / 2, end[0], end[1] + HIGH / 2
        return f"M{x1} {y1}C{x1 + GAP_X / 2} {y1} {x2 - GAP_X / 2} {y2} {x2} {y2}"
    x1, y1, x2, y2 = start[0] + WIDE / 2, start[1] + HIGH, end[0] + WIDE / 2, end[1] + HIGH
    return f"M{x1} {y1}C{x1} {y1 + GAP_Y} {x2} {y2 + GAP_Y} {x2} {y2}"
