"""Events, by the same rules as lines; those that a later state has overtaken are left out."""

import re
from collections.abc import Iterator
from functools import cache

from astreinte.domain import Signal
from astreinte.evidence.extract.noise import is_noise
from astreinte.evidence.extract.tried import Trial
from astreinte.evidence.signals import SignalRule, signal_rules

from .cluster import TOOLING, Cluster
from .model import ENDING, Event, Pod
from .pods import looping, settled
from .tell import event_signal

WAITS = ("sched-", "claim-absent", "preempted")
CONTROLLERS = frozenset({"replicaset", "statefulset", "daemonset", "deployment"})
REFUSALS = frozenset({
    "quota-cpu-refused", "quota-memory-refused", "quota-pods-refused", "quota-storage-refused",
    "admission-refused", "webhook-unreachable", "account-absent",
})  # fmt: skip
PROBES = frozenset({"liveness-failing", "readiness-failing", "probe-protocol-differs", "probe-path-refused"})
SLOW_START = 2
SHORT = {"sched-cpu": "cpu", "sched-memory": "memory"}
LACKING = re.compile(r"(\d+) Insufficient (cpu|memory)")
SHOWN, BEFORE = 120, 60
LONG_AGO = 1800.0
LASTING = frozenset({"job-failed"})
"""What stays true once it has happened: a job that failed is not tried again."""

OFTEN = {"schedule-blocked": 3, "autoscaler-blind": 5}
"""What happens once or twice and harms nobody."""

OWN = frozenset({"event", "events", "describe-pod", "describe-node"})


def find_events(cluster: Cluster) -> Iterator[Signal]:
    """Every `match` rule for events, on the events of objects that exist and still suffer from them."""
    told = [event for event in cluster.events if event.subject[1]]
    for index, rules in _rules().matches([event.text for event in told]).items():
        event = told[index]
        if TOOLING.search(event.subject[1]) or is_noise(event.text):
            continue
        for rule in rules:
            if _holds(cluster, event, rule.id):
                facts = {**_facts(cluster, event), "detail": _shown(event, rule)}
                yield event_signal(cluster, rule.id, event, workload_of(cluster, event), **facts)
    yield from _accounts(cluster)
    yield from _unplaced(cluster)


def _shown(event: Event, rule: SignalRule) -> str:
    """The text around what was found, where the whole is too long to show; empty where it is not."""
    found = rule.match.search(event.text) if rule.match else None
    if found is None or found.end() <= SHOWN:
        return ""
    return f"{event.reason}: … {event.text[max(0, found.start() - BEFORE) : found.end() + BEFORE]}"


@cache
def _rules() -> Trial[SignalRule]:
    names = {
        "oom-reason",
        "node-silent",
        "runtime-not-ready",
        "rollout-incomplete",
        "crash-looping",
        "autoscaler-blind",
    }
    return Trial(r for k, r in signal_rules().items() if r.match and (r.read == "events" or k in names))


def workload_of(cluster: Cluster, event: Event) -> str:
    """The component that an event is about; empty for a node."""
    kind, name = event.subject
    if kind == "pod":
        pod = cluster.pods.get((event.namespace, name))
        return cluster.component(pod or Pod(name, event.namespace))
    if kind == "replicaset":
        return cluster.owner_of_set(event.namespace, name)
    if kind in {"claim", "persistentvolumeclaim"}:
        claim = cluster.claims.get((event.namespace, name))
        users = [cluster.pods.get((event.namespace, each)) for each in (claim.used_by if claim else ())]
        return next((cluster.component(pod) for pod in users if pod), name)
    return "" if kind == "node" else name


def _facts(cluster: Cluster, event: Event) -> dict[str, str]:
    pod = cluster.pods.get((event.namespace, event.subject[1]))
    return {"node": pod.node or ""} if pod else {}


def _holds(cluster: Cluster, event: Event, rule: str) -> bool:
    kind, name = event.subject
    waits = rule.startswith(WAITS) and kind == "pod"
    past = rule not in LASTING and not waits and event.age is not None and event.age > LONG_AGO and event.count == 1
    if past or event.count < OFTEN.get(rule, 1) or (rule in SHORT and not _most(event, rule)):
        return False
    if kind == "replicaset":
        return _refused(cluster, event) if rule in REFUSALS else True
    if rule == "rollout-incomplete":
        return not _rolled_out(cluster, event)
    if kind != "pod":
        return True
    pod = cluster.pods.get((event.namespace, name))
    if pod is None or not cluster.live(pod):
        return not cluster.listed("pod", event.namespace)
    return _suffered(cluster, event, pod, rule)


def _rolled_out(cluster: Cluster, event: Event) -> bool:
    """Whether the workload is complete again and none of its pods waits, as after a rollback."""
    made = cluster.workloads.get((event.namespace, event.subject[1]))
    if made is None or made.desired is None or not cluster.live(made):
        return False
    pods = cluster.pods_of(event.namespace, event.subject[1])
    return (made.available or 0) >= made.desired and bool(pods) and all(map(settled, pods))


def _most(event: Event, rule: str) -> bool:
    """Whether no other resource keeps the pod out of more nodes."""
    counts = {resource: int(count) for count, resource in LACKING.findall(event.message)}
    return counts.get(SHORT[rule], 0) >= max(counts.values(), default=0)


def _suffered(cluster: Cluster, event: Event, pod: Pod, rule: str) -> bool:
    """Whether the pod is still in the state that the event tells of; that of one which ends is nobody's any more."""
    if pod.status == ENDING:
        return rule == "node-silent"
    if rule.startswith(WAITS):
        return not pod.node and not _scheduled_since(cluster, event)
    if rule in PROBES:
        return _failing(cluster, event, pod, rule)
    return not settled(pod) or looping(pod) or rule == "liveness-kill"


def _refused(cluster: Cluster, event: Event) -> bool:
    """Whether the set still lacks what it was refused."""
    made = cluster.sets.get((event.namespace, event.subject[1]))
    if made is None:
        return not cluster.listed("replicaset", event.namespace)
    pods = [
        pod
        for pod in cluster.pods.values()
        if pod.namespace == event.namespace and pod.name.startswith(made.name + "-")
    ]
    current = made.current if made.current is not None else len(pods)
    return bool(made.desired) and max(current, len(pods)) < (made.desired or 0)


def _scheduled_since(cluster: Cluster, event: Event) -> bool:
    same = (each for each in cluster.events if each.subject == event.subject and each.reason == "Scheduled")
    return any((each.age or 0.0) <= (event.age or 0.0) for each in same)


def _failing(cluster: Cluster, event: Event, pod: Pod, rule: str) -> bool:
    """A probe that goes on failing; one or two failures while starting are a slow start."""
    if not settled(pod):
        return True
    killed = (pod.restarts or 0) >= 1 or any(
        each.subject == event.subject and "failed liveness probe" in each.message for each in cluster.events
    )
    return killed and rule != "readiness-failing" and "Readiness" not in event.message


def _accounts(cluster: Cluster) -> Iterator[Signal]:
    """`account-still-absent`: refused for its account, which no list shows, and no pod since."""
    for event in cluster.events:
        found = re.search(r'serviceaccount "([^"]+)" not found', event.text)
        if found and event.subject[0] in CONTROLLERS and _lacks(cluster, event):
            listed = cluster.listed("account", event.namespace)
            name = found[1].rpartition("/")[2]
            if not listed or name not in cluster.named("account", event.namespace):
                yield event_signal(cluster, "account-still-absent", event, workload_of(cluster, event), account=name)


def _unplaced(cluster: Cluster) -> Iterator[Signal]:
    """`pod-pending` of a pod that no list shows, and whose last event says that no node takes it."""
    for event in cluster.events:
        key = (event.namespace, event.subject[1])
        known = key in cluster.pods or cluster.listed("pod", event.namespace)
        waits = event.reason == "FailedScheduling" and not known and not _scheduled_since(cluster, event)
        if waits and _holds(cluster, event, "pod-pending"):
            yield event_signal(cluster, "pod-pending", event, workload_of(cluster, event))


def _lacks(cluster: Cluster, event: Event) -> bool:
    """Whether what the event's controller was to make is still not there."""
    kind, name = event.subject
    if kind == "replicaset":
        return _refused(cluster, event)
    made = cluster.workloads.get((event.namespace, name))
    pods = cluster.pods_of(event.namespace, name)
    return made is None or made.desired is None or len(pods) < made.desired
