"""Routes of gateways: paths sent to another component than the one that they are named after."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from astreinte.domain import Signal

from .cluster import Cluster
from .model import Workload
from .tell import workload_signal

ROUTE = re.compile(
    r"-\s*id:\s*[\"']?(?P<id>[\w.-]+)[\"']?\s+uri:\s*[\"']?(?P<uri>\S+?)[\"']?\s+predicates:(?P<rest>(?:\s+-\s+(?!id:)\S.*)+)"
)
PATH = re.compile(r"\bPath=([^\s\"',]+)")
LOCATION = re.compile(r"location\s+(?:[=~^*]+\s+)?(?P<path>/\S*)\s*\{(?P<body>[^{}]*)\}")
PASS = re.compile(r"proxy_pass\s+(?P<uri>[^\s;]+)")
TARGET = re.compile(r"^(?:[a-z][a-z0-9+.-]*:(?://)?)?(?P<host>[A-Za-z0-9][\w.-]*?)(?:\.[\w.-]+)?(?::\d+)?(?:/.*)?$")
VARIABLE = re.compile(r"^(?P<stem>\w*ROUTES_?\[?\d+\]?)_(?P<key>ID|URI|PREDICATES\w*)$")
VERSION = re.compile(r"^v\d+$")
SMALL = frozenset({"api", "service", "services", "svc", ""})
CUSTOM = 0.6
"""The share of routes that must lead where their path says, so that one which does not is an error."""


@dataclass(frozen=True)
class Route:
    """What a path is for, by its identifier or its segments, and the host it is sent to."""

    names: tuple[str, ...]
    host: str
    text: str


def find_routes(cluster: Cluster) -> Iterator[Signal]:
    """`route-target-differs`, where most routes of the component follow the names and this one does not."""
    services = {namespace: _known(cluster, namespace) for namespace in {where for where, _ in cluster.workloads}}
    for made in cluster.workloads.values():
        known = services[made.namespace]
        judged = [(route, owner) for route in _routes(cluster, made) if (owner := _owner(route, known))]
        kept = [route for route, owner in judged if _leads(route, owner, known)]
        if len(kept) < len(judged) and len(kept) >= CUSTOM * len(judged):
            for route, owner in judged:
                if not _leads(route, owner, known):
                    detail = f"{route.text} leads to {route.host}, not to {owner}"
                    yield workload_signal(cluster, "route-target-differs", made, detail, target=route.host)


def _known(cluster: Cluster, namespace: str) -> Mapping[str, str]:
    """Services by what is left of their name once the words that most of them share are gone."""
    names = [each.name for each in cluster.services.values() if each.namespace == namespace]
    words = Counter(word for name in names for word in set(name.split("-")))
    common = {word for word, count in words.items() if count > len(names) / 2 and len(names) > 1} | SMALL
    stems = {name: _bare("".join(word for word in name.split("-") if word not in common)) for name in names}
    once = Counter(stems.values())
    return {stem: name for name, stem in stems.items() if stem and once[stem] == 1}


def _owner(route: Route, known: Mapping[str, str]) -> str:
    """The one Service that the route is named after; empty for none or several."""
    found = {owner for name in route.names if (owner := known.get(_bare(name)))}
    return next(iter(found)) if len(found) == 1 else ""


def _leads(route: Route, owner: str, known: Mapping[str, str]) -> bool:
    return route.host == owner or known.get(_bare(route.host)) == owner


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]|services?|svc", "", name.lower())


def _routes(cluster: Cluster, made: Workload) -> Iterator[Route]:
    for container in made.spec.containers:
        env = cluster.environment(made.namespace, container)
        for value in env.values():
            yield from _written(value)
        yield from _variables(env)


def _written(text: str) -> Iterator[Route]:
    """Routes of Spring's gateway and locations of nginx."""
    for found in ROUTE.finditer(text):
        paths = [segment for path in PATH.findall(found["rest"]) for segment in _segments(path)]
        yield from _route((*paths,) or (found["id"],), found["uri"], f"{found['id']} {found['rest'].strip()}")
    for found in LOCATION.finditer(text):
        if to := PASS.search(found["body"]):
            yield from _route(tuple(_segments(found["path"])), to["uri"], found["path"])


def _variables(env: Mapping[str, str]) -> Iterator[Route]:
    grouped: dict[str, dict[str, str]] = {}
    for name, value in env.items():
        if found := VARIABLE.match(name):
            grouped.setdefault(found["stem"], {})[found["key"].partition("_")[0]] = value
    for each in grouped.values():
        paths = [segment for path in PATH.findall(each.get("PREDICATES", "")) for segment in _segments(path)]
        yield from _route((*paths,) or (each.get("ID", ""),), each.get("URI", ""), each.get("PREDICATES", ""))


def _segments(path: str) -> list[str]:
    parts = [part for part in path.split("/") if part and not part.startswith(("*", "{", "$", "("))]
    return [part for part in parts if part.lower() not in SMALL and not VERSION.match(part)]


def _route(names: tuple[str, ...], uri: str, text: str) -> Iterator[Route]:
    if found := TARGET.match(uri):
        yield Route(names, found["host"], text[:80])
