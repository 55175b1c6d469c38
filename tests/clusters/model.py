"""An invented cluster: what stands in it, and every way in which a fault can change it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zlib import crc32

AT = datetime(2027, 3, 9, 10, 30, tzinfo=UTC)
HASH = "bcdfghjklmnpqrstvwxz2456789"
TEMPLATE = "456789bcdf"
"""What the digits of a template's hash become."""


def letters(seed: str, length: int, among: str = HASH) -> str:
    """Letters that Kubernetes draws for suffixes, the same for the same seed."""
    value, found = crc32(seed.encode()), ""
    for _ in range(length):
        value, rest = divmod(value * 48271 % 2147483647, len(among))
        found += among[rest]
        value += 7919
    return found


@dataclass
class Event:
    reason: str
    message: str
    age: str = "4s (x7 over 88s)"
    kind: str = "Warning"
    source: str = "kubelet"


@dataclass
class Probe:
    """As `kubectl describe` writes it; `kind` is http-get, tcp-socket, grpc or exec."""

    kind: str = "http-get"
    port: int | str = 0
    path: str = "/health"
    scheme: str = "http"
    delay: int = 20
    timeout: int = 1
    period: int = 10
    failures: int = 3


@dataclass
class Sidecar:
    """A second container of the pod."""

    name: str
    image: str
    port: int
    state: str = "Running"
    ready: bool = True
    restarts: int = 0
    reason: str = ""
    last: str = ""
    code: int = 0


@dataclass
class App:
    """One workload with its Service and pods; healthy unless something is changed."""

    name: str
    port: int = 8080
    port_name: str = "http"
    image: str = ""
    kind: str = "Deployment"
    replicas: int = 1
    service: str = ""
    served: bool = True
    service_port: int = 0
    target: str = ""
    protocol: str = "TCP"
    selector: Mapping[str, str] | None = None
    label: str = "app"
    env: dict[str, str] = field(default_factory=dict[str, str])
    env_from: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    liveness: Probe | None = None
    readiness: Probe | None = None
    cpu: str = "100m"
    memory: str = "256Mi"
    memory_limit: str = "512Mi"
    node_selector: dict[str, str] = field(default_factory=dict[str, str])
    affinity: str = ""
    account: str = ""
    pull_secret: str = ""
    claim: str = ""
    status: str = "Running"
    phase: str = "Running"
    ready: bool = True
    placed: bool = True
    made: int = -1
    restarts: int = 0
    restarted: str = "14s"
    waiting: str = ""
    last: str = ""
    code: int = 0
    sidecars: list[Sidecar] = field(default_factory=list[Sidecar])
    endpoints: str | None = None
    events: list[Event] = field(default_factory=list[Event])
    set_events: list[Event] = field(default_factory=list[Event])
    logs: list[str] = field(default_factory=list[str])
    calls: tuple[str, ...] = ()
    extra: str = ""
    age: str = "95s"

    @property
    def service_name(self) -> str:
        return self.service or self.name

    @property
    def labels(self) -> dict[str, str]:
        return {self.label: self.name}

    @property
    def revision(self) -> str:
        return f"{self.name}-{letters(self.name + self.image, 10, TEMPLATE)}"

    @property
    def pods(self) -> list[str]:
        count = self.replicas if self.made < 0 else self.made
        if self.kind == "StatefulSet":
            return [f"{self.name}-{index}" for index in range(count)]
        return [f"{self.revision}-{letters(f'{self.name}{index}', 5)}" for index in range(count)]

    @property
    def up(self) -> bool:
        return self.ready and self.placed and self.status == "Running"

    def ip(self, index: int = 0) -> str:
        seed = crc32(f"{self.name}{index}".encode())
        return f"10.42.{seed % 3}.{seed // 7 % 240 + 10}"

    @property
    def cluster_ip(self) -> str:
        seed = crc32(f"svc{self.service_name}".encode())
        return f"10.43.{seed % 250}.{seed // 251 % 250}"


@dataclass
class Node:
    name: str
    labels: dict[str, str] = field(default_factory=dict[str, str])
    taints: list[str] = field(default_factory=list[str])
    cordoned: bool = False
    ready: str = "True"
    reason: str = "KubeletReady"
    message: str = "kubelet is posting ready status"
    control: bool = False
    cpu: str = "8"
    events: list[Event] = field(default_factory=list[Event])
    down: list[str] = field(default_factory=list[str])
    """Node services that are not active."""


@dataclass
class Claim:
    name: str
    status: str = "Bound"
    volume: str = ""
    size: str = "5Gi"
    modes: str = "RWO"
    storage_class: str = ""
    selector: dict[str, str] = field(default_factory=dict[str, str])
    events: list[Event] = field(default_factory=list[Event])


@dataclass
class Volume:
    name: str
    status: str = "Bound"
    claim: str = ""
    size: str = "5Gi"
    modes: str = "RWO"
    storage_class: str = ""
    labels: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class Town:
    """A namespace with its applications on its nodes."""

    namespace: str
    apps: dict[str, App]
    nodes: list[Node]
    claims: dict[str, Claim] = field(default_factory=dict[str, Claim])
    volumes: list[Volume] = field(default_factory=list[Volume])
    classes: list[str] = field(default_factory=lambda: ["standard"])
    accounts: set[str] = field(default_factory=lambda: {"default"})
    secrets: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    configs: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    quota: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    list_events: bool = False
    alerts: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    unreachable: set[str] = field(default_factory=set[str])
    at: datetime = AT

    @property
    def workers(self) -> list[Node]:
        return [node for node in self.nodes if not node.control]

    @property
    def control(self) -> Node:
        return next(node for node in self.nodes if node.control)

    def node_of(self, app: App, index: int = 0) -> str:
        if not app.placed:
            return ""
        return self.workers[(crc32(app.name.encode()) + index) % len(self.workers)].name

    def log(self, name: str, *lines: str, count: int = 3, before: int = 12) -> None:
        """Lines at the end of a component's log, repeated every second; `{t}` is the time."""
        for index in range(count):
            moment = self.at - timedelta(seconds=before - index)
            self.apps[name].logs += [line.replace("{t}", moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z")
                                     for line in lines]  # fmt: skip


Change = Callable[[Town], str]
"""Injects a fault and returns the name of the object that it sits on."""
