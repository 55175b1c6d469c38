"""Comparisons of a metric with its usual value, and whom they point at along the calls."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.seen import latest, seen
from astreinte.evidence.fold import fold

from .cluster import Cluster
from .tree import Map, documents, maps, text, texts

USUAL = ("normal", "baseline", "usual", "expected")
COMPARED = (
    rf"\b(?:{'|'.join(USUAL)})\s*[=:]\s*(?P<was>\d+(?:\.\d+)?)\s*[\w/%]*"
    r"[^|]{0,12}?->\s*(?:current|cur|now|observed)\s*[=:]\s*(?P<now>\d+(?:\.\d+)?)"
)
COMPARISON = re.compile(rf"(?i){COMPARED}")
BAND = re.compile(rf"(?i)(?P<label>[\w. -]{{0,60}}?):?\s*{COMPARED}")
LISTS = ("alerts", "anomalies", "findings")
SEVERAL = 3.0
SLOWER = 2.0
LEADS = 3.0
RAISED = 1.5
"""Enough for a component that is throttled: it cannot use more than its limit."""

BESIDE = 1 / 3
"""A rise below this share of the largest one is its shadow."""

ALONE = 2 / 3
HALF = 0.6
HOT = 90.0
APART = 10.0
"""Per cent points by which one component's requests fall more than the others' fall."""

MANY = 5


@dataclass(frozen=True)
class Change:
    """One metric of one subject: what it usually is, and what it is now."""

    kind: str
    name: str
    metric: str
    was: float
    now: float
    text: str
    reading: Reading

    @property
    def ratio(self) -> float:
        return self.now / self.was if self.was > 0 else (float("inf") if self.now > 0 else 1.0)

    @property
    def rise(self) -> float:
        return self.now - self.was

    @property
    def fall(self) -> float:
        return 100.0 * (1.0 - min(self.ratio, 1.0))


def compared(reading: Reading) -> bool:
    """Whether the reading is such a list of comparisons."""
    if reading.status != "ok" or "->" not in reading.text[:200_000]:
        return False
    head = reading.text[:20_000]
    folded = fold(head)
    return any(word in folded for word in USUAL) and COMPARISON.search(head) is not None


def find_metrics(
    readings: Sequence[Reading], cluster: Cluster, calls: Mapping[str, frozenset[str]]
) -> Iterator[Signal]:
    """`latency-high`, `cpu-component-high`, `cpu-throttled`, `cpu-host-high`, `retransmits-node`, `traffic-down`.

    And `slow-one-component` or `slow-across-one-node` for what the slow ones have in common.
    """
    current = [reading for reading in latest(readings) if compared(reading)]
    changes = [change for reading in current for change in _changes(reading)]
    throttled = tuple(_throttled(current))
    yield from throttled
    yield from _retransmits([c for c in changes if c.kind == "node" and "retrans" in c.metric])
    busy = _busy(changes, {signal.entity for signal in throttled})
    for change in changes:
        if change.kind == "node":
            if "cpu" in change.metric and change.now >= HOT:
                yield _signal("cpu-host-high", change)
        elif "latency" in change.metric or "slow" in change.metric:
            if change.ratio >= SLOWER:
                yield _signal("latency-high", change)
        elif change in busy:
            yield _signal("cpu-component-high", change)
        elif _traffic(change) and change.ratio <= HALF:
            yield _signal("traffic-down", change)
    yield from _slow(changes, busy, cluster, calls)


def _busy(changes: Sequence[Change], throttled: set[str]) -> list[Change]:
    """Whose CPU rose several times over, or to a limit; a rise that is small beside the largest is left out."""
    cpu = [c for c in changes if c.kind == "service" and "cpu" in c.metric]
    high = [c for c in cpu if c.ratio >= (RAISED if f"service:{c.name}" in throttled else SEVERAL)]
    most: dict[str, float] = {}
    for each in high:
        most[each.metric] = max(most.get(each.metric, 0.0), each.rise)
    return [each for each in high if each.rise >= BESIDE * most[each.metric]]


def _signal(name: str, change: Change) -> Signal:
    return seen(name, f"{change.kind}:{change.name}", change.reading, change.text, metric=change.metric)


def _traffic(change: Change) -> bool:
    return any(word in change.metric for word in ("throughput", "rps", "traffic", "requests"))


def _subjects(reading: Reading) -> Iterator[Map]:
    for document in documents(reading.text):
        for key in LISTS:
            yield from maps(document, key)


def _changes(reading: Reading) -> Iterator[Change]:
    for subject in _subjects(reading):
        kind = "node" if text(subject, "type").lower() in {"node", "host"} else "service"
        for line in texts(subject, "evidence"):
            title = line.partition("|")[0].strip()
            for found in BAND.finditer(line):
                metric = f"{title} {found['label']}".lower()
                yield Change(
                    kind, text(subject, "name"), metric, float(found["was"]), float(found["now"]), line, reading
                )


def _throttled(readings: Sequence[Reading]) -> Iterator[Signal]:
    for reading in readings:
        for subject in _subjects(reading):
            for line in texts(subject, "evidence"):
                if "throttled" in line.lower() and text(subject, "type").lower() != "node":
                    yield seen("cpu-throttled", f"service:{text(subject, 'name')}", reading, line)


def _retransmits(changes: Sequence[Change]) -> Iterator[Signal]:
    """The node whose rise leads the others' by several times; theirs echo it, and what it always lost is no rise."""
    risen = [change for change in changes if change.ratio >= SLOWER]
    ranked = sorted(risen, key=lambda change: -change.rise)
    if ranked and (len(ranked) == 1 or ranked[0].rise >= LEADS * ranked[1].rise):
        yield _signal("retransmits-node", ranked[0])


def _slow(
    changes: Sequence[Change], busy: Sequence[Change], cluster: Cluster, calls: Mapping[str, frozenset[str]]
) -> Iterator[Signal]:
    services = [change for change in changes if change.kind == "service"]
    slow = {c.name: c for c in services if "latency" in c.metric and c.ratio >= SLOWER}
    falls = {c.name: c.fall for c in services if "throughput" in c.metric or "rps" in c.metric}
    known = slow.keys() | {c.name for c in busy}
    traced = calls.keys() | {name for names in calls.values() for name in names}
    mapped = slow.keys() & traced if busy else slow.keys()
    deepest = [name for name in slow if name in mapped and not _reached(name, calls) & known]
    usual = median(falls.values()) if len(falls) >= MANY else 0.0
    apart = [name for name in deepest if not usual or falls.get(name, 0.0) >= usual + APART]
    several = len(apart) > 1 and not busy
    if (usual and not apart) or (several and _shared_node(apart, cluster)):
        yield from _across(slow, cluster)
    elif len(deepest) == 1 or apart:
        worst = max(apart or deepest, key=lambda name: slow[name].now)
        if len(deepest) == 1 or usual:
            yield _signal("slow-one-component", slow[worst])


def _shared_node(names: Sequence[str], cluster: Cluster) -> bool:
    """Whether slow components that do not call each other nearly all stand on one node, of several that there are."""
    places = [{pod.node for pod in cluster.pods.values() if cluster.component(pod) == name} for name in names]
    nodes = {pod.node for pod in cluster.pods.values() if pod.node}
    most = max((sum(node in place for place in places) for node in nodes), default=0)
    return len(nodes) > 1 and most > 1 and most >= ALONE * len(names)


def _reached(name: str, calls: Mapping[str, frozenset[str]]) -> set[str]:
    """Everything below in the calls."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for callee in calls.get(todo.pop(), frozenset()):
            if callee not in found:
                found.add(callee)
                todo.append(callee)
    return found - {name}


def _across(slow: Mapping[str, Change], cluster: Cluster) -> Iterator[Signal]:
    """Everything falls alike and no component stands out: the node that carries most of the slow ones."""
    places: dict[str, list[Change]] = {}
    for pod in cluster.pods.values():
        change = slow.get(cluster.component(pod))
        if change and pod.node:
            places.setdefault(pod.node, []).append(change)
    if places:
        node, found = max(places.items(), key=lambda item: (len(item[1]), max(change.now for change in item[1])))
        yield seen("slow-across-one-node", f"node:{node}", found[0].reading, "; ".join(each.text for each in found))


def dependencies(readings: Sequence[Reading]) -> dict[str, frozenset[str]]:
    """Who calls whom, from a drawn tree of calls or a JSON map of names to lists."""
    found: dict[str, set[str]] = {}
    for reading in readings:
        if reading.status == "ok" and "ownstream" in reading.text:
            _drawn(reading.text, found)
            _mapped(reading.text, found)
    return {caller: frozenset(names) for caller, names in found.items()}


BRANCH = re.compile(r"^(?P<lead>[\s│|]*)(?:├──|└──|\+--|`--|\|--)\s*(?P<name>[A-Za-z][\w.-]*)")
TOP = re.compile(r"^\[?Service\]?:\s*(?P<name>[\w.-]+)")
STEP = 4


def _drawn(body: str, found: dict[str, set[str]]) -> None:
    path: list[str] = []
    for row in body.split("\n"):
        if top := TOP.match(row):
            path = [top["name"]]
        elif path and (branch := BRANCH.match(row)):
            depth = len(branch["lead"]) // STEP + 1
            path = path[:depth]
            found.setdefault(path[-1], set()).add(branch["name"])
            path.append(branch["name"])


def _mapped(body: str, found: dict[str, set[str]]) -> None:
    try:
        data: Any = json.loads(body)
    except (ValueError, RecursionError):
        return
    for each in maps({"all": data if isinstance(data, list) else [data]}, "all"):
        if name := text(each, "service") or text(each, "name"):
            found.setdefault(name, set()).update(texts(each, "downstream"))
