"""What extraction knows beside the readings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from astreinte.config import Service
from astreinte.domain import Window
from astreinte.evidence.needed import needed
from astreinte.evidence.signals import SignalRule

PORTS = {"http": 80, "https": 443}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104


@dataclass(frozen=True)
class Context:
    """`service` is the one the incident is about; `services` the inventory."""

    service: str
    services: Mapping[str, Service]
    window: Window
    now: datetime
    rules: tuple[SignalRule, ...] = ()
    """Signals of a user's own, beside the shipped ones."""

    began: datetime | None = None
    """When the incident began, where its alert says so."""

    alert: str = ""
    """Name of the rule whose alert declared the incident."""

    read: dict[tuple[int, bool], tuple[Any, Any]] = field(
        default_factory=dict[tuple[int, bool], tuple[Any, Any]], init=False, repr=False, compare=False
    )
    """Lines of the readings already taken apart in this extraction."""

    matched: dict[int, tuple[Any, Any]] = field(
        default_factory=dict[int, tuple[Any, Any]], init=False, repr=False, compare=False
    )
    """Rules that match in the lines of the readings, looked for once in this extraction."""

    _by_address: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known: dict[str, str] = {}
        for name, service in self.services.items():
            if address := address_of(service.probe):
                known.setdefault(address, name)
            if service.port:
                known.setdefault(f"localhost:{service.port}", name)
        object.__setattr__(self, "_by_address", known)

    @property
    def own(self) -> Service:
        return self.services.get(self.service) or Service()

    @property
    def entity(self) -> str:
        return f"service:{self.service}"

    def at_address(self, target: str) -> str | None:
        """The service that a URL, `host:port` or name leads to."""
        return self._by_address.get(address_of(target))

    def of_unit(self, unit: str) -> str | None:
        """The service whose manager calls it so; `wiki.service` is `wiki`."""
        bare = unit.removesuffix(".service")
        for name, service in self.services.items():
            if service.unit and service.unit.removesuffix(".service") in {bare, bare.rpartition(":")[2]}:
                return name
        return None

    def ports(self) -> dict[int, str]:
        """Ports that the service lives by: its own (empty peer), and those of what it needs (`host:port`, service)."""
        found: dict[int, str] = {}
        for need in needed(self.service, self.services):
            service = self.services.get(need)
            port = service.port or port_of(service.probe) if service else port_of(need)
            if port:
                found[port] = need
        own = self.own.port or port_of(self.own.probe)
        return {**found, own: ""} if own else found


def address_of(target: str) -> str:
    """`host:port`, all names of this host as `localhost`; empty when there is neither."""
    text = target if "://" in target else f"tcp://{target}"
    try:
        split = urlsplit(text)
        host, port = split.hostname or "", split.port or PORTS.get(split.scheme)
    except ValueError:
        return ""
    shown = "localhost" if host in LOOPBACK else host
    return f"{shown}:{port}" if port else shown


def port_of(target: str) -> int | None:
    _, _, port = address_of(target).rpartition(":") if target else ("", "", "")
    return int(port) if port.isdigit() else None
