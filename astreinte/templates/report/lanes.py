"""The timeline as swimlanes: one line a person or agent, one mark a thing that happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from astreinte.domain import Zone
from astreinte.memory.timeline import Row as TimelineRow

from .scale import Tick, TimeScale, around

WIDTH, LEFT, RIGHT = 1000.0, 130.0, 985.0
TOP, HEIGHT = 26.0, 30.0
NEAR, APART = 9.0, 80.0
"""How close marks are drawn as one, and how far apart two names above them have to be."""

GROUPS = {
    "reading": "look", "missing": "look", "finding": "think", "decision": "think", "review": "think", "onset": "think",
    "triaged": "think", "assigned": "think", "question": "ask", "answer": "ask", "effect": "act", "contained": "act",
    "refused": "warn", "warning": "warn", "validation": "good", "resolved": "good", "mitigated": "good",
    "declared": "start", "attached": "start",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """`count` things of one group that lie too close to be told apart; `text` says the first ones."""

    x: float
    y: float
    group: str
    count: int
    text: str


@dataclass(frozen=True)
class Lane:
    name: str
    y: float
    marks: list[Mark]


@dataclass(frozen=True)
class Lanes:
    lanes: list[Lane]
    ticks: list[Tick]
    scale: TimeScale
    height: float
    moments: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    names: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    width: float = WIDTH
    left: float = LEFT
    right: float = RIGHT


def lanes(rows: Sequence[TimelineRow], moments: Sequence[tuple[datetime, str]], zone: Zone) -> Lanes:
    """Lanes in the order in which their actors first did something.

    Args:
        rows: the timeline, in order of time; at least one.
        moments: named instants (begin of the impact, detection, resolution) drawn across all lanes.
        zone: of the labels under the ticks.
    """
    scale = around([*(row.occurred_at for row in rows), *(moment for moment, _ in moments)], LEFT, RIGHT)
    actors = list(dict.fromkeys(row.actor for row in rows))
    made = [
        Lane(actor, TOP + HEIGHT * place + HEIGHT / 2, _marks(actor, rows, scale, TOP + HEIGHT * place + HEIGHT / 2))
        for place, actor in enumerate(actors)
    ]
    named = [(scale.x(moment), name) for moment, name in moments]
    return Lanes(made, scale.ticks(zone), scale, TOP + HEIGHT * len(actors) + 26, named, _names(named))


def _names(moments: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The names of the moments from left to right; those that would run into one another share a place."""
    found: list[tuple[float, str]] = []
    for x, name in sorted(moments):
        if found and x - found[-1][0] < APART:
            found[-1] = (found[-1][0], f"{found[-1][1]} · {name}")
        else:
            found.append((x, name))
    return found


def _marks(actor: str, rows: Sequence[TimelineRow], scale: TimeScale, y: float) -> list[Mark]:
    found: list[Mark] = []
    for row in rows:
        group = GROUPS.get(row.kind, "note")
        if row.actor != actor:
            continue
        x, last = scale.x(row.occurred_at), found[-1] if found else None
        if last and last.group == group and x - last.x < NEAR:
            found[-1] = Mark(last.x, y, group, last.count + 1, last.text)
        else:
            found.append(Mark(x, y, group, 1, row.text))
    return found
