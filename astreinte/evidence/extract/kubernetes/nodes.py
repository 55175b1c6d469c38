"""Nodes: ready or silent, under pressure, and the services they run on."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.seen import latest, seen
from astreinte.evidence.redaction import strip_controls

from .cluster import Cluster
from .model import Node
from .tell import node_signal

UNITS = {
    "kubelet": "kubelet-inactive",
    "k3s": "kubelet-inactive",
    "k3s-agent": "kubelet-inactive",
    "containerd": "containerd-inactive",
    "kube-proxy": "service-proxy-inactive",
    "kube-scheduler": "scheduler-inactive",
}
ACTIVE = re.compile(
    r"^\s*Active(?:State)?\s*[:=]\s*(?P<state>\S+)|^(?P<bare>inactive|failed|active|unknown)\s*$", re.MULTILINE
)
DOWN = frozenset({"inactive", "failed", "deactivating"})
SINGLE = frozenset({"kube-scheduler"})
"""One that works is enough for the whole cluster."""

STATIC = re.compile(r"^(kube-proxy|kube-scheduler)-(.+)$")
PRESSURES = ("DiskPressure", "MemoryPressure", "PIDPressure")


def node_service(reading: Reading) -> str:
    """The node service that a `systemctl` reading is about; empty for any other."""
    return _unit(reading.query.args) if reading.query.tool == "systemctl" else ""


@lru_cache(maxsize=256)
def _unit(args: tuple[str, ...]) -> str:
    if args[:1] not in {("status",), ("is-active",), ("show",)}:
        return ""
    units = [arg.removesuffix(".service") for arg in args[1:] if not arg.startswith("-")]
    return next((unit for unit in units if unit in UNITS), "")


def find_nodes(cluster: Cluster) -> Iterator[Signal]:
    """What a node says of itself, and the static pods of the control plane on it."""
    for node in cluster.nodes.values():
        if not cluster.live(node):
            continue
        reason = node.conditions.get("Ready", ("", ""))[1]
        if node.ready in {"False", "Unknown"}:
            yield node_signal(cluster, "node-not-ready", node, f"{node.name}: Ready {node.ready} {reason}")
        if node.ready == "Unknown" or reason == "NodeStatusUnknown":
            yield node_signal(cluster, "node-silent", node, f"{node.name}: {reason or 'Ready Unknown'}")
        for name in PRESSURES:
            if node.conditions.get(name, ("", ""))[0] == "True":
                yield node_signal(cluster, "node-pressure", node, f"{node.name}: {name}")
        yield from _slots(cluster, node)
    for pod in cluster.pods.values():
        if (found := STATIC.match(pod.name)) and cluster.live(pod) and pod.status not in {"Running", ""}:
            name = pod.node or (found[2] if found[1] in SINGLE else "")
            if not name:
                continue
            node = cluster.nodes.get(("", name)) or Node(name, evidence=pod.evidence)
            yield node_signal(cluster, UNITS[found[1]], node, f"{pod.name}: {pod.status}")


def find_node_services(readings: Sequence[Reading]) -> Iterator[Signal]:
    """`kubelet-inactive`, `containerd-inactive`, `service-proxy-inactive`, `scheduler-inactive`."""
    current = list(latest(each for each in readings if each.status == "ok" and node_service(each)))
    states = {reading.id: ACTIVE.search(strip_controls(reading.text)) for reading in current}
    elsewhere = {node_service(reading) for reading in current if _state(states[reading.id]) == "active"}
    for reading in current:
        unit, found = node_service(reading), states[reading.id]
        if found and _state(found) in DOWN and not (unit in SINGLE and unit in elsewhere):
            yield seen(UNITS[unit], f"node:{reading.query.where}", reading, f"{unit}: {found[0].strip()}", unit=unit)


def _state(found: re.Match[str] | None) -> str:
    return (found["state"] or found["bare"]) if found else ""


def _slots(cluster: Cluster, node: Node) -> Iterator[Signal]:
    """`node-pods-full`: as many pods as the node may run."""
    if node.slots and node.held is not None and node.held >= node.slots:
        yield node_signal(cluster, "node-pods-full", node, f"{node.name}: {node.held} pods of at most {node.slots}")
