"""What stands on what: signals grouped by the component they speak of, the places under it, the calls between."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from astreinte.agents.case import Case
from astreinte.config import Service
from astreinte.domain import Signal
from astreinte.evidence.extract.listings.stores import PORTS as STORE_PORTS

from .plain import OWNER_KEYS, PLACES, Names

ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
UNWELL = frozenset({"container-exited", "service-unhealthy", "unit-failed", "crash-looping"})
STORE = re.compile(r"-(db|database|pg|postgres(ql)?|mysql|mariadb|mongo(db)?|redis|valkey)\Z")
OF_STORES = frozenset({"db-connections-full", "db-read-only", "db-unreached"})
"""What a client says of its store without naming it."""

EVERYWHERE = frozenset({"cluster", "resolver", "network"})


class Spot(NamedTuple):
    """Where a signal speaks: a component by its plain name, or a place as `kind:name`."""

    name: str
    place: bool = False

    @property
    def plain(self) -> str:
        return self.name.split(":", 1)[1] if self.place and ":" in self.name else self.name


@dataclass(frozen=True, eq=False)
class Sighting:
    """A signal with the spot it speaks of; each stands for itself."""

    signal: Signal
    spot: Spot

    @property
    def id(self) -> str:
        return self.signal.id


class Ground:
    """The components, places and calls that the signals of a case speak of.

    `incident` is the component that it is about, where the signals or the inventory know it.
    """

    def __init__(self, case: Case) -> None:
        self.services: Mapping[str, Service] = case.services
        self.names = Names(case)
        self.sightings = tuple(Sighting(signal, self._spot(signal)) for signal in case.signals)
        self.by_spot: dict[Spot, list[Sighting]] = defaultdict(list)
        self.by_peer: dict[str, list[Sighting]] = defaultdict(list)
        self._unwell = {each.spot.name for each in self.sightings if each.id in UNWELL}
        self._by_id: dict[str, list[tuple[int, Sighting]]] = defaultdict(list)
        for place, each in enumerate(self.sightings):
            self._by_id[each.id].append((place, each))
            self.by_spot[each.spot].append(each)
            if peer := self.peer(each):
                self.by_peer[peer].append(each)
        self._under = _places(self.sightings)
        self.ids = frozenset(self._by_id)
        self.calls = self._calls()
        self.incident = self._incident(case)
        self._about: dict[Spot, tuple[Sighting, ...]] = {}

    def of(self, signals: Iterable[str]) -> list[Sighting]:
        """The sightings of these signals, in the order of all."""
        if not (known := self._by_id.keys() & signals):
            return []
        found = chain.from_iterable(self._by_id[name] for name in known)
        return [sighting for _, sighting in sorted(found, key=itemgetter(0))]

    def peer(self, sighting: Sighting) -> str:
        """The component that a line's call went to; empty for no call, and for a probe of the component itself."""
        signal = sighting.signal
        peer = self.names.plain(signal.peer) if signal.peer else ""
        if not peer and signal.id in OF_STORES:
            return self._store(sighting.spot.name)
        if ADDRESS.fullmatch(peer):
            peer = self._behind(sighting.spot.name) or peer
        return "" if peer == sighting.spot.name else peer

    def _store(self, caller: str) -> str:
        """The one data store among what a component needs; empty where there is none, or several."""
        service = self.services.get(caller)
        needs = [self.names.plain(need) for need in (service.needs if service else ())]
        stores = [need for need in needs if need in self.services and self.services[need].port in STORE_PORTS]
        return stores[0] if len(stores) == 1 else ""

    def _behind(self, caller: str) -> str:
        """Who an address of nobody's is: the one need of its caller, or the only one of them that is unwell."""
        service = self.services.get(caller)
        needs = [need for need in (service.needs if service else ()) if need in self.services]
        unwell = [need for need in needs if need in self._unwell]
        return unwell[0] if len(unwell) == 1 else needs[0] if len(needs) == 1 else ""

    def holds(self, place: Spot, component: Spot) -> bool:
        """Whether the place is under the component, as far as anyone knows; the unknown counts as yes."""
        if not place.place or component.place:
            return False
        kind, _, name = place.name.partition(":")
        if kind in EVERYWHERE or name in {"local", "localhost", ""}:
            return True
        if kind == "mount":
            return self._on_mount(component.name, name)
        same = {each for each in self._under.get(component.name, ()) if each.startswith(f"{kind}:")}
        return not same or place.name in same

    def near(self, one: Spot, other: Spot) -> bool:
        """Same spot, a place and what stands on it, a call between them, or two places of one machine."""
        if one == other or self.holds(one, other) or self.holds(other, one):
            return True
        called = {(one.name, other.name), (other.name, one.name)} & self.calls
        return bool(called) or (one.place and other.place)

    def calls_to(self, caller: Spot, callee: Spot) -> bool:
        return (caller.name, callee.name) in self.calls

    def reaches(self, caller: Spot, callee: Spot) -> bool:
        """Whether calls lead from one component to the other, however many stand between."""
        found, todo = {caller.name}, [caller.name]
        while todo:
            name = todo.pop()
            fresh = {each for start, each in self.calls if start == name} - found
            found |= fresh
            todo += fresh
        return callee.name in found

    def callers(self, name: str) -> frozenset[str]:
        """Components that call this one, by a log line or by the inventory."""
        return frozenset(caller for caller, callee in self.calls if callee == name)

    def about(self, spot: Spot) -> tuple[Sighting, ...]:
        """What may speak of a spot: its own signals, those of places under it, those of components standing on it."""
        if (known := self._about.get(spot)) is None:
            others = (other for other in self.by_spot if self.holds(other, spot) or self.holds(spot, other))
            known = self._about[spot] = tuple(each for one in (spot, *others) for each in self.by_spot.get(one, ()))
        return known

    def _incident(self, case: Case) -> Spot | None:
        name = case.brief.component.name if case.brief else case.declaration.service
        if not name:
            return None
        spot = Spot(self.names.plain(name))
        known = spot in self.by_spot or spot.name in self.services or spot.name in self.by_peer
        return spot if known or case.asks_for(name) else None

    def _spot(self, signal: Signal) -> Spot:
        kind, _, name = signal.entity.partition(":")
        if kind in PLACES:
            return Spot(signal.entity, place=True)
        owner = next((signal.attributes[key] for key in OWNER_KEYS if signal.attributes.get(key)), "")
        if owner:
            return Spot(self.names.plain(owner))
        if kind in {"pod", "replicaset"}:
            return Spot(self.names.workload(name.rsplit("/", 1)[-1]))
        return Spot(self.names.plain(signal.entity))

    def placed(self, place: Spot) -> tuple[str, ...]:
        """The services that the inventory itself puts on a mount, by a path of theirs; the unknown ones left out."""
        kind, _, mount = place.name.partition(":")
        if kind != "mount":
            return ()
        known = {n: (*s.paths, *s.logs, *s.safe_to_free, s.repo) for n, s in self.services.items()}
        return tuple(name for name, paths in known.items() if any(paths) and self._on_mount(name, mount))

    def _on_mount(self, component: str, name: str) -> bool:
        """`name` is a path, after `HOST:` on another machine; a component known to run elsewhere is not on it."""
        host, slash, path = name.partition("/")
        mount, where = slash + path, f"host:{host.removesuffix(':')}"
        hosts = {each for each in self._under.get(component, ()) if each.startswith("host:")}
        if host and hosts and where not in hosts:
            return False
        service = self.services.get(component)
        paths = (*service.paths, *service.logs, *service.safe_to_free, service.repo) if service else ()
        told = {s.signal.attributes.get("holds", "") for s in self.by_spot.get(Spot(f"mount:{name}", place=True), ())}
        if component in told or not any(paths):
            return True
        return mount != "/" and any(path == mount or path.startswith(mount.rstrip("/") + "/") for path in paths)

    def _calls(self) -> frozenset[tuple[str, str]]:
        needs = {(name, self.names.plain(callee)) for name, each in self.services.items() for callee in each.needs}
        lines = {(s.spot.name, peer) for peer, each in self.by_peer.items() for s in each if not s.spot.place}
        return frozenset(pair for pair in needs | lines | self._stored() if pair[0] != pair[1])

    def _stored(self) -> set[tuple[str, str]]:
        """A component with the store that is named after it: `till` calls `till-db`."""
        names = sorted(spot.name for spot in self.by_spot if not spot.place)
        stores = [name for name in names if STORE.search(name)]
        return {(name, store) for store in stores for name in names if store.startswith(f"{name}-")}


def _places(sightings: tuple[Sighting, ...]) -> Mapping[str, frozenset[str]]:
    """The nodes, hosts and namespaces that the signals of each component name."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in sightings:
        if each.spot.place:
            continue
        name = each.signal.entity.partition(":")[2]
        if "/" in name:
            found[each.spot.name].add(f"namespace:{name.split('/', 1)[0]}")
        for key in ("node", "host", "namespace"):
            if value := each.signal.attributes.get(key):
                found[each.spot.name].add(f"{key}:{value}")
    return {name: frozenset(places) for name, places in found.items()}
