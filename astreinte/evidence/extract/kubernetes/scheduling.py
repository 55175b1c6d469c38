"""Waiting for a node: what the pod asks for, against what the nodes are."""

import re
from collections.abc import Iterator

from astreinte.domain import Signal

from .cluster import Cluster
from .model import Expression, Node, Pod, Spec, overlay
from .tell import pod_signal
from .values import carries, tolerates

OWN_TAINTS = "node.kubernetes.io/"
UNSCHEDULABLE = "node(s) were unschedulable"
AFFINITY = re.compile(r"node affinity|node selector")


def find_waiting(cluster: Cluster) -> Iterator[Signal]:
    """For each pod without a node: its constraints, and why no node is left."""
    nodes = [node for node in cluster.nodes.values() if cluster.live(node)]
    for pod in cluster.pods.values():
        if cluster.live(pod) and pod.status == "Pending" and not pod.node:
            yield from _waiting(cluster, pod, nodes)


def _waiting(cluster: Cluster, pod: Pod, nodes: list[Node]) -> Iterator[Signal]:
    told = [each for each in cluster.events if each.subject[1] == pod.name and each.namespace == pod.namespace]
    messages = " ".join(each.message for each in told if each.reason == "FailedScheduling")
    if not messages and pod.node is not None and (told or cluster.listed("event", pod.namespace)):
        yield pod_signal(cluster, "never-considered", pod, f"{pod.name}: Pending, no scheduling event")
    made = cluster.workload_of(pod)
    spec = overlay(pod.spec, made.spec) if made else pod.spec
    if spec.node_selector:
        shown = ",".join(f"{key}={value}" for key, value in spec.node_selector.items())
        yield pod_signal(cluster, "node-selector-set", pod, f"Node-Selectors: {shown}", selector=shown)
        if nodes and _labelled(nodes) and not any(carries(node.labels, spec.node_selector) for node in nodes):
            yield pod_signal(cluster, "selector-unmatched", pod, f"no node carries {shown}", selector=shown)
    if spec.affinity or (not spec.affinity and _unexplained(spec, nodes, messages)):
        yield pod_signal(cluster, "node-affinity-set", pod, _shown(spec))
    if nodes and _labelled(nodes):
        yield from _eligible(cluster, pod, spec, nodes, messages)
    elif UNSCHEDULABLE in messages:
        workers = [node for node in nodes if not node.control_plane]
        if workers and all(node.cordoned for node in workers):
            names = ", ".join(node.name for node in workers)
            yield pod_signal(cluster, "eligible-cordoned", pod, f"cordoned: {names}", nodes=names)


def _labelled(nodes: list[Node]) -> bool:
    """Whether the labels of every worker are known: of one that was not described nothing can be denied."""
    return any(node.labels for node in nodes) and all(node.labels or node.control_plane for node in nodes)


def _unexplained(spec: Spec, nodes: list[Node], messages: str) -> bool:
    """The scheduler speaks of affinity or selector, and the selector is none or satisfied: the affinity is unseen."""
    if not AFFINITY.search(messages) or spec.affinity is not None or spec.node_selector is None:
        return False
    return not spec.node_selector or any(carries(node.labels, spec.node_selector) for node in nodes)


def _shown(spec: Spec) -> str:
    terms = [" and ".join(f"{e.key} {e.operator} {list(e.values)}" for e in term) for term in spec.affinity or ()]
    return "required node affinity: " + (" or ".join(terms) or "in the manifest")


def _eligible(cluster: Cluster, pod: Pod, spec: Spec, nodes: list[Node], messages: str) -> Iterator[Signal]:
    """Nodes whose labels fit; what keeps them out."""
    if spec.affinity is None and AFFINITY.search(messages) and not spec.node_selector:
        return
    fit = [node for node in nodes if fits(node, spec)]
    workers = [node for node in fit if not node.control_plane]
    if not workers:
        return
    names = ", ".join(node.name for node in workers)
    if all(node.cordoned or (node.control_plane and _repels(node, spec)) for node in fit) and workers[0].cordoned:
        yield pod_signal(cluster, "eligible-cordoned", pod, f"cordoned: {names}", nodes=names)
    open_ = [node for node in workers if not node.cordoned]
    if open_ and all(_repels(node, spec) for node in open_):
        taints = sorted({f"{t.key}={t.value}:{t.effect}" for node in open_ for t in node.taints or ()})
        held = ", ".join(node.name for node in open_)
        yield pod_signal(cluster, "eligible-tainted", pod, f"{held}: {', '.join(taints)}", nodes=held)


def _repels(node: Node, spec: Spec) -> bool:
    own = [t for t in node.taints or () if t.effect in {"NoSchedule", "NoExecute"} and not t.key.startswith(OWN_TAINTS)]
    return any(not tolerates(spec.tolerations or (), taint) for taint in own)


def fits(node: Node, spec: Spec) -> bool:
    """Whether the node's labels satisfy the selector and any term of the affinity."""
    if spec.node_selector and not carries(node.labels, spec.node_selector):
        return False
    return not spec.affinity or any(all(_satisfies(node, each) for each in term) for term in spec.affinity)


def _satisfies(node: Node, each: Expression) -> bool:
    value = node.labels.get(each.key)
    match each.operator:
        case "In":
            return value in each.values
        case "NotIn":
            return value not in each.values
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case _:
            return True
