"""From a parameter to something of the inventory: the only way a name reaches an argument list."""

import re
from typing import Any, cast

from astreinte.config import Service

from .action import World
from .reasons import reason, refused

UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@:-]{0,120}\Z")


def service_named(world: World, name: str) -> Service:
    """The inventory's entry of that name.

    Raises:
        RefusedByPolicy: the name is not in the inventory.
    """
    if (found := world.settings.services.get(name)) is None:
        known = ", ".join(sorted(world.settings.services)) or reason(world.settings.language, "nothing")
        raise refused(world, "service_unknown", name=name, known=known)
    return found


def managed(world: World, name: str) -> tuple[str, str]:
    """Manager and unit of a service.

    Raises:
        RefusedByPolicy: the inventory names no manager, or the unit's name is not a plain name.
    """
    service = service_named(world, name)
    unit = service.unit or name
    if not service.manager:
        raise refused(world, "no_manager", name=name)
    if not UNIT.match(unit):
        raise refused(world, "odd_unit", unit=unit, name=name)
    return service.manager, unit


def supervisor_conf(world: World) -> tuple[str, ...]:
    """`-c FILE` where `sources.host.supervisor` names the supervisor's configuration."""
    host = cast("dict[str, Any]", world.settings.sources.get("host") or {})
    path = str(host.get("supervisor", ""))
    return ("-c", path) if path else ()
