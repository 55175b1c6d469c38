"""Pods that should be gone, and the cluster's own resolver when it is not there."""

import re
from collections.abc import Iterator

from astreinte.domain import Signal

from .cluster import Cluster
from .model import ENDING, Event, Pod
from .pods import looping, settled
from .tell import pod_signal, tell

RESOLVER = re.compile(r"^(rke2-)?(coredns|kube-dns|node-local-dns|nodelocaldns|dns-default)\b")
UNFINISHED = frozenset({"Killing", "FailedPreStopHook", "FailedKillPod", "ExceededGracePeriod"})
GRACE = 90.0
"""Seconds after which a pod that ends is late: usual ones have thirty."""


def find_lasting(cluster: Cluster) -> Iterator[Signal]:
    """`ending-late`: told to end, and still there; `resolver-unwell`: no pod of the resolver is ready."""
    for event in cluster.events:
        pod = cluster.pods.get((event.namespace, event.subject[1]))
        if pod and pod.status == ENDING and cluster.live(pod) and _late(cluster, pod, event):
            yield pod_signal(cluster, "ending-late", pod, f"{pod.name}: {event.text}")
    yield from _resolver(cluster)


def _late(cluster: Cluster, pod: Pod, event: Event) -> bool:
    node = cluster.nodes.get(("", pod.node or ""))
    well = node is None or node.ready in {"True", ""}
    return well and event.reason in UNFINISHED and (event.first or event.age or 0.0) > GRACE


def _resolver(cluster: Cluster) -> Iterator[Signal]:
    named = [pod for pod in cluster.pods.values() if cluster.live(pod) and RESOLVER.match(pod.name)]
    if named and not any(settled(pod) and not looping(pod) for pod in named):
        pod = named[0]
        where = f"resolver:{cluster.component(pod)}"
        evidence = tuple(ref for each in named for ref in each.evidence)
        yield tell(cluster, "resolver-unwell", where, evidence, f"{pod.name}: {pod.status}, no other is ready")
