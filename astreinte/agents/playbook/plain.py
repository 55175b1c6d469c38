"""From entities, units, pods and addresses to the plain names of components."""

import re
from collections.abc import Mapping
from ipaddress import ip_address

from astreinte.agents.case import Case
from astreinte.config import Service

PLACES = frozenset(
    {"node", "host", "mount", "namespace", "cluster", "disk", "quota", "network", "resolver", "pool", "guest", "device"}
)
OWNER_KEYS = ("service", "component", "workload", "deployment", "app")
SUFFIXES = (".service", ".socket", ".timer")
REPLICA = re.compile(r"-(?:[0-9a-f]{6,10}-[a-z0-9]{5}|[bcdfghjklmnpqrstvwxz2456789]{5}|\d{1,3})\Z")
KIND, PORT, DIGITS = re.compile(r"[a-z-]+:\D"), re.compile(r":\d+\Z"), re.compile(r"[\d.]+")
LOOPBACK = re.compile(r"(?:127\.[\d.]+|localhost|\[?::1\]?|0\.0\.0\.0):(\d+)\Z")
ADDRESS = re.compile(r"(?:https?|tcp)://(?P<at>[^/@\s]+:\d{1,5})(?:/|\Z)")
NUMBERS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
PROBED = re.compile(r"(?:https?|tcp)://(?:127\.[\d.]+|localhost|\[::1\]):(\d{1,5})(?:/|\Z)")


class Names:
    """From an entity, a unit, a pod or an address to the plain name of a component.

    A pod whose workload is known by name is that workload, whoever names the pod.
    """

    def __init__(self, case: Case) -> None:
        self._services = case.services
        self._probed = _probed(case.services)
        told = _told(case)
        declared = {case.declaration.service, case.brief.component.name if case.brief else ""} - told - {""}
        pods = {name: stem for name in declared if (stem := REPLICA.sub("", name)) in told}
        self._pods = {**pods, **_owners(case)}
        self._known = (told | declared) - self._pods.keys()

    def plain(self, entity: str) -> str:
        """`service:shop/cart`, `wiki.service`, `db.shop.svc:5432`, `127.0.0.1:80` → `cart`, `wiki`, `db`, its owner."""
        name = entity.split(":", 1)[1] if KIND.match(entity) else entity
        if (found := LOOPBACK.match(name)) and (owner := self._by_port(int(found[1]))):
            return owner
        if owner := self._probed.get(name, "") or self._inside(name):
            return owner
        name = PORT.sub("", name.rsplit("/", 1)[-1])
        for suffix in SUFFIXES:
            name = name.removesuffix(suffix)
        short = name.split(".", 1)[0]
        if name not in self._known and short in self._known and not DIGITS.fullmatch(name):
            name = short
        name = self._pods.get(name, name)
        return name if name in self._services else self._by_unit(name)

    def workload(self, pod: str) -> str:
        """The pod's owner; else its name without replica suffix; else the known component that its name begins with."""
        if pod in self._pods:
            return self._pods[pod]
        stem = REPLICA.sub("", pod)
        if stem != pod:
            return stem
        known = [name for name in self._known if pod == name or pod.startswith(name + "-")]
        return max(known, key=len) if known else pod

    def _inside(self, address: str) -> str:
        """The one service of a port, for the address of a container or guest: they change, and no inventory has them.

        One that is probed at an address of its own is known by that.
        """
        host, _, port = address.rpartition(":")
        if not NUMBERS.fullmatch(host) or not port.isdecimal() or not ip_address(host).is_private:
            return ""
        found = [key for key, each in self._services.items() if each.port == int(port) and not each.probe]
        return found[0] if len(found) == 1 else ""

    def _by_unit(self, name: str) -> str:
        return next((key for key, each in self._services.items() if each.unit.removesuffix(".service") == name), name)

    def _by_port(self, port: int) -> str:
        """The service that listens on a port of this machine, by its own word or by where it is probed from here."""
        listed = self._services.items()
        own = (key for key, each in listed if each.port == port)
        probed = (key for key, each in listed if (at := PROBED.match(each.probe)) and int(at[1]) == port)
        return next(own, "") or next(probed, "")


def _probed(services: Mapping[str, Service]) -> Mapping[str, str]:
    """The one service that is probed at an address, by `host:port`; where several are, nobody's."""
    found: dict[str, str] = {}
    for name, service in services.items():
        if address := ADDRESS.match(service.probe):
            found[address["at"]] = "" if address["at"] in found else name
    return found


def _owners(case: Case) -> Mapping[str, str]:
    """From the names of pods to the workloads that signals give them."""
    found: dict[str, str] = {}
    for signal in case.signals:
        kind, _, name = signal.entity.partition(":")
        owner = next((signal.attributes[key] for key in OWNER_KEYS if signal.attributes.get(key)), "")
        if kind == "pod" and owner and owner != name.rsplit("/", 1)[-1]:
            found.setdefault(name.rsplit("/", 1)[-1], owner)
    return found


def _told(case: Case) -> frozenset[str]:
    """Every component that inventory and evidence name outright: services and workloads, no pods."""
    found = {*case.services}
    for signal in case.signals:
        kind, _, name = signal.entity.partition(":")
        if kind not in PLACES and kind not in {"pod", "replicaset"}:
            found.add(name.rsplit("/", 1)[-1].removesuffix(".service"))
        found.update(signal.attributes[key] for key in OWNER_KEYS if signal.attributes.get(key))
    return frozenset(found - {""})
