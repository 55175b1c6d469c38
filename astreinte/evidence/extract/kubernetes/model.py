"""The cluster as readings tell it: every field that no reading gave is None or empty."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Labels = Mapping[str, str]
T = TypeVar("T")
UNSAID: tuple[Any, ...] = (None, "", (), {})


def _none() -> Labels:
    return {}


ENDING = "Terminating"
"""A pod that was told to end: nothing of what it suffered from is a fault any more."""


@dataclass(frozen=True)
class Port:
    number: int
    protocol: str = "TCP"
    name: str = ""


@dataclass(frozen=True)
class Probe:
    """`kind` is http, https, tcp, grpc or exec; times in seconds; `port` a number or the name of one."""

    kind: str
    port: str = ""
    path: str = ""
    delay: float = 0
    timeout: float = 1
    period: float = 10
    failures: int = 3


@dataclass(frozen=True)
class Container:
    """`sources` are secrets and config maps taken whole, as kind and name; `refs` single keys of them by variable."""

    name: str
    init: bool = False
    image: str = ""
    ports: tuple[Port, ...] = ()
    liveness: Probe | None = None
    readiness: Probe | None = None
    env: Labels = field(default_factory=_none)
    sources: tuple[tuple[str, str], ...] = ()
    refs: tuple[tuple[str, str, str, str], ...] = ()
    limits: Labels = field(default_factory=_none)
    requests: Labels = field(default_factory=_none)
    state: str = ""
    reason: str = ""
    last_reason: str = ""
    exit_code: int | None = None
    ready: bool | None = None
    restarts: int | None = None
    startup: Probe | None = None


@dataclass(frozen=True)
class Expression:
    """One match expression of a node affinity term."""

    key: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Toleration:
    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""


@dataclass(frozen=True)
class Spec:
    """Of a pod, or of the pods that a workload makes. `affinity` are the terms, any of which must hold whole."""

    containers: tuple[Container, ...] = ()
    node_selector: Labels | None = None
    affinity: tuple[tuple[Expression, ...], ...] | None = None
    tolerations: tuple[Toleration, ...] | None = None
    account: str = ""
    pull_secrets: tuple[str, ...] | None = None
    claims: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Thing:
    """What every object has. `evidence` are ids of readings, `age` seconds at the time of the reading."""

    name: str
    namespace: str = ""
    labels: Labels = field(default_factory=_none)
    evidence: tuple[str, ...] = ()
    age: float | None = None


@dataclass(frozen=True)
class Pod(Thing):
    """`status` is what kubectl shows; `ready` the containers that are, of `total`; `restarted` seconds ago."""

    spec: Spec = field(default_factory=Spec)
    node: str | None = None
    status: str = ""
    ready: int | None = None
    total: int | None = None
    restarts: int | None = None
    restarted: float | None = None
    owner: str = ""
    ip: str = ""


@dataclass(frozen=True)
class Workload(Thing):
    """A deployment, stateful set or daemon set: `kind` says which. `template` are the labels of its pods."""

    kind: str = ""
    spec: Spec = field(default_factory=Spec)
    selector: Labels = field(default_factory=_none)
    template: Labels = field(default_factory=_none)
    desired: int | None = None
    available: int | None = None


@dataclass(frozen=True)
class ReplicaSet(Thing):
    owner: str = ""
    desired: int | None = None
    current: int | None = None


@dataclass(frozen=True)
class ServicePort:
    number: int
    protocol: str = "TCP"
    target: str = ""
    name: str = ""


@dataclass(frozen=True)
class Service(Thing):
    kind: str = ""
    selector: Labels | None = None
    ports: tuple[ServicePort, ...] = ()
    ip: str = ""


@dataclass(frozen=True)
class Endpoints(Thing):
    """`state` is none, not-ready or ready."""

    state: str = ""
    text: str = ""


@dataclass(frozen=True)
class Claim(Thing):
    status: str = ""
    volume: str = ""
    storage_class: str | None = None
    request: float | None = None
    modes: tuple[str, ...] = ()
    selector: Labels | None = None
    used_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Volume(Thing):
    status: str = ""
    claim: str = ""
    storage_class: str | None = None
    capacity: float | None = None
    modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taint:
    key: str
    value: str = ""
    effect: str = ""


@dataclass(frozen=True)
class Node(Thing):
    """`conditions` are status and reason by type."""

    ready: str = ""
    cordoned: bool | None = None
    roles: str = ""
    taints: tuple[Taint, ...] | None = None
    conditions: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    slots: int | None = None
    held: int | None = None

    @property
    def control_plane(self) -> bool:
        return bool({"control-plane", "master"}.intersection(self.roles.split(","))) or any(
            key.endswith(("/control-plane", "/master")) for key in self.labels
        )


@dataclass(frozen=True)
class Quota(Thing):
    """Used and hard by resource, as written."""

    used: Labels = field(default_factory=_none)
    hard: Labels = field(default_factory=_none)


@dataclass(frozen=True)
class Named(Thing):
    """An object that is named by others: an account, a class, a secret. `data` of a secret or config map, in clear."""

    kind: str = ""
    data: Labels = field(default_factory=_none)
    secrets: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Event:
    """`age` and `first` are seconds before the reading; `subject` is kind and name."""

    subject: tuple[str, str]
    namespace: str
    reason: str
    message: str
    evidence: tuple[str, ...] = ()
    age: float | None = None
    first: float | None = None
    count: int = 1
    warning: bool = True

    @property
    def text(self) -> str:
        return f"{self.reason}: {self.message}"


def overlay(better: T, other: T) -> T:
    """The first, with what it does not say taken from the second; containers are joined by name."""
    values: list[Any] = []
    said = vars(other)
    for name, own in vars(better).items():
        mine, theirs = own, said[name]
        if name == "evidence":
            mine = tuple(dict.fromkeys((*mine, *theirs)))
        elif name == "containers":
            mine = _containers(mine, theirs)
        elif isinstance(mine, Spec):
            mine = overlay(mine, theirs)
        elif not mine and (mine is None or mine in UNSAID):
            mine = theirs if theirs or theirs not in UNSAID else mine
        values.append(mine)
    return type(better)(*values)


def _containers(mine: tuple[Container, ...], theirs: tuple[Container, ...]) -> tuple[Container, ...]:
    if not mine or not theirs:
        return mine or theirs
    more = {each.name: each for each in theirs}
    return tuple(overlay(each, more[each.name]) if each.name in more else each for each in mine)
