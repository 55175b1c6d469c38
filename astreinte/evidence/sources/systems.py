"""Factories of the live systems: clusters and container engines."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from astreinte.config import Settings
from astreinte.domain import Clock
from astreinte.evidence.source import Source

from .containers import ContainerSource, Engine
from .kubernetes import KubernetesSource

NAMESPACE = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?$"
CONTEXT = r"^([A-Za-z0-9_][A-Za-z0-9_.:@/-]{0,200})?$"
ADDRESS = r"^((unix:///|ssh://|tcp://)[A-Za-z0-9_.@:/\[\]-]{1,200})?$"


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _EngineOptions(_Options):
    host: str = Field(default="", pattern=ADDRESS)


class _KubernetesOptions(_Options):
    context: str = Field(default="", pattern=CONTEXT)
    kubeconfig: str = ""
    namespace: str = Field(default="", pattern=NAMESPACE)
    namespaces: dict[str, str] = {}


def _engine(name: Engine) -> Callable[[Any, Settings, Clock], Source]:
    def make(options: Any, settings: Settings, clock: Clock) -> Source:
        host = _EngineOptions.model_validate(options or {}).host
        return ContainerSource(name, settings.services, clock, host, settings.limits.lines)

    return make


def _kubernetes(options: Any, settings: Settings, clock: Clock) -> Source:
    checked = _KubernetesOptions.model_validate(options or {})
    return KubernetesSource(clock, **checked.model_dump(), lines=settings.limits.lines)


SYSTEMS: dict[str, Callable[[Any, Settings, Clock], Source]] = {
    "docker": _engine("docker"),
    "podman": _engine("podman"),
    "kubernetes": _kubernetes,
}
