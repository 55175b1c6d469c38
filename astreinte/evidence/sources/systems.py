"""Factories of the live systems: clusters, container engines, other machines, Proxmox nodes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from astreinte.config import Service, Settings
from astreinte.domain import Clock
from astreinte.evidence.source import Source

from .containers import ContainerSource, Engine
from .hosts import HostsSource
from .kubernetes import KubernetesSource
from .pve import Guest, PveSource
from .remote import RemoteHost
from .run import run
from .ssh import TARGET, Ssh, Target

NAMESPACE = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$"
CONTEXT = r"^([A-Za-z0-9_][A-Za-z0-9_.:@/-]{0,200})?$"
NODE = r"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"
ADDRESS = r"^((unix:///|ssh://|tcp://)[A-Za-z0-9_.@:/\[\]-]{1,200})?$"


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, regex_engine="python-re")


class _EngineOptions(_Options):
    host: str = Field(default="", pattern=ADDRESS)


class _KubernetesOptions(_Options):
    context: str = Field(default="", pattern=CONTEXT)
    kubeconfig: str = ""
    namespace: str = Field(default="", pattern=NAMESPACE)
    namespaces: dict[str, str] = {}


class _SshOptions(_Options):
    ssh: str = Field(pattern=rf"^{TARGET.pattern}$")
    key: str = ""
    known_hosts: str = ""
    jump: str = Field(default="", pattern=rf"^({TARGET.pattern})?$")
    config: str = Field(default="", pattern=r"^([/~][^\x00-\x1f\x7f]{1,250})?$")

    @property
    def target(self) -> Target:
        return Target(self.ssh, self.key, self.known_hosts, self.jump, self.config)


class _HostOptions(_SshOptions):
    name: str = Field(pattern=NODE)
    services: tuple[str, ...] = ()


class _GuestOptions(_Options):
    id: int = Field(ge=100, le=99999)
    kind: Literal["lxc", "qemu"] = "lxc"
    services: tuple[str, ...] = ()


class _PveOptions(_Options):
    node: str = Field(pattern=NODE)
    ssh: str = Field(default="", pattern=rf"^({TARGET.pattern})?$")
    key: str = ""
    known_hosts: str = ""
    guests: tuple[_GuestOptions, ...] = ()


def _engine(name: Engine) -> Callable[[Any, Settings, Clock], Source]:
    def make(options: Any, settings: Settings, clock: Clock) -> Source:
        host = _EngineOptions.model_validate(options or {}).host
        return ContainerSource(name, settings.services, clock, host, settings.limits.lines)

    return make


def _kubernetes(options: Any, settings: Settings, clock: Clock) -> Source:
    checked = _KubernetesOptions.model_validate(options or {})
    return KubernetesSource(clock, **checked.model_dump(), lines=settings.limits.lines)


def _hosts(options: Any, settings: Settings, clock: Clock) -> Source:
    checked = TypeAdapter(tuple[_HostOptions, ...]).validate_python(options or ())
    connections = [Ssh(each.target) for each in checked]
    hosts = [
        RemoteHost(each.name, _living(each.services, settings.services), connection, clock, settings.limits.lines)
        for each, connection in zip(checked, connections, strict=True)
    ]
    return HostsSource(hosts, settings.services, connections)


def _pve(options: Any, settings: Settings, clock: Clock) -> Source:
    checked = _PveOptions.model_validate(options or {})
    how = Ssh(Target(checked.ssh, checked.key, checked.known_hosts)) if checked.ssh else run
    guests = [Guest(each.id, each.kind, each.services) for each in checked.guests]
    return PveSource(checked.node, guests, settings.services, how, clock, settings.limits.lines)


def _living(names: Sequence[str], services: Mapping[str, Service]) -> Mapping[str, Service]:
    """The named services; all of them where none is named."""
    return {name: each for name, each in services.items() if not names or name in names}


SYSTEMS: dict[str, Callable[[Any, Settings, Clock], Source]] = {
    "docker": _engine("docker"),
    "podman": _engine("podman"),
    "kubernetes": _kubernetes,
    "hosts": _hosts,
    "pve": _pve,
}
