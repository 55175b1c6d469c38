"""Signals about objects of the cluster, in the form that all extractors share."""

from collections.abc import Sequence
from datetime import timedelta

from astreinte.domain import Signal

from .cluster import Cluster
from .model import Event, Node, Pod, Service, Thing, Workload

DETAIL = 200
MOST_EVIDENCE = 4


def tell(
    cluster: Cluster, name: str, entity: str, evidence: Sequence[str], detail: str = "", peer: str = "", **facts: str
) -> Signal:
    """A state: it holds at the time of its newest reading."""
    kept = tuple(dict.fromkeys(evidence))[:MOST_EVIDENCE]
    known = {key: value for key, value in facts.items() if value}
    return Signal(name, entity, kept, cluster.moment(evidence), None, peer, detail.strip()[:DETAIL], 1, known)


def pod_signal(cluster: Cluster, name: str, pod: Pod, detail: str = "", **facts: str) -> Signal:
    return tell(
        cluster, name, entity("pod", pod), pod.evidence, detail,
        workload=cluster.component(pod), node=pod.node or "", **facts,
    )  # fmt: skip


def workload_signal(cluster: Cluster, name: str, made: Workload, detail: str = "", **facts: str) -> Signal:
    return tell(cluster, name, entity(made.kind, made), made.evidence, detail, workload=made.name, **facts)


def service_signal(cluster: Cluster, name: str, service: Thing, detail: str = "", **facts: str) -> Signal:
    owner = cluster.serves(service) if isinstance(service, Service) else service.name
    return tell(cluster, name, entity("service", service), service.evidence, detail, workload=owner, **facts)


def node_signal(cluster: Cluster, name: str, node: Node, detail: str = "", **facts: str) -> Signal:
    return tell(cluster, name, f"node:{node.name}", node.evidence, detail, **facts)


def event_signal(cluster: Cluster, name: str, event: Event, workload: str, *, detail: str = "", **facts: str) -> Signal:
    """An event is dated by its age, and counts as often as it was seen; `detail` in place of its whole text."""
    known = {key: value for key, value in {"workload": workload, **facts}.items() if value}
    moment = cluster.moment(event.evidence)
    when = moment - timedelta(seconds=event.age) if moment and event.age is not None else moment
    kind, subject = event.subject
    where = f"{kind}:{event.namespace}/{subject}" if event.namespace and kind != "node" else f"{kind}:{subject}"
    text = detail or event.text
    detail = text if not subject or subject in text else f"{subject}: {text}"
    return Signal(name, where, event.evidence[:MOST_EVIDENCE], when, None, "", detail[:DETAIL], event.count, known)


def entity(kind: str, thing: Thing) -> str:
    return f"{kind}:{thing.namespace}/{thing.name}" if thing.namespace else f"{kind}:{thing.name}"
