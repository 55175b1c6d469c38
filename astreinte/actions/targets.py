"""From a parameter to something of the inventory: the only way a name reaches an argument list."""

import re
from typing import Any, cast

from astreinte.config import Service
from astreinte.errors import RefusedByPolicy

from .action import World

UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@:-]{0,120}\Z")


def service_named(world: World, name: str) -> Service:
    """The inventory's entry of that name.

    Raises:
        RefusedByPolicy: the name is not in the inventory.
    """
    if (found := world.settings.services.get(name)) is None:
        known = ", ".join(sorted(world.settings.services)) or "none"
        raise RefusedByPolicy(
            f"service {name!r} is not in the inventory (`services:` of astreinte.yaml; known: {known})"
        )
    return found


def managed(world: World, name: str) -> tuple[str, str]:
    """Manager and unit of a service.

    Raises:
        RefusedByPolicy: the inventory names no manager, or the unit's name is not a plain name.
    """
    service = service_named(world, name)
    unit = service.unit or name
    if not service.manager:
        raise RefusedByPolicy(f"service {name!r} has no `manager` (systemd, supervisor or docker) in the inventory")
    if not UNIT.match(unit):
        raise RefusedByPolicy(f"unit {unit!r} of service {name!r} is not a plain unit name")
    return service.manager, unit


def supervisor_conf(world: World) -> tuple[str, ...]:
    """`-c FILE` where `sources.host.supervisor` names the supervisor's configuration."""
    host = cast("dict[str, Any]", world.settings.sources.get("host") or {})
    path = str(host.get("supervisor", ""))
    return ("-c", path) if path else ()
