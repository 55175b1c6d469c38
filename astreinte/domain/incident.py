"""What an incident is before anyone has looked: declaration, component, severity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Severity = Literal["CRITIQUE", "HAUTE", "MOYENNE", "BASSE"]
"""CRITIQUE: service down. HAUTE: degraded. MOYENNE: at risk. BASSE: cosmetic."""

Variant = Literal["infra", "security", "data"]
Domain = Literal["lxc", "k3s", "security", "monitoring", "data", "cicd"]
IncidentState = Literal[
    "triage", "planned", "logged", "active", "waiting", "monitoring", "resolved", "unresolved", "closed"
]
StartedSource = Literal["alert", "evidence", "user", "unknown"]
Origin = Literal["alert", "user", "chat", "cli", "mcp", "api"]

NOBODY = "aucun"
"""The lead of an incident that no agent leads."""

SEVERITIES: tuple[Severity, ...] = ("CRITIQUE", "HAUTE", "MOYENNE", "BASSE")


@dataclass(frozen=True)
class Component:
    domain: Domain
    name: str


@dataclass(frozen=True)
class Declaration:
    """What the caller said. Everything but the title may be missing; triage infers or asks.

    `detected` is when it was seen (alert or person), `started` when it began, where the caller knows.
    `labels` are the alert's; all text here is untrusted data.
    """

    title: str
    detected: datetime
    source: Origin = "cli"
    service: str = ""
    impact: str = ""
    severity: Severity | None = None
    domain: Domain | None = None
    started: datetime | None = None
    started_source: StartedSource = "unknown"
    fingerprint: str = ""
    resolved: datetime | None = None
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    text: str = ""


@dataclass(frozen=True)
class Brief:
    """The incident as every node and reasoner sees it once triage has spoken."""

    id: str
    declaration: Declaration
    severity: Severity
    variant: Variant
    component: Component
    impact: str
    lead: str = ""
    support: tuple[str, ...] = ()
