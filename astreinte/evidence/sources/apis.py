"""Sources that are asked over HTTP, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from astreinte.config import Settings
from astreinte.domain import Clock
from astreinte.evidence.source import Source

from .alertmanager import AlertmanagerOptions, AlertmanagerSource
from .loki import LokiOptions, LokiSource
from .prometheus import PrometheusOptions, PrometheusSource
from .proxmox import ProxmoxOptions, ProxmoxSource


def _prometheus(options: Any, settings: Settings, clock: Clock) -> Source:
    checked = PrometheusOptions.model_validate(options or {})
    return PrometheusSource(checked, settings.services, clock, settings.limits.lines)


def _alertmanager(options: Any, settings: Settings, clock: Clock) -> Source:
    return AlertmanagerSource(AlertmanagerOptions.model_validate(options or {}), clock, settings.limits.lines)


def _loki(options: Any, settings: Settings, clock: Clock) -> Source:  # noqa: ARG001
    return LokiSource(LokiOptions.model_validate(options or {}), clock)


def _proxmox(options: Any, settings: Settings, clock: Clock) -> Source:
    return ProxmoxSource(ProxmoxOptions.model_validate(options or {}), clock, settings.limits.lines)


APIS: Mapping[str, Callable[[Any, Settings, Clock], Source]] = {
    "prometheus": _prometheus,
    "alertmanager": _alertmanager,
    "loki": _loki,
    "proxmox": _proxmox,
}
