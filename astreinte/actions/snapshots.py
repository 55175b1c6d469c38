"""snapshot-volume of a Proxmox guest: its state as it is now, before anything risky."""

import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .guests import guest_of
from .kubectl import read
from .service import ServiceParams

OURS = re.compile(r"(?m)^\W*astreinte-(\d{1,6})\s")


class SnapshotGuest:
    """The next snapshot of ours, by number; the undo deletes that one again."""

    id = "snapshot-volume"
    platform = "proxmox"
    risk: Risk = "reversible"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        tool, number = guest_of(world, name)
        look = Query(tool, ("listsnapshot", number))
        taken = [int(each) for each in OURS.findall(await read(world, look))]
        snapshot = f"astreinte-{max(taken, default=0) + 1}"
        return Plan(
            action=self.id,
            method=tool,
            target=name,
            argv=(tool, "snapshot", number, snapshot),
            risk=self.risk,
            undo=(tool, "delsnapshot", number, snapshot),
            after=look,
            expect=rf"(?m)^\W*{snapshot}\s",
            timeout=600.0,
        )
