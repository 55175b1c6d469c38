"""What pods use, as `kubectl top` tells it, against what they may use."""

from collections.abc import Iterator, Mapping, Sequence

from astreinte.domain import Reading, Signal

from .cluster import Cluster
from .model import Pod
from .tables import table
from .tell import pod_signal
from .values import quantity

NEAR = 0.95
"""Share of a limit from which it holds the pod back."""

RESOURCES = (("CPU(CORES)", "cpu", "cpu-component-high"), ("MEMORY(BYTES)", "memory", "memory-at-limit"))


def find_limits(cluster: Cluster, readings: Sequence[Reading]) -> Iterator[Signal]:
    """`cpu-component-high` and `memory-at-limit` of pods whose containers all have a limit."""
    for reading in readings:
        if reading.query.tool == "kubectl" and reading.query.args[:1] == ("top",) and reading.status == "ok":
            for row in table([_titled(line) for line in reading.text.split("\n")]):
                if pod := _pod(cluster, row.get("NAME", "")):
                    yield from _used(cluster, pod, row)


def _titled(line: str) -> str:
    return line.upper() if "CPU(cores)" in line else line


def _pod(cluster: Cluster, name: str) -> Pod | None:
    return next((pod for (_, known), pod in cluster.pods.items() if known == name), None)


def _used(cluster: Cluster, pod: Pod, row: Mapping[str, str]) -> Iterator[Signal]:
    for title, resource, name in RESOURCES:
        used, limit = quantity(row.get(title, "")), _limit(cluster, pod, resource)
        if used is not None and limit and used >= NEAR * limit:
            yield pod_signal(cluster, name, pod, f"{pod.name}: {resource} {row[title]} of what its limits allow")


def _limit(cluster: Cluster, pod: Pod, resource: str) -> float | None:
    """The sum of the limits; None where a container has none."""
    made = cluster.workload_of(pod)
    own = [each for each in (pod.spec.containers or (made.spec.containers if made else ())) if not each.init]
    limits = [quantity(each.limits.get(resource, "")) for each in own]
    return sum(each for each in limits if each is not None) if limits and None not in limits else None
