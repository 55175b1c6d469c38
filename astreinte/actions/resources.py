"""set-resources on a cluster: a higher limit for one container, below the ceiling of the inventory."""

import re
from typing import Literal

from astreinte.domain import Plan, Risk

from .action import Params, World
from .kubectl import DRY, Target, command, container_of, fields, inside, target_of, values
from .reasons import refused
from .rollout import GENERATION

QUANTITY = re.compile(r"(?P<number>[0-9]{1,12})(?P<unit>m|k|K|M|G|Ki|Mi|Gi)?\Z")
UNITS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30}
Resource = Literal["memory", "cpu"]


class ResourcesParams(Params):
    """`limit`: what to allow, e.g. `512Mi` or `750m`; twice the present limit where none is given."""

    service: str
    resource: Resource = "memory"
    limit: str = ""


class SetResources:
    """Raise a limit. It never lowers one: that would starve what runs now."""

    id = "set-resources"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = ResourcesParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ResourcesParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        container = await container_of(world, target)
        held = inside(container, f".resources.limits.{asked.resource}")
        look = fields(target.ref, target.place, GENERATION, held)
        revision, now = await values(world, look)
        wanted = _wanted(world, target, asked, now)
        words = ("set", "resources", target.ref, *target.place, "-c", container)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words, f"--limits={asked.resource}={wanted}"),
            risk=self.risk,
            undo=command(world.settings, *words, f"--limits={asked.resource}={now}"),
            after=look,
            expect=rf"\|(?!{re.escape(now)}\s*\Z)[0-9]",
            revision=revision,
            dry=command(world.settings, *words, f"--limits={asked.resource}={wanted}", DRY),
        )


def _wanted(world: World, target: Target, asked: ResourcesParams, now: str) -> str:
    """The limit as kubectl is told it.

    Raises:
        RefusedByPolicy: there is no limit to raise, or what is asked is below it or above the ceiling.
    """
    present = amount(now, asked.resource)
    if not present:
        raise refused(world, "no_limit", name=target.service, resource=asked.resource)
    ceiling = target.bounds.memory if asked.resource == "memory" else target.bounds.cpu
    most = amount(ceiling, asked.resource) or 0
    wanted = amount(asked.limit, asked.resource) if asked.limit else min(2 * present, most)
    if wanted is None or not present < wanted <= most:
        raise refused(world, "limit_bounds", limit=asked.limit[:20] or ceiling, now=now, most=ceiling)
    return f"{-(-wanted // 2**20)}Mi" if asked.resource == "memory" else f"{wanted}m"


def amount(text: str, resource: Resource) -> int | None:
    """A quantity in bytes, or in thousandths of a CPU; None when it is no quantity of that kind."""
    found = QUANTITY.match(text)
    if found is None:
        return None
    number, unit = int(found["number"]), found["unit"] or ""
    if resource == "cpu":
        return {"m": number, "": number * 1000}.get(unit)
    return number * UNITS[unit] if unit in UNITS else None
