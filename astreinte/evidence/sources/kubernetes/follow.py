"""What the lists call for: the unwell objects and those of the service are described, their logs and rollouts read."""

import re
from collections.abc import Iterable, Iterator, Sequence

from astreinte.domain import Ask, Query, Reading

from .catalogue import CUSTOM, ROLLED, SINGULAR
from .plan import KINDS_SERVED, TOOL
from .tables import Row, rows

PODS, WORKLOADS, OTHERS, NODES = 6, 4, 4, 12
"""Most objects of each kind that are looked into: a broken cluster has hundreds. Why no node takes a pod stands in all
of them.
"""

NEIGHBOURS = 12
"""Most workloads beside it that are well, of whose pods one is heard: a caller complains where nobody is unwell."""

MADE = re.compile(r"(?:-[a-z0-9]{6,10})?-[a-z0-9]{5}$|-\d+$")
"""What a controller adds to its own name when it names a pod."""

FURTHER = 3
"""So many times more in a further round, and what is well too: a setting can be wrong where nothing is unwell."""

CHANGES = frozenset({"kustomizations", "helmreleases", "gitrepositories"})
SINGLE = {"nodes": "node", "persistentvolumeclaims": "persistentvolumeclaim", "services": "service"}


def follow(ask: Ask, readings: Sequence[Reading], where: str, lines: int) -> list[Query]:
    """Pods first and what those beside them log, then workloads, nodes, claims and services, then operators' words.

    Nodes that are well are looked into where one of the pods waits for a node.
    """
    listed = list(rows(readings, "pods"))
    pods = _chosen(ask, listed, PODS)
    nodes = [row for row in rows(readings, "nodes") if not row.unwell] if any(map(_unplaced, pods)) else []
    queries = [
        *(query for pod in pods for query in _pod(pod, lines)),
        *(_log(pod, lines) for pod in _neighbours(listed, pods)),
        *(query for each in _chosen(ask, rows(readings, *ROLLED), WORKLOADS) for query in _workload(each)),
        *(query for kind in SINGLE for each in _chosen(ask, rows(readings, kind), OTHERS) for query in _other(each)),
        *(query for each in nodes[:NODES] for query in _other(each)),
        *_custom(readings),
    ]
    return [Query(query.tool, query.args, query.item, where) for query in queries]


def _neighbours(listed: Sequence[Row], chosen: Sequence[Row]) -> list[Row]:
    """One running pod of each workload of which none was chosen, in the namespaces of those that were."""
    places = {pod.namespace for pod in chosen}
    known = {_made_by(pod) for pod in chosen}
    found = {_made_by(pod): pod for pod in reversed(listed) if pod.namespace in places and _running(pod)}
    return [found[key] for key in reversed(found) if key not in known][:NEIGHBOURS]


def _made_by(pod: Row) -> tuple[str, str]:
    return pod.namespace, MADE.sub("", pod.name)


def _running(pod: Row) -> bool:
    return pod.columns.get("STATUS") == "Running"


def _chosen(ask: Ask, found: Iterable[Row], most: int) -> list[Row]:
    """The service's own that are unwell, its other own, then what else is unwell; in a further round the rest too."""
    pod = ask.labels.get("pod", "")
    ranked = [(not _own(row, ask.service, pod), not _unwell(row), row) for row in found]
    again = ask.round > 1
    wanted = [entry for entry in ranked if again or not (entry[0] and entry[1])]
    return [row for _, _, row in sorted(wanted, key=lambda entry: entry[:2])][: most * FURTHER if again else most]


def _own(row: Row, service: str, pod: str) -> bool:
    return row.name in {service, pod} or (row.kind in {"pods", *ROLLED} and row.name.startswith(f"{service}-"))


def _unwell(row: Row) -> bool:
    return row.kind != "services" and row.unwell


def _unplaced(pod: Row) -> bool:
    return pod.columns.get("STATUS") == "Pending" and pod.columns.get("NODE", "<none>") == "<none>"


def _pod(pod: Row, lines: int) -> Iterator[Query]:
    yield Query(TOOL, ("describe", "pod", pod.name, "-n", pod.namespace))
    yield _log(pod, lines)
    if pod.restarts:
        yield _log(pod, lines, "--previous")


def _log(pod: Row, lines: int, *more: str) -> Query:
    tail = ("--all-containers", "--timestamps", f"--tail={lines}")
    return Query(TOOL, ("logs", pod.name, "-n", pod.namespace, *tail, *more), "logs")


def _workload(row: Row) -> Iterator[Query]:
    kind, scope = SINGULAR[row.kind], ("-n", row.namespace)
    yield Query(TOOL, ("describe", kind, row.name, *scope))
    yield Query(TOOL, ("rollout", "status", f"{kind}/{row.name}", *scope, "--watch=false"))
    yield Query(TOOL, ("rollout", "history", f"{kind}/{row.name}", *scope), "changes")


def _other(row: Row) -> Iterator[Query]:
    scope = ("-n", row.namespace) if row.namespace else ()
    yield Query(TOOL, ("describe", SINGLE[row.kind], row.name, *scope))


def _custom(readings: Sequence[Reading]) -> Iterator[Query]:
    told = [each.text.split() for each in readings if each.query.args == KINDS_SERVED and each.status == "ok"]
    served = {name for words in told for name in words}
    for resource, group in CUSTOM.items():
        if (name := f"{resource}.{group}") in served:
            yield Query(TOOL, ("get", name, "-A"), "changes" if resource in CHANGES else "resources")
