"""Services against the pods behind them: endpoints, selectors, ports, protocols, absence."""

from collections.abc import Iterator

from astreinte.domain import Signal

from .calls import GATEWAY
from .cluster import Cluster
from .model import Pod, Service, ServicePort, Workload
from .tell import entity, service_signal, tell

STATES = {"none": "endpoints-none", "not-ready": "endpoints-not-ready", "ready": "endpoints-ready"}


def find_routing(cluster: Cluster) -> Iterator[Signal]:
    """What the endpoints say, and where a Service and its pods disagree."""
    for key, points in cluster.endpoints.items():
        service = cluster.services.get(key)
        if points.state in STATES and (service or points.namespace not in {"kube-system", "default"}):
            owner = cluster.serves(service) if service else points.name
            detail = f"{points.name}: {points.text or points.state}"
            evidence = (*points.evidence, *(service.evidence if service else ()))
            yield tell(cluster, STATES[points.state], entity("service", points), evidence, detail, workload=owner)
    for service in cluster.services.values():
        if cluster.live(service) and service.selector and service.kind != "ExternalName":
            yield from _selects(cluster, service)
            yield from _ports(cluster, service)
    yield from _absent(cluster)


def _selects(cluster: Cluster, service: Service) -> Iterator[Signal]:
    if chosen := cluster.selected(service):
        yield from _strange(cluster, service, chosen)
        return
    owner = cluster.serves(service)
    pods = cluster.pods_of(service.namespace, owner)
    made = cluster.workloads.get((service.namespace, owner))
    known = [pod for pod in pods if cluster.labels(pod)]
    if known or (made and (made.template or made.selector) and made.desired and pods):
        shown = ",".join(f"{key}={value}" for key, value in (service.selector or {}).items())
        detail = f"{service.name} selects {shown}; no pod of {owner} carries it"
        yield service_signal(cluster, "selector-differs", service, detail, selector=shown)
        if cluster.listed("pod", service.namespace) and (service.namespace, service.name) not in cluster.endpoints:
            yield service_signal(cluster, "endpoints-none", service, f"{service.name}: {shown} selects no pod")


def _strange(cluster: Cluster, service: Service, chosen: list[Pod]) -> Iterator[Signal]:
    """A Service named after one component that sends to the pods of another."""
    owner, others = cluster.serves(service), sorted({cluster.component(pod) for pod in chosen})
    if owner not in others and cluster.pods_of(service.namespace, owner):
        detail = f"{service.name} selects the pods of {', '.join(others)}"
        name = "route-target-differs" if GATEWAY.search(owner) else "selector-elsewhere"
        yield service_signal(cluster, name, service, detail)


def _ports(cluster: Cluster, service: Service) -> Iterator[Signal]:
    pods = cluster.selected(service)
    made = cluster.workloads.get((service.namespace, cluster.serves(service)))
    serving: Pod | Workload | None = next(iter(pods), made)
    containers = serving.spec.containers if serving else ()
    found = [port for each in containers if not each.init for port in each.ports]
    if not found:
        return
    for port in service.ports:
        target = port.target or str(port.number)
        numbers, names = {str(each.number) for each in found}, {each.name for each in found if each.name}
        if (target.isdigit() and target not in numbers) or (
            port.target and not target.isdigit() and target not in names
        ):
            if port.target or not target.isdigit():
                detail = f"{service.name} sends to {target}; the container serves {', '.join(sorted(numbers | names))}"
                yield service_signal(cluster, "target-port-unserved", service, detail, port=target)
        elif not _same_protocol(
            port, target, {(str(p.number), p.protocol) for p in found} | {(p.name, p.protocol) for p in found}
        ):
            detail = f"{service.name} port {port.number}/{port.protocol}; the container listens on another protocol"
            yield service_signal(cluster, "protocol-differs", service, detail, protocol=port.protocol)


def _same_protocol(port: ServicePort, target: str, served: set[tuple[str, str]]) -> bool:
    return (target, port.protocol) in served or not any(number == target for number, _ in served)


def _absent(cluster: Cluster) -> Iterator[Signal]:
    """`service-absent`: declared, or called by name beside pods of that name, and not there."""
    named = {
        (w.namespace, value.partition(":")[0]) for w in cluster.workloads.values() for value in _values(cluster, w)
    }
    for namespace, name in sorted({*cluster.services, *named}):
        service = cluster.services.get((namespace, name))
        there = service is not None and cluster.live(service)
        made = cluster.workloads.get((namespace, name))
        if there or not cluster.listed("service", namespace) or not (service or made):
            continue
        evidence = (*(service.evidence if service else ()), *(made.evidence if made else ()))
        owner = cluster.serves(service) if service else name
        where = f"service:{namespace}/{name}" if namespace else f"service:{name}"
        yield tell(
            cluster, "service-absent", where, evidence, f"no Service {name!r}", workload=owner, namespace=namespace
        )


def _values(cluster: Cluster, made: Workload) -> Iterator[str]:
    for container in made.spec.containers:
        yield from cluster.environment(made.namespace, container).values()
