"""Addresses in the environment of workloads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .cluster import Cluster
from .model import Workload

ADDRESS = re.compile(
    r"^(?:[a-z][a-z0-9+.:-]*://)?(?:[^\s/@]*@)?(?P<host>[a-z0-9][a-z0-9.-]*)(?::(?P<port>\d{2,5}))?(?:[/?].*)?$"
)
LOCAL = frozenset({"localhost", "0.0.0.0", "127.0.0.1", "kubernetes", "true", "false"})  # noqa: S104
HOST_NAME = re.compile(r"(?:_|(?<=^PG))(HOST|HOSTNAME|SERVER|ADDR|ADDRESS|SVC)$")
HOST_WORD = re.compile(r"(HOST|HOSTNAME|SERVER|ADDR|ADDRESS|SVC)$")
SETTING = re.compile(r"(?m)^[ \t]*([A-Za-z][\w.-]*)[ \t]*[:=][ \t]*[\"']?([^\s\"']+)")
ROUTED = frozenset({"uri", "proxy_pass"})


@dataclass(frozen=True)
class Address:
    """Where an environment variable points: its name, the host and its namespace, the port or nothing."""

    variable: str
    host: str
    port: int | None
    text: str
    namespace: str


def addresses(cluster: Cluster, made: Workload) -> Iterator[Address]:
    for container in made.spec.containers:
        env = cluster.environment(made.namespace, container)
        for name, value in _listed(env):
            found = ADDRESS.match(value)
            if not found or found["host"] in LOCAL or found["host"].replace(".", "").isdigit():
                continue
            port = found["port"] or env.get(HOST_WORD.sub("PORT", name), "")
            own = HOST_NAME.search(name) or found["port"] or "://" in value
            host, _, rest = found["host"].partition(".")
            if own and (not rest or ".svc" in f".{rest}" or "." not in rest):
                yield Address(name, host, int(port) if port.isdigit() else None, value, home_of(rest) or made.namespace)


def home_of(rest: str) -> str:
    """The namespace that a name says behind its host: `shop.svc.cluster.local`; empty for `svc` and for nothing."""
    home = rest.partition(".")[0]
    return "" if home == "svc" else home


def _listed(env: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each of several addresses by itself, as brokers are listed."""
    yield from ((name, part.strip()) for name, value in _settings(env) for part in value.split(","))


def _settings(env: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Variables as they are; a file among them as its `key: value` lines, the routes of a gateway aside."""
    for name, value in env.items():
        if "\n" in value:
            yield from ((key, text) for key, text in SETTING.findall(value) if key not in ROUTED)
        else:
            yield name, value
