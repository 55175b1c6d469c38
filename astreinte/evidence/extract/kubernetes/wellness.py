"""A cluster in which everything listed is well: that it is, what warned before, and what healed it."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.extract.telemetry.messages import Message, messages

from .cluster import Cluster
from .happened import workload_of
from .model import Event, Workload
from .pods import looping, settled
from .tell import event_signal, workload_signal

PRESSURES = ("DiskPressure", "MemoryPressure", "PIDPressure")
SETTLING = 120.0
FINISHED = frozenset({"Succeeded", "Completed"})
LOUD = frozenset({"error", "critical", "fatal", "emergency", "alert"})
HEALED = re.compile(
    r"(?i)\b(roll(ed)?[- ]?back|rollback (successful|complete)|recovered|restored|resolved|scale[- ]?up|scaled up"
    r"|successfully assigned|returned to (ready|normal)|back to normal|is now (ready|available|running))"
)


def find_wellness(cluster: Cluster, readings: Sequence[Reading]) -> Iterator[Signal]:
    """`cluster-normal`, `past-warning`, `recovery-seen`, on each workload; nothing where anything is not well."""
    said = [(each, reading) for reading in readings for each in messages(reading)]
    pods = [pod for pod in cluster.pods.values() if cluster.live(pod) and pod.status not in FINISHED]
    if not pods or not all(settled(pod) and not looping(pod) for pod in pods):
        return
    warned = [each for each in cluster.events if each.warning and not _starting(cluster, each)]
    if not _complete(cluster) or not all(_over(cluster, each) for each in warned) or _loud(said):
        return
    for made in cluster.workloads.values():
        if cluster.pods_of(made.namespace, made.name):
            yield workload_signal(cluster, "cluster-normal", made, _told(cluster, made, warned))
            yield from _history(cluster, made, warned, said)


def _complete(cluster: Cluster) -> bool:
    made = all((each.available or 0) >= (each.desired or 0) for each in cluster.workloads.values())
    nodes = [each for each in cluster.nodes.values() if cluster.live(each)]
    return made and all(
        each.ready in {"True", ""} and not any(each.conditions.get(p, ("", ""))[0] == "True" for p in PRESSURES)
        for each in nodes
    )


def _over(cluster: Cluster, event: Event) -> bool:
    """Whether the object of the warning is one of those that are well now."""
    kind, name = event.subject
    if kind in {"deployment", "statefulset", "daemonset"}:
        return (event.namespace, name) in cluster.workloads
    if kind == "node":
        return ("", name) in cluster.nodes
    if kind == "replicaset":
        return (event.namespace, cluster.owner_of_set(event.namespace, name)) in cluster.workloads
    return kind == "pod" and ((event.namespace, name) in cluster.pods or cluster.listed("pod", event.namespace))


def _starting(cluster: Cluster, event: Event) -> bool:
    """Whether the warning is of the first minutes of a pod's life, when things are created in any order."""
    if event.age is None or event.reason.startswith("FailedScheduling"):
        return False
    kind, name = event.subject
    pods = [cluster.pods.get((event.namespace, name))] if kind == "pod" else []
    pods += cluster.pods_of(event.namespace, workload_of(cluster, event)) if kind != "node" else []
    return any(each.age is not None and abs(each.age - event.age) <= SETTLING for each in pods if each)


def _loud(said: Sequence[tuple[Message, Reading]]) -> bool:
    """Whether an error is logged after the last line that tells of a recovery."""
    healed = [index for index, (each, _) in enumerate(said) if HEALED.search(each.text)]
    return any(each.level.lower() in LOUD for each, _ in said[(healed[-1] + 1 if healed else 0) :])


def _told(cluster: Cluster, made: Workload, warned: Sequence[Event]) -> str:
    pods = cluster.pods_of(made.namespace, made.name)
    restarts = max((pod.restarts or 0 for pod in pods), default=0)
    nodes = sum(cluster.live(each) for each in cluster.nodes.values())
    events = f"{len(warned)} past warning(s), none that still holds" if warned else "no warning event"
    count = f"{made.name} {made.available} of {made.desired} replicas ready, " if made.desired is not None else ""
    ready = f", {nodes} node(s) Ready" if nodes else ""
    return f"{count}{len(pods)} pod(s) Running and Ready, {restarts} restarts{ready}, {events}: normal, no failure"


def _history(
    cluster: Cluster, made: Workload, warned: Sequence[Event], said: Sequence[tuple[Message, Reading]]
) -> Iterator[Signal]:
    mine = [each for each in warned if workload_of(cluster, each) in {made.name, ""}]
    for each in mine:
        yield event_signal(cluster, "past-warning", each, made.name)
    for message, reading in said if mine else ():
        if HEALED.search(message.text):
            facts = {"workload": made.name, **({"first": rfc3339(message.at)} if message.at else {})}
            yield Signal(
                "recovery-seen", f"deployment:{made.namespace}/{made.name}", (reading.id,), message.at, None, "",
                message.text[:200], 1, facts,
            )  # fmt: skip
