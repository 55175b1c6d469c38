"""From what a person said in words, shown back and corrected, to a declaration; the same for chat and room."""

from collections.abc import Mapping
from typing import Any, get_args

from astreinte.config import Settings
from astreinte.domain import Declaration, Domain, parse_instant
from astreinte.domain.incident import Origin
from astreinte.domain.severity import severity_named
from astreinte.errors import UnknownName
from astreinte.graph.ports import Ports


def known_services(settings: Settings) -> dict[str, str]:
    """Every name that a person may use for a service, with the service: its own, and that of its unit or guest."""
    found = {name: name for name in settings.services}
    for name, service in settings.services.items():
        if service.unit:
            found.setdefault(service.unit.removesuffix(".service"), name)
    return found


def declaration(said: Mapping[str, str], ports: Ports, source: Origin) -> Declaration:
    """Fields `title service impact severity domain since text`, all but the first may be missing.

    Raises:
        InvalidInput, UnknownName: one of them cannot be read; says which.
    """
    domain: Any = said.get("domain") or None
    if domain and domain not in get_args(Domain):
        raise UnknownName("domain", domain, get_args(Domain))
    since = said.get("since", "").strip()
    return Declaration(
        title=said.get("title", "").strip(),
        detected=ports.clock.now(),
        source=source,
        service=said.get("service", "").strip(),
        impact=said.get("impact", "").strip(),
        severity=severity_named(said["severity"]) if said.get("severity") else None,
        domain=domain,
        started=parse_instant(since, ports.words.zone) if since else None,
        started_source="user" if since else "unknown",
        text=said.get("evidence", ""),
    )
