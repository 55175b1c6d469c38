"""The cluster over all readings of a case: who made which pod, who is selected by what, who calls whom."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from astreinte.domain import Reading

from .model import (
    Claim,
    Container,
    Endpoints,
    Event,
    Named,
    Node,
    Pod,
    Quota,
    ReplicaSet,
    Service,
    Thing,
    Volume,
    Workload,
    overlay,
)
from .parse import Parsed, parse
from .values import carries

REPLICA = re.compile(r"-(?:[0-9a-f]{6,10}-[a-z0-9]{5}|[bcdfghjklmnpqrstvwxz2456789]{5}|\d{1,3})\Z")
HASH = re.compile(r"-[0-9a-f]{5,10}\Z")
TOOLING = re.compile(r"\b(chaos\w*|litmus\w*|k6-operator|locust)\b")
T = TypeVar("T", bound=Thing)
Key = tuple[str, str]


class Cluster:
    """Objects by namespace and name. `declared` are those that only a manifest names; `lists` what was listed whole."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        found = [(reading, parsed) for reading in readings if (parsed := parse(reading))]
        self.owned = frozenset(reading.id for reading, _ in found)
        self.at: Mapping[str, datetime] = {reading.id: reading.at for reading in readings}
        self.lists = frozenset(_listed(each) for _, each in found) - {("", "")}
        ranked = sorted(found, key=lambda each: (-each[1].rank, -each[0].at.timestamp()))
        live = [thing for _, each in ranked if not each.declared for thing in each.things]
        meant = [thing for _, each in ranked if each.declared for thing in each.things]
        self._live = {(type(each), each.namespace, each.name) for each in live}
        self._things = _merged([*live, *meant])
        self.pods, self.workloads = self.of(Pod), self.of(Workload)
        self.sets, self.services = self.of(ReplicaSet), self.of(Service)
        self.nodes, self.claims, self.volumes = self.of(Node), self.of(Claim), self.of(Volume)
        self.endpoints, self.quotas = self.of(Endpoints), self.of(Quota)
        self.events = _distinct(event for _, each in ranked for event in each.events)
        self._held = {(each.namespace, each.kind, each.name): each.data for each in self.of(Named).values()}
        self._owners = {key: self._owner(pod) for key, pod in self.pods.items()}
        self._chosen: dict[int, tuple[Service, list[Pod]]] = {}
        self._pods_of: dict[Key, list[Pod]] = defaultdict(list)
        for key, pod in self.pods.items():
            self._pods_of[pod.namespace, self._owners[key]].append(pod)
        self._labelled: dict[str, list[tuple[Pod, Mapping[str, str]]]] = defaultdict(list)
        for pod in filter(self.live, self.pods.values()):
            self._labelled[pod.namespace].append((pod, self.labels(pod)))

    def __bool__(self) -> bool:
        return bool(self._things or self.events or self.lists)

    def of(self, kind: type[T]) -> dict[Key, T]:
        return {(n, name): each for (k, n, name), each in self._things.items() if k is kind and isinstance(each, kind)}

    def live(self, thing: Thing) -> bool:
        """Whether a reading of the cluster itself, not a manifest alone, shows it."""
        return (type(thing), thing.namespace, thing.name) in self._live

    def listed(self, kind: str, namespace: str) -> bool:
        """Whether all objects of the kind in the namespace are known, so that one not seen does not exist."""
        return (kind, namespace) in self.lists or (kind, "*") in self.lists

    def named(self, kind: str, namespace: str) -> dict[str, Named]:
        """Accounts, classes, secrets that are there, by name."""
        found = (each for each in self.of(Named).values() if each.kind == kind and self.live(each))
        return {each.name: each for each in found if each.namespace in {namespace, ""}}

    def environment(self, namespace: str, container: Container) -> Mapping[str, str]:
        """The variables of a container, those from secrets and config maps that were read among them."""
        found = {
            k: v for kind, name in container.sources for k, v in self._held.get((namespace, kind, name), {}).items()
        }
        taken = {
            name: self._held.get((namespace, kind, where), {}).get(key, "") for name, kind, where, key in container.refs
        }
        return {**found, **{name: value for name, value in taken.items() if value}, **container.env}

    def moment(self, evidence: Sequence[str]) -> datetime | None:
        return max((self.at[each] for each in evidence if each in self.at), default=None)

    def component(self, pod: Pod) -> str:
        """The workload that made the pod."""
        return self._owners.get((pod.namespace, pod.name)) or self._owner(pod)

    def pods_of(self, namespace: str, workload: str) -> list[Pod]:
        return self._pods_of.get((namespace, workload), [])

    def workload_of(self, pod: Pod) -> Workload | None:
        return self.workloads.get((pod.namespace, self.component(pod)))

    def selected(self, service: Service) -> list[Pod]:
        """Pods that carry all labels of the selector."""
        known = self._chosen.get(id(service))
        if known is None or known[0] is not service:
            known = self._chosen[id(service)] = (service, self._selected(service))
        return known[1]

    def _selected(self, service: Service) -> list[Pod]:
        if not service.selector:
            return []
        known = self._labelled.get(service.namespace, ())
        return [pod for pod, labels in known if carries(labels, service.selector)]

    def labels(self, pod: Pod) -> Mapping[str, str]:
        made = self.workload_of(pod)
        return pod.labels or (made.template or made.selector if made else {})

    def serves(self, service: Service) -> str:
        """The component that a Service belongs to: its namesake, else what it selects, else its own labels' owner."""
        if (service.namespace, service.name) in self.workloads:
            return service.name
        for pod in self.selected(service):
            return self.component(pod)
        made = [each for each in self.workloads.values() if each.namespace == service.namespace]
        chosen = [w for w in made if service.selector and carries(w.template or w.selector, service.selector)]
        named = [each for each in made if each.name == service.name]
        shared = [w for w in made if any((w.template or w.selector).get(k) == v for k, v in service.labels.items())]
        partial = [
            w for w in made if any((w.template or w.selector).get(k) == v for k, v in (service.selector or {}).items())
        ]
        begins = [w for w in made if service.name.startswith(w.name + "-")]
        return next((each.name for each in (*chosen, *named, *shared, *partial, *begins)), service.name)

    def _owner(self, pod: Pod) -> str:
        kind, _, name = pod.owner.partition("/")
        if kind == "ReplicaSet":
            made = self.sets.get((pod.namespace, name))
            owner = made.owner.partition("/")[2] if made else ""
            return owner or HASH.sub("", name)
        if name and kind != "Node":
            return name
        known = [w for (n, w) in self.workloads if n == pod.namespace and pod.name.startswith(w + "-")]
        return max(known, key=len) if known else REPLICA.sub("", pod.name)

    def owner_of_set(self, namespace: str, name: str) -> str:
        made = self.sets.get((namespace, name))
        return (made.owner.partition("/")[2] if made else "") or HASH.sub("", name)


def _listed(parsed: Parsed) -> Key:
    own = parsed.asked
    if own.verb != "get" or own.narrowed or not own.kind or parsed.declared:
        return ("", "")
    return (own.kind, own.namespace or "*")


@lru_cache(maxsize=4096)
def _tooling(name: str) -> bool:
    """Whether it is called as what breaks or loads a cluster on purpose."""
    return TOOLING.search(name) is not None


def _merged(things: Iterable[Thing]) -> dict[tuple[type[Thing], str, str], Thing]:
    found: dict[tuple[type[Thing], str, str], Thing] = {}
    for each in things:
        if not _tooling(each.name) and not _tooling(each.namespace):
            key = (type(each), each.namespace, f"{each.kind}/{each.name}" if isinstance(each, Named) else each.name)
            found[key] = overlay(found[key], each) if key in found else each
    return found


def _distinct(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same event from several readings once: with the fuller count, and all evidence."""
    found: dict[tuple[object, ...], Event] = {}
    for each in events:
        key = (each.subject[1], each.namespace, each.reason, each.message[:160])
        known = found.get(key)
        if known is None:
            found[key] = each
        elif each.evidence[0] not in known.evidence:
            found[key] = overlay(known, each) if known.count >= each.count else overlay(each, known)
    return tuple(found.values())
