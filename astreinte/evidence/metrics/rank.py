"""The components that the metrics point at, the likeliest first; none where they show nothing beyond their noise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from .change import FAR, RECENT, Change, change
from .paths import slow_ways
from .series import Series
from .shares import Calls, Share, shares

What = Literal["cpu", "way", "time", "failures"]
MOST = 5
NEAR_LIMIT = 60.0
"""Per cent of its limit from which on a component is short of CPU."""

AT_LIMIT = 95.0
"""Per cent at which a busy component has nowhere left to go: half the usual distance from its band is enough."""

MANY_TIMES = 3.0
SMALL = 0.05
"""Part of the largest share below which a component is only an onlooker."""

FADING = 0.8
"""What each place in the order leaves of the weight, where sizes cannot be compared."""

SLOWER = 1.25
"""Latency below this multiple of the usual may be off its band and still troubles nobody."""

FELT = 0.02
"""Part of the time that the alarmed component usually takes: who adds less has not been felt there."""


@dataclass(frozen=True, eq=False)
class Suspect:
    """One component and what speaks against it. `weight` is 1 for the first and less for the others."""

    component: str
    what: What
    change: Change
    weight: float
    callers: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Echo:
    """A component that is out of its band mostly because of one that it calls."""

    component: str
    change: Change
    callee: str


@dataclass(frozen=True)
class Verdict:
    """Suspects, likeliest first, and the components that only echo them. `judged` counts the series looked at."""

    suspects: tuple[Suspect, ...]
    echoes: tuple[Echo, ...]
    judged: int


def rank(series: Sequence[Series], calls: Calls, alarmed: str) -> Verdict:
    """A resource of a component's own comes before a slow way to it, and both before time and failures alone.

    Time and failures are laid to the component that adds them: who merely waits for a callee is not blamed.
    """
    known = _with_edges(series, calls)
    strong = [*_cpu(series), *_ways(series)]
    weak, echoes = _demand(series, known, alarmed)
    taken = {each.component for each in strong}
    rest = [each for each in weak if each.component not in taken]
    suspects = [*_fading(strong), *(replace(each, weight=each.weight / 2) if strong else each for each in rest)]
    return Verdict(tuple(suspects[:MOST]), tuple(echoes), len(series))


def _fading(suspects: Iterable[Suspect]) -> list[Suspect]:
    return [replace(each, weight=round(FADING**place, 3)) for place, each in enumerate(suspects)]


def _with_edges(series: Iterable[Series], calls: Calls) -> Calls:
    found = {caller: set(callees) for caller, callees in calls.items()}
    for each in series:
        if each.caller:
            found.setdefault(each.caller, set()).add(each.component)
    return {caller: frozenset(callees) for caller, callees in found.items()}


def _cpu(series: Iterable[Series]) -> list[Suspect]:
    """Components that use many times their usual CPU, or come near their limit; of a percentage only the latter."""
    own: dict[str, list[Series]] = {}
    for each in series:
        if each.named.kind == "cpu" and not each.caller:
            own.setdefault(each.component, []).append(each)
    found: list[Change] = []
    for mine in own.values():
        shown = [each for each in mine if each.named.percent] or mine
        changed = [grown for each in shown if (grown := _hot(each))]
        found += sorted(changed, key=lambda grown: -grown.score)[:1]
    ordered = sorted(found, key=lambda grown: (-_degree(grown), grown.series.component))
    return [Suspect(grown.series.component, "cpu", grown, 1.0) for grown in ordered]


def _hot(series: Series) -> Change | None:
    grown = change(series)
    if not series.named.percent:
        return grown if grown and grown.ratio >= MANY_TIMES else None
    if grown and grown.now >= NEAR_LIMIT and grown.now - grown.band.centre >= NEAR_LIMIT / 3:
        return grown
    pinned = change(series, FAR / 2)
    return pinned if pinned and pinned.now >= AT_LIMIT else None


def _degree(grown: Change) -> float:
    return min(grown.ratio, 1000.0)


def _ways(series: Sequence[Series]) -> list[Suspect]:
    """Components to which the way is slow, by how many callers say so and how slow it is."""
    told = slow_ways(series)
    worst = {name: max(changes, key=lambda each: each.now) for name, changes in told.items()}
    ordered = sorted(told, key=lambda name: (-len(told[name]), -worst[name].now, name))
    return [
        Suspect(name, "way", worst[name], 1.0, tuple(sorted(each.series.caller for each in told[name])))
        for name in ordered
    ]


def _demand(series: Sequence[Series], calls: Calls, alarmed: str) -> tuple[list[Suspect], list[Echo]]:
    """By failures or by time, whichever the alarmed component shows more clearly."""
    requests = {each.component: each for each in series if each.named.kind == "requests" and not each.caller}
    views: list[tuple[float, What, list[Share]]] = []
    seen: Mapping[What, Mapping[str, Change | None]] = {"failures": _failing(series), "time": _slow(series)}
    for what, view in seen.items():
        changes = {name: each for name, each in view.items() if each is not None}
        if found := shares(changes, requests, calls, alarmed):
            shown = changes[alarmed].score if alarmed in changes else 0.0
            views.append((shown, what, found))
    if not views:
        return [], []
    _, what, found = max(views, key=lambda view: view[0])
    least = max(SMALL * found[0].own, FELT * _usual(series, requests, alarmed) if what == "time" else 0.0)
    own = [each for each in found if each.own > least]
    mostly = [each for each in found if each.through and each.own < each.total / 2]
    echoes = [Echo(each.component, each.change, each.through) for each in mostly]
    return [Suspect(each.component, what, each.change, round(each.own / own[0].own, 3)) for each in own], echoes


def _usual(series: Iterable[Series], requests: Mapping[str, Series], alarmed: str) -> float:
    """The seconds that as many points of the alarmed component usually hold; 0 when it is not measured."""
    own = next((each for each in series if _central(each) and each.component == alarmed), None)
    calls = requests.get(alarmed)
    if own is None or calls is None or not np.isfinite(own.values).any():
        return 0.0
    return float(np.nanmedian(own.values) * np.nansum(calls.values[-RECENT:]))


def _central(series: Series) -> bool:
    return series.named.kind == "latency" and not series.named.tail and not series.caller


def _failing(series: Iterable[Series]) -> Mapping[str, Change | None]:
    return _first(each for each in series if each.named.kind in {"success", "errors"})


def _slow(series: Iterable[Series]) -> Mapping[str, Change | None]:
    central = [each for each in series if _central(each)]
    central.sort(key=lambda each: (each.named.side == "client", each.named.statistic == "p50"))
    view = _first(central)
    return {name: grown if grown and grown.ratio >= SLOWER else None for name, grown in view.items()}


def _first(series: Iterable[Series]) -> dict[str, Change | None]:
    """One view of each component, its first series in the order given: changed, or None where it is in its band."""
    found: dict[str, Change | None] = {}
    for each in series:
        if not each.caller and each.component not in found:
            found[each.component] = change(each)
    return found
