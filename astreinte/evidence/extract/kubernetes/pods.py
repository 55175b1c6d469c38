"""Pods and workloads: short, not made, waiting, restarting, killed, not ready."""

import re
from collections.abc import Iterator

from astreinte.domain import Signal

from .cluster import Cluster
from .model import Container, Pod
from .tell import pod_signal, workload_signal
from .values import quantity

LOOPING = 2
RECENT = 1800.0
WELL = 180.0
YOUNG = 60.0
SIGNALS = frozenset({137, 143})
TINY = 16 * 2**20
DONE = frozenset({"Succeeded", "Completed"})
BY_STATUS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pod-pending", re.compile(r"^Pending$")),
    ("crash-looping", re.compile(r"^(CrashLoopBackOff|Error|RunContainerError|StartError)$")),
    ("container-waiting", re.compile(r"^(ContainerCreating|CreateContainerConfigError|CreateContainerError)$")),
    ("pull-failing", re.compile(r"^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$")),
    ("init-stuck", re.compile(r"^Init:(\d+/\d+|Error|CrashLoopBackOff)$")),
    ("evicted", re.compile(r"^Evicted$")),
    ("oom-reason", re.compile(r"^OOMKilled$")),
)


def find_pods(cluster: Cluster) -> Iterator[Signal]:
    """`workload-short`, `pod-not-created`, `zero-desired`; the state of each pod and how its containers ended."""
    yield from _workloads(cluster)
    for pod in cluster.pods.values():
        if cluster.live(pod) and pod.status not in DONE:
            yield from _state(cluster, pod)
            for container in pod.spec.containers:
                yield from _container(cluster, pod, container)


def _workloads(cluster: Cluster) -> Iterator[Signal]:
    for made in cluster.workloads.values():
        if not cluster.live(made) or made.desired is None:
            continue
        pods = cluster.pods_of(made.namespace, made.name)
        if made.desired == 0 and made.kind != "daemonset":
            if any(cluster.serves(each) == made.name for each in cluster.services.values()):
                yield workload_signal(cluster, "zero-desired", made, f"{made.name}: 0 replicas desired")
            continue
        if made.available is not None and made.available < made.desired:
            detail = f"{made.name}: {made.available} of {made.desired} ready"
            yield workload_signal(cluster, "workload-short", made, detail)
        if not pods and cluster.listed("pod", made.namespace) and made.desired:
            detail = f"{made.name}: {made.desired} desired, no pod"
            yield workload_signal(cluster, "pod-not-created", made, detail)


def _state(cluster: Cluster, pod: Pod) -> Iterator[Signal]:
    young = pod.age is not None and pod.age < YOUNG
    for name, pattern in BY_STATUS:
        past = (young and name == "init-stuck") or (name == "evicted" and _outlived(cluster, pod))
        if pattern.match(pod.status) and not past:
            yield pod_signal(cluster, name, pod, f"{pod.name}: {pod.status}")
    if looping(pod):
        yield pod_signal(cluster, "restarting", pod, f"{pod.name}: {pod.restarts} restarts", restarts=str(pod.restarts))
    short = pod.ready is not None and pod.total is not None and pod.ready < pod.total
    if pod.status == "Running" and short and not looping(pod):
        yield pod_signal(
            cluster, "not-ready", pod, f"{pod.name}: {pod.ready}/{pod.total} ready, {pod.restarts or 0} restarts"
        )


def _outlived(cluster: Cluster, pod: Pod) -> bool:
    """Whether all that replaced an evicted pod have been well for long: it is only kept on the list."""
    same = cluster.pods_of(pod.namespace, cluster.component(pod))
    others = [each for each in same if each.status not in {pod.status, *DONE} and cluster.live(each)]
    return bool(others) and all(settled(each) and each.age is not None and each.age > RECENT for each in others)


def looping(pod: Pod) -> bool:
    """Restarted again and again, of late; a pod that is ready now and has been for a while has got over it."""
    lately = WELL if settled(pod) else RECENT
    return (pod.restarts or 0) >= LOOPING and (pod.restarted is None or pod.restarted <= lately)


def settled(pod: Pod) -> bool:
    """Running with every container ready."""
    return pod.status == "Running" and pod.ready is not None and pod.ready == pod.total


def _container(cluster: Cluster, pod: Pod, each: Container) -> Iterator[Signal]:
    ended = each.last_reason or each.reason
    facts = {"container": each.name, "exit": str(each.exit_code) if each.exit_code is not None else ""}
    detail = f"{pod.name}/{each.name}: {ended}, exit code {each.exit_code}"
    over = settled(pod) and not looping(pod)
    if "OOMKilled" in (each.last_reason, each.reason) and not over:
        yield pod_signal(cluster, "oom-reason", pod, detail, **facts, limit=each.limits.get("memory", ""))
    elif each.exit_code is not None and ended in {"Error", "StartError", "ContainerCannotRun"} and not over:
        if each.exit_code in SIGNALS:
            yield pod_signal(cluster, "exit-signal", pod, detail, **facts)
        elif each.exit_code:
            yield pod_signal(cluster, "exit-failure", pod, detail, **facts)
    limit = quantity(each.limits.get("memory", ""))
    if limit is not None and limit < TINY and not settled(pod):
        text = f"{pod.name}/{each.name}: memory limit {each.limits['memory']}"
        yield pod_signal(cluster, "memory-limit-tiny", pod, text, container=each.name, limit=each.limits["memory"])
