"""Sources by name. A new one registers a factory here and nothing else changes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from astreinte.config import Settings
from astreinte.domain import Clock
from astreinte.errors import ConfigError, UnknownName
from astreinte.evidence.source import Source

from .apis import APIS
from .commanded import COMMANDED
from .host import HostSource
from .mcp_server import make_mcp
from .recorded import RecordedSource, Recording, read_recordings
from .state import StateSource
from .systems import SYSTEMS

Factory = Callable[[Any, Settings, Clock], Source]
"""Options of the source as the settings hold them, the settings, the clock."""


class _Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _HostOptions(_Options):
    supervisor: str = ""
    resolver: str = ""
    hosts: str = ""


class _RecordedOptions(_Options):
    path: Path


def _host(options: Any, settings: Settings, clock: Clock) -> Source:
    checked = _HostOptions.model_validate(options or {})
    lines = settings.limits.lines
    copies = [path for path in (checked.resolver, checked.hosts) if path]
    return HostSource(settings.services, clock=clock, supervisor=checked.supervisor, lines=lines, copies=copies)


def _recorded(options: Any, settings: Settings, clock: Clock) -> Source:  # noqa: ARG001
    return RecordedSource(read_recordings(_RecordedOptions.model_validate(options or {}).path))


SOURCES: dict[str, Factory] = {"host": _host, "recorded": _recorded, "mcp": make_mcp, **SYSTEMS, **COMMANDED, **APIS}


def make_source(name: str, options: Any, settings: Settings, clock: Clock) -> Source:
    """One source with its options.

    Raises:
        UnknownName: no source of that name; lists the known ones.
        ConfigError: an option is unknown or wrong.
    """
    if name not in SOURCES:
        raise UnknownName("source", name, SOURCES, where="sources")
    try:
        return SOURCES[name](options, settings, clock)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(["sources", name, *(str(part) for part in first["loc"])])
        raise ConfigError(f"{key}: {first['msg']}") from error


def make_sources(settings: Settings, clock: Clock) -> list[Source]:
    """The sources of the settings in their order; this host where none is named."""
    named: Mapping[str, Any] = settings.sources or {"host": {}}
    return [make_source(name, options, settings, clock) for name, options in named.items()]


__all__ = [
    "SOURCES",
    "Factory",
    "HostSource",
    "RecordedSource",
    "Recording",
    "StateSource",
    "make_source",
    "make_sources",
    "read_recordings",
]
