"""What does not come back: pods that should be gone, the cluster's own resolver, nodes that answer nobody."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from astreinte.domain import Signal

from .cluster import Cluster
from .model import ENDING, Event, Pod
from .pods import looping, settled
from .tell import node_signal, pod_signal, tell

RESOLVER = re.compile(r"^(rke2-)?(coredns|kube-dns|node-local-dns|nodelocaldns|dns-default)\b")
UNFINISHED = frozenset({"Killing", "FailedPreStopHook", "FailedKillPod", "ExceededGracePeriod"})
GRACE = 90.0
"""Seconds after which a pod that ends is late: usual ones have thirty."""

DRAINING = 600.0
"""The same of a pod that others have replaced: it may drain long connections for minutes."""


def find_lasting(cluster: Cluster) -> Iterator[Signal]:
    """`ending-late`: told to end, and still there; `resolver-unwell`: no pod of the resolver is ready."""
    for event in cluster.events:
        pod = cluster.pods.get((event.namespace, event.subject[1]))
        if pod and pod.status == ENDING and cluster.live(pod) and _late(cluster, pod, event):
            yield pod_signal(cluster, "ending-late", pod, f"{pod.name}: {event.text}")
    yield from _resolver(cluster)


def find_silent(cluster: Cluster, said: Iterable[Signal]) -> Iterator[Signal]:
    """`host-unreachable` of a node that is not ready and does not answer a ping either."""
    silent = {each.entity.partition(":")[2]: each for each in said if each.id == "host-silent"}
    for node in cluster.nodes.values():
        ping = silent.get(node.name)
        if ping and cluster.live(node) and node.ready in {"False", "Unknown"}:
            told = node_signal(cluster, "host-unreachable", node, f"{node.name}: not ready, and {ping.detail}")
            yield replace(told, evidence=(*told.evidence, *ping.evidence))


def _late(cluster: Cluster, pod: Pod, event: Event) -> bool:
    node = cluster.nodes.get(("", pod.node or ""))
    well = node is None or node.ready in {"True", ""}
    since = event.first or event.age or 0.0
    patience = DRAINING if event.reason == "Killing" and _replaced(cluster, pod) else GRACE
    return well and event.reason in UNFINISHED and since > patience


def _replaced(cluster: Cluster, pod: Pod) -> bool:
    """Whether younger pods of its component have all become ready: what it still serves, nobody waits for."""
    same = cluster.pods_of(pod.namespace, cluster.component(pod))
    others = [each for each in same if each.status != ENDING and cluster.live(each)]
    return bool(others) and all(settled(each) and not looping(each) for each in others)


def _resolver(cluster: Cluster) -> Iterator[Signal]:
    named = [pod for pod in cluster.pods.values() if cluster.live(pod) and RESOLVER.match(pod.name)]
    if named and not any(settled(pod) and not looping(pod) for pod in named):
        pod = named[0]
        where = f"resolver:{cluster.component(pod)}"
        evidence = tuple(ref for each in named for ref in each.evidence)
        yield tell(cluster, "resolver-unwell", where, evidence, f"{pod.name}: {pod.status}, no other is ready")
