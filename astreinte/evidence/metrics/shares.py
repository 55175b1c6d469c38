"""Whose own time, or whose own failures: what a component adds beyond what its callees hand up to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .change import Change
from .paths import aligned
from .series import Series

Calls = Mapping[str, frozenset[str]]
"""Caller to callees."""


@dataclass(frozen=True, eq=False)
class Share:
    """What one component adds. `own` and `total` are seconds waited, or calls failed, over the judged points."""

    component: str
    change: Change
    total: float
    own: float
    through: str
    """The callee that most of the rest comes from; empty when nothing does."""


def shares(changes: Mapping[str, Change], requests: Mapping[str, Series], calls: Calls, alarmed: str) -> list[Share]:
    """The changed components that the alarmed one calls, however far, itself included; the largest own part first.

    Without a call graph, or with nothing changed below the alarmed component, all changed ones. A component without
    metrics hands up what its own callees hand up. Excess is weighed by the calls it fell on where all are counted.
    """
    below = reached(alarmed, calls) | {alarmed}
    inside = {name: each for name, each in changes.items() if name in below} if calls and alarmed else {}
    chosen = inside or dict(changes)
    counted = all(name in requests for name in chosen)
    totals = {name: _total(each, requests.get(name) if counted else None) for name, each in chosen.items()}
    found = [_share(name, each, totals, calls) for name, each in chosen.items()]
    return sorted(found, key=lambda each: (-each.own, -each.total, each.component))


def _share(name: str, change: Change, totals: Mapping[str, float], calls: Calls) -> Share:
    handed = handed_up(name, totals, calls)
    through = max(handed, key=lambda callee: (handed[callee], callee), default="")
    return Share(name, change, totals[name], max(0.0, totals[name] - sum(handed.values())), through)


def handed_up(name: str, totals: Mapping[str, float], calls: Calls) -> dict[str, float]:
    """The totals of the nearest measured callees."""
    found: dict[str, float] = {}
    seen, todo = {name}, [name]
    while todo:
        for callee in calls.get(todo.pop(), frozenset()):
            if callee in seen:
                continue
            seen.add(callee)
            if callee in totals:
                found[callee] = totals[callee]
            else:
                todo.append(callee)
    return found


def reached(name: str, calls: Calls) -> frozenset[str]:
    """Everything below in the calls."""
    found: set[str] = set()
    todo = [name]
    while todo:
        fresh = calls.get(todo.pop(), frozenset()) - found
        found |= fresh
        todo += fresh
    return frozenset(found - {name})


def _total(change: Change, requests: Series | None) -> float:
    if requests is None:
        return float(np.sum(change.excess))
    weights = np.nan_to_num(aligned(requests, change.times, requests.step), nan=0.0)
    return float(np.sum(change.excess * np.maximum(weights, 0.0)))
