"""Failing probes against the container they ask: port, protocol, patience; ports that two containers share."""

import re
from collections.abc import Iterator
from itertools import combinations

from astreinte.domain import Signal

from .cluster import Cluster
from .model import Container, Event, Pod, Probe, overlay
from .pods import looping, settled
from .tell import pod_signal

REWRITTEN = "/app-health/"
PATIENCE = 30.0
KINDS = ("Liveness", "Readiness", "Startup")
SPOKEN = re.compile(r"HTTP/|HTTPS|malformed|server preface|statuscode")
UNMET = re.compile(r"(?i)refused|timeout|deadline exceeded|timed out|EOF|reset by peer|failed to connect")
TALK = {"http": "http", "https": "https", "grpc": "grpc", "http2": "grpc", "tcp": "tcp"}


def find_probes(cluster: Cluster) -> Iterator[Signal]:
    """What differs in the probes that fail; `probe-command-fails` for one that runs a command; `shared-pod-port`."""
    failing = _failing(cluster)
    for pod in cluster.pods.values():
        if not cluster.live(pod):
            continue
        containers = _containers(cluster, pod)
        yield from _shared(cluster, pod, containers)
        for kind in failing.get((pod.namespace, pod.name), {}):
            if not settled(pod) or pod.restarts or kind == "Liveness":
                yield from _compare(cluster, pod, containers, kind, failing[pod.namespace, pod.name])


def _suffers(pod: Pod, kind: str) -> bool:
    """Whether the probe has done harm: a kill for liveness and startup, no traffic for readiness."""
    return not settled(pod) if kind == "Readiness" else bool(pod.restarts)


def _failing(cluster: Cluster) -> dict[tuple[str, str], dict[str, list[Event]]]:
    found: dict[tuple[str, str], dict[str, list[Event]]] = {}
    for event in cluster.events:
        for kind in KINDS:
            if event.message.startswith((f"{kind} probe failed", f"{kind} probe errored")):
                found.setdefault((event.namespace, event.subject[1]), {}).setdefault(kind, []).append(event)
    return found


def _containers(cluster: Cluster, pod: Pod) -> list[Container]:
    """As they run; a probe that a mesh has rewritten is read from the workload instead."""
    made = cluster.workload_of(pod)
    meant = {each.name: each for each in made.spec.containers} if made else {}
    found: list[Container] = []
    for each in pod.spec.containers:
        other = meant.get(each.name)
        mesh = any(probe and probe.path.startswith(REWRITTEN) for probe in (each.liveness, each.readiness))
        found.append(overlay(other, each) if other and mesh else overlay(each, other) if other else each)
    return [each for each in found if not each.init]


def _compare(
    cluster: Cluster, pod: Pod, containers: list[Container], kind: str, failing: dict[str, list[Event]]
) -> Iterator[Signal]:
    text = " ".join(event.message for event in failing[kind])
    for each in containers:
        own = {"Liveness": each.liveness, "Readiness": each.readiness, "Startup": each.startup}[kind]
        sister = each.readiness if kind == "Liveness" else each.liveness
        if own is None or own.path.startswith(REWRITTEN):
            continue
        if own.kind == "exec":
            yield from _command(cluster, pod, each, kind)
            continue
        facts = {"probe": kind.lower(), "container": each.name, "port": own.port}
        numbers = _served(cluster, pod, each)
        named = {port.name for port in each.ports}
        if numbers and own.port and own.port not in numbers | named:
            detail = f"{kind} probe asks port {own.port}; {each.name} serves {', '.join(sorted(numbers))}"
            yield pod_signal(cluster, "probe-port-differs", pod, detail, **facts)
        elif _spoken_to(cluster, pod, each, own, sister) and UNMET.search(text) and not SPOKEN.search(text):
            detail = f"{kind} probe speaks {own.kind} to port {own.port}, which serves another protocol"
            yield pod_signal(cluster, "probe-protocol-differs", pod, detail, **facts)
        elif not SPOKEN.search(text) and UNMET.search(text) and _hasty(own, pod, text) and _suffers(pod, kind):
            allowed = f"delay {own.delay:g} s, period {own.period:g} s × {own.failures}, timeout {own.timeout:g} s"
            detail = f"{kind} probe: {allowed}"
            yield pod_signal(cluster, "probe-impatient", pod, detail, **facts)


def _command(cluster: Cluster, pod: Pod, each: Container, kind: str) -> Iterator[Signal]:
    """The container runs, has not been restarted, and the command that says whether it is ready fails."""
    if kind == "Readiness" and each.state in {"Running", ""} and not pod.restarts and each.ready is False:
        detail = f"{each.name} is running; its {kind.lower()} probe runs a command, which fails"
        yield pod_signal(cluster, "probe-command-fails", pod, detail, probe=kind.lower(), container=each.name)


def _served(cluster: Cluster, pod: Pod, each: Container) -> set[str]:
    """Ports the container is known to serve: its own list, else what Services send it."""
    if each.ports:
        return {str(port.number) for port in each.ports}
    targets = {
        port.target
        for service in cluster.services.values()
        if pod in cluster.selected(service)
        for port in service.ports
        if port.target.isdigit()
    }
    return targets | ({each.env["PORT"]} if each.env.get("PORT", "").isdigit() else set())


def _spoken_to(cluster: Cluster, pod: Pod, each: Container, own: Probe, sister: Probe | None) -> bool:
    """Whether the sister probe or the port's name says another protocol on the same port."""
    if own.kind == "tcp":
        return False
    if sister and sister.port == own.port and sister.kind in {"http", "https", "grpc"}:
        return sister.kind != own.kind
    names = [port.name for port in each.ports if str(port.number) == own.port]
    names += [
        p.name for s in cluster.services.values() if pod in cluster.selected(s) for p in s.ports if p.target == own.port
    ]
    spoken = {TALK[name.partition("-")[0]] for name in names if name.partition("-")[0] in TALK} - {"tcp"}
    return bool(spoken) and own.kind not in spoken


def _hasty(own: Probe, pod: Pod, text: str) -> bool:
    """It waits less than a start may take; or longer, and yet the port never opened before the next kill."""
    return _allows(own) <= PATIENCE or (looping(pod) and not settled(pod) and "refused" in text)


def _allows(probe: Probe) -> float:
    return probe.delay + probe.period * probe.failures


def _shared(cluster: Cluster, pod: Pod, containers: list[Container]) -> Iterator[Signal]:
    for one, other in combinations(containers, 2):
        if same := {p.number for p in one.ports} & {p.number for p in other.ports}:
            port = str(min(same))
            detail = f"{one.name} and {other.name} both serve port {port}"
            yield pod_signal(cluster, "shared-pod-port", pod, detail, port=port)
