"""Objects that choose others by a name or labels that nothing carries: routes without controller, idle monitors."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.seen import seen

from .cluster import Cluster
from .model import Service
from .outline import Item, outlines
from .parse import asked
from .tell import tell
from .tree import Map, at, mapping, maps, objects, strings, text
from .values import carries, said

TERMINATES = re.compile(r"^(\S+) terminates ")
BACKEND = re.compile(r"(?m)(?:^|\s)([a-z0-9][a-z0-9-]*):(\d{1,5}|[a-z][a-z0-9-]*) \(")
Ingress = tuple[str, str, Sequence[str], Sequence[tuple[str, str]]]
"""Namespace, name, the secrets with its certificates, the Services with their ports."""

CLASSES = frozenset({"ingressclass", "ingressclasses", "ingressclasses.networking.k8s.io"})


def find_unserved(readings: Sequence[Reading], cluster: Cluster) -> Iterator[Signal]:
    """`route-unusable` of an Ingress, `monitor-selects-none` of a ServiceMonitor."""
    told = [each for each in readings if each.query.tool == "kubectl" and each.status == "ok"]
    yield from _classes(told)
    for reading in told:
        if "ngress" in reading.text:
            for space, name, secrets, backends in (*_written(reading.text), *_described(reading.text)):
                for detail, target in (*_secrets(cluster, space, secrets), *_backends(cluster, space, backends)):
                    yield seen("route-unusable", f"ingress:{space}/{name}", reading, f"{name}: {detail}", target=target)
        if "kind: ServiceMonitor" in reading.text:
            for each in objects(reading.text, "ServiceMonitor"):
                yield from _monitored(cluster, each, reading)


def _classes(told: Sequence[Reading]) -> Iterator[Signal]:
    """Ingresses of a class that the whole list of classes does not hold."""
    listed = [each for each in told if CLASSES.intersection(each.query.args[:3])]
    known = {row["NAME"] for each in listed for row in rows_under(each, "NAME", "CONTROLLER") if row.get("NAME")}
    for reading in told if known else ():
        for row in rows_under(reading, "NAME", "CLASS", "HOSTS"):
            name, own = row.get("NAME", ""), said(row.get("CLASS", ""))
            if own and own not in known:
                space = row.get("NAMESPACE") or asked(reading.query.args).namespace
                detail = f"{name}: no controller serves the class {own}"
                yield seen("route-unusable", f"ingress:{space}/{name}", reading, detail, target=own)


def _written(told: str) -> Iterator[Ingress]:
    if "kind: Ingress\n" in told:
        for each in objects(told, "Ingress"):
            rules = maps(each, "spec", "rules")
            paths = (mapping(path, "backend", "service") for rule in rules for path in maps(rule, "http", "paths"))
            backends = [(text(path, "name"), text(path, "port", "number")) for path in paths]
            secrets = [text(tls, "secretName") for tls in maps(each, "spec", "tls")]
            yield text(each, "metadata", "namespace"), text(each, "metadata", "name"), secrets, backends


def _described(told: str) -> Iterator[Ingress]:
    if "Backends" in told and "Ingress Class" in told:
        for item in outlines(told.split("\n")):
            secrets = [found[1] for each in item.under("TLS") if (found := TERMINATES.match(each.text))]
            shown = "\n".join(each.text for each in _all(item.under("Rules")))
            yield item.get("Namespace"), item.get("Name"), secrets, BACKEND.findall(shown)


def _all(items: Sequence[Item]) -> Iterator[Item]:
    for each in items:
        yield each
        yield from _all(each.items)


def _secrets(cluster: Cluster, space: str, secrets: Sequence[str]) -> Iterator[tuple[str, str]]:
    known = cluster.named("secret", space)
    for each in secrets if cluster.listed("secret", space) else ():
        if each and each not in known:
            yield f"no Secret {each}", each


def _backends(cluster: Cluster, space: str, backends: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, port in backends:
        service = cluster.services.get((space, name))
        if service is None and cluster.listed("service", space):
            yield f"no Service {name}", name
        elif service and port.isdigit() and service.ports and int(port) not in {each.number for each in service.ports}:
            yield f"Service {name} has no port {port}", name


def _monitored(cluster: Cluster, monitor: Map, reading: Reading) -> Iterator[Signal]:
    """A monitor whose labels no Service of its namespace carries, or whose port the chosen ones do not have."""
    name, space = text(monitor, "metadata", "name"), text(monitor, "metadata", "namespace")
    wanted = strings(monitor, "spec", "selector", "matchLabels")
    near = [each for each in cluster.services.values() if each.namespace == space and each.labels]
    apart = at(monitor, "spec", "namespaceSelector") or at(monitor, "spec", "selector", "matchExpressions")
    if not wanted or not near or apart:
        return
    chosen = [each for each in near if carries(each.labels, wanted)]
    namesake = next((each for each in near if each.name == name), None)
    shown = ",".join(f"{key}={value}" for key, value in wanted.items())
    if not chosen and namesake:
        detail = f"{name} selects {shown}; Service {namesake.name} does not carry it"
        yield _aimless(cluster, detail, namesake, reading)
    ports = [text(each, "port") for each in maps(monitor, "spec", "endpoints")]
    for service in chosen:
        named = {each.name for each in service.ports if each.name}
        if named and ports and not named.intersection(ports):
            detail = f"{name} asks port {ports[0]}; Service {service.name} does not have it"
            yield _aimless(cluster, detail, service, reading)


def _aimless(cluster: Cluster, detail: str, service: Service, reading: Reading) -> Signal:
    where, evidence = f"service:{service.namespace}/{service.name}", (reading.id, *service.evidence)
    return tell(cluster, "monitor-selects-none", where, evidence, detail, workload=cluster.serves(service))
