"""Where the environment of workloads leads, and what callers say of those they call."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from astreinte.domain import Signal

from .addresses import Address, addresses, home_of
from .cluster import Cluster
from .model import Service, Workload
from .policies import Policies
from .stores import DATABASE, Stores
from .tell import workload_signal

FAILED = frozenset({"name-unknown", "connect-refused", "connect-timeout", "name-unknown-now", "resolver-silent"})
UNMET = frozenset({"connect-refused", "connect-timeout"})
SQL = frozenset({3306, 5432, 1433, 1521})
POOLED = re.compile(r"(?i)pool|not available")
UNREACHED = frozenset({"connect-refused", "connect-timeout", "name-unknown", "db-login-refused"})
GATEWAY = re.compile(r"(?i)gateway|ingress|proxy|edge|router")
SUFFIX = re.compile(r"_(addr|address|host|hostname|url|uri|endpoint|server|svc)$")
NAMELESS = frozenset({"name-unknown", "resolver-silent"})
OF_STORE = frozenset({"db-read-only", "db-connections-full", "db-slow"})
RESOLVED = re.compile(r"(?P<host>[a-z][a-z0-9.-]*)/(?P<ip>\d+\.\d+\.\d+\.\d+)(?=[:\]])")
SETTLING = timedelta(seconds=45)
LATELY = timedelta(minutes=5)
SKEW = 0.05
"""Hours by which the clocks of two machines may differ."""


def find_addresses(cluster: Cluster, said: Iterable[Signal]) -> Iterator[Signal]:
    """`address-env-differs`, `db-port-differs`, `route-target-differs`; `said` are what logs say of calls."""
    said = list(said)
    failing: dict[str, set[str]] = {}
    for signal in said:
        if signal.id in FAILED and signal.peer:
            failing.setdefault(signal.entity.rpartition("/")[2], set()).add(
                signal.peer.partition(":")[0].partition(".")[0]
            )
    yield from _called(cluster, said)
    yield from _strayed(cluster, said)
    for made in cluster.workloads.values():
        if cluster.listed("service", made.namespace):
            hosts = set[str]().union(*(names for who, names in failing.items() if who.startswith(made.name)))
            for address in addresses(cluster, made):
                yield from _differs(cluster, made, address, hosts)


def _differs(cluster: Cluster, made: Workload, address: Address, failing: set[str]) -> Iterator[Signal]:
    service = cluster.services.get((address.namespace, address.host))
    facts = {"variable": address.variable, "value": address.text}
    if service is None or not cluster.live(service):
        known = (address.namespace, address.host) in cluster.workloads
        if service is None and not known and address.host in failing:
            detail = f"{address.variable}={address.text}: no Service {address.host!r} in {address.namespace}"
            yield workload_signal(cluster, "address-env-differs", made, detail, **facts)
        return
    if other := _meant(cluster, made, address, service):
        name = "route-target-differs" if GATEWAY.search(made.name) else "address-env-differs"
        yield workload_signal(
            cluster, name, made, f"{address.variable}={address.text}, beside Service {other}", **facts
        )
    served = {port.number for port in service.ports}
    if address.port is not None and served and address.port not in served and service.kind != "ExternalName":
        name = "db-port-differs" if _database(cluster, service, address) else "address-env-differs"
        detail = f"{address.variable}={address.text}: {service.name} serves {', '.join(map(str, sorted(served)))}"
        yield workload_signal(cluster, name, made, detail, **facts)


def _called(cluster: Cluster, said: Iterable[Signal]) -> Iterator[Signal]:
    """A port that a log line calls and the Service behind the name does not have."""
    for signal in said:
        host, _, port = signal.peer.partition(":")
        service = _service(cluster, host) if signal.id in UNMET and port.isdigit() else None
        if service and service.ports and int(port) not in {each.number for each in service.ports}:
            database = DATABASE.search(service.name) or int(port) in SQL or any(e.number in SQL for e in service.ports)
            detail = f"calls {signal.peer}; {service.name} serves {', '.join(str(e.number) for e in service.ports)}"
            name = "db-port-differs" if database else "address-env-differs"
            yield replace(signal, id=name, peer="", detail=detail, count=1)


def _strayed(cluster: Cluster, said: Iterable[Signal]) -> Iterator[Signal]:
    """A Service's name that was resolved to an address which is neither its own nor that of a pod."""
    ours = {each.ip for each in cluster.services.values()} | {each.ip for each in cluster.pods.values()}
    for signal in said:
        found = RESOLVED.search(signal.detail) if signal.id in UNMET else None
        service = _service(cluster, found["host"]) if found else None
        if found and service and service.ip[:1].isdigit() and found["ip"] not in ours:
            detail = f"{service.name} resolved to {found['ip']}, its address is {service.ip}"
            yield replace(signal, id="name-unknown-now", peer=cluster.serves(service), detail=detail, count=1)


def _meant(cluster: Cluster, made: Workload, address: Address, service: Service) -> str:
    """The other Service that the variable is named after, or whose component it is; empty where it is its own."""
    stem = _bare(SUFFIX.sub("", address.variable.lower()))
    near = [each for each in cluster.services.values() if each.namespace == made.namespace]
    known = [each.name for each in near if _bare(each.name) == stem]
    if not known and stem and _bare(cluster.serves(service)) != stem:
        named = {w.name for w in cluster.workloads.values() if w.namespace == made.namespace and _bare(w.name) == stem}
        known = [each.name for each in near if cluster.serves(each) in named] if named else []
    return known[0] if len(known) == 1 and known[0] != service.name else ""


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return re.sub(r"[-_.]|service|svc", "", name.lower())


def _database(cluster: Cluster, service: Service, address: Address) -> bool:
    made = cluster.workloads.get((service.namespace, cluster.serves(service)))
    images = [each.image for each in made.spec.containers] if made else []
    return any(DATABASE.search(each) for each in (service.name, address.text, *images, address.variable))


def callees(cluster: Cluster) -> Mapping[str, frozenset[str]]:
    """Which component calls which, by the addresses in their environment."""
    found: dict[str, set[str]] = {}
    for made in cluster.workloads.values():
        for address in addresses(cluster, made):
            if service := cluster.services.get((address.namespace, address.host)):
                found.setdefault(made.name, set()).add(cluster.serves(service))
    return {caller: frozenset(names - {caller}) for caller, names in found.items()}


def understood(
    cluster: Cluster,
    signals: Iterable[Signal],
    calls: Mapping[str, frozenset[str]],
    policies: Policies,
) -> Iterator[Signal]:
    """Signals of calls with the Service behind an address as peer; name errors from before it existed left out.

    `calls` is who calls whom; whom `policies` keep from asking for names tells nothing of a name.
    """
    signals = list(signals)
    by_ip = {service.ip: service for service in cluster.services.values() if service.ip}
    by_pod = {pod.ip: pod for pod in cluster.pods.values() if pod.ip}
    stores = Stores(cluster)
    unreached = {each.entity for each in signals if each.id in UNREACHED and not POOLED.search(each.detail)}
    for signal in signals:
        host, colon, port = signal.peer.partition(":")
        if signal.id == "db-connections-full" and signal.entity in unreached and POOLED.search(signal.detail):
            continue
        if signal.id in OF_STORE and not _known(cluster, host) and (store := stores.behind(signal, calls)):
            yield replace(signal, peer=store)
        elif host in by_ip:
            yield replace(signal, peer=cluster.serves(by_ip[host]) + colon + port)
        elif host in by_pod:
            yield replace(signal, peer=cluster.component(by_pod[host]) + colon + port)
        elif signal.id in NAMELESS and (service := _service(cluster, host)):
            shut = policies.silences(signal.entity.rpartition("/")[2].rpartition(":")[2])
            yield from [signal] if shut else _name(cluster, signal, service)
        else:
            yield signal


def joined(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Who calls whom by either."""
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in {*one, *other}}


def _known(cluster: Cluster, host: str) -> bool:
    """Whether the address leads to a Service or a pod."""
    services = any(host in {each.ip, each.name} for each in cluster.services.values()) if host else False
    return services or any(host == each.ip for each in cluster.pods.values() if each.ip)


def _service(cluster: Cluster, host: str) -> Service | None:
    """The Service of that name, in the namespace that the name says."""
    name, _, rest = host.partition(".")
    home = home_of(rest)
    same = (s for s in cluster.services.values() if s.name == name and home in {"", s.namespace})
    return next((s for s in same if cluster.live(s)), None)


def _name(cluster: Cluster, signal: Signal, service: Service) -> Iterator[Signal]:
    """A name that exists: history when its last failure is old or of the Service's first seconds, else it fails now."""
    read = cluster.moment(service.evidence)
    if signal.at is None or read is None:
        yield signal
        return
    at = _settled_zone(signal.at, read)
    born = read - timedelta(seconds=service.age) if service.age is not None else None
    if at < read - LATELY or (born and at < born + SETTLING):
        return
    yield signal
    points = cluster.endpoints.get((service.namespace, service.name))
    if points and points.state == "ready" and signal.attributes.get("last"):
        yield replace(signal, id="name-unknown-now", peer=cluster.serves(service))


def _settled_zone(at: datetime, read: datetime) -> datetime:
    """A wall time of another zone, written without it, as late as it can be: whole hours back from the future."""
    ahead = (at - read) / timedelta(hours=1)
    return at - timedelta(hours=math.ceil(ahead)) if ahead > SKEW else at
