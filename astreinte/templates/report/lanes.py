"""The timeline as swimlanes: one line a person or agent, one mark a thing that happened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from astreinte.domain import Entry, Zone

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


def lanes(
    entries: Sequence[Entry],
    moments: Sequence[tuple[datetime, str]],
    zone: Zone,
    names: Mapping[str, str],
    say: Callable[[Entry], str],
) -> Lanes:
    """Lanes in the order in which their actors first did something.

    Args:
        entries: those of the timeline, in order of time; at least one.
        moments: named instants (begin of the impact, detection, resolution) drawn across all lanes.
        zone: of the labels under the ticks.
        names: what actors are called.
        say: an entry as a sentence; only what heads a mark is said.
    """
    scale = around([*(entry.occurred_at for entry in entries), *(moment for moment, _ in moments)], LEFT, RIGHT)
    actors: dict[str, list[Entry]] = {}
    for entry in entries:
        actors.setdefault(names.get(entry.actor, entry.actor), []).append(entry)
    heights = [TOP + HEIGHT * place + HEIGHT / 2 for place in range(len(actors))]
    made = [
        Lane(actor, y, [Mark(x, y, group, count, say(first)) for x, group, count, first in _marks(its, scale)])
        for y, (actor, its) in zip(heights, actors.items(), strict=True)
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


def _marks(entries: Sequence[Entry], scale: TimeScale) -> list[tuple[float, str, int, Entry]]:
    """Place, group, count and first entry of an actor's marks; one takes up all of its group that is near."""
    found: list[list[Any]] = []
    latest: dict[str, list[Any]] = {}
    for entry in entries:
        x, group = scale.x(entry.occurred_at), GROUPS.get(entry.kind, "note")
        if (last := latest.get(group)) and x - last[0] < NEAR:
            last[2] += 1
        else:
            latest[group] = [x, group, 1, entry]
            found.append(latest[group])
    return [(x, group, count, first) for x, group, count, first in found]
