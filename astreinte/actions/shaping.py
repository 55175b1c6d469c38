"""clear-shaping on a host: the one rule that delays, loses or throttles packets, removed as it is listed."""

import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import read
from .reasons import refused
from .service import ServiceParams
from .targets import service_named

LISTING = Query("tc", ("qdisc", "show"))
RULE = re.compile(
    r"(?m)^qdisc (?P<kind>netem|tbf) [0-9a-f]+: dev (?P<device>[A-Za-z0-9_.-]{1,15}) root "
    r"(?:refcnt \d+ )?(?P<words>[^\n]*)$"
)
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.%]{0,30}")
MOST = 20


class ClearShaping:
    """Delete it; the undo adds it again with the words of the listing."""

    id = "clear-shaping"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        service_named(world, name)
        found = list(RULE.finditer(await read(world, LISTING)))
        words = tuple(found[0]["words"].split()) if len(found) == 1 else ()
        if not words or len(words) > MOST or not all(map(WORD.fullmatch, words)):
            raise refused(world, "which_shaping", count=len(found))
        kind, device = found[0]["kind"], found[0]["device"]
        return Plan(
            action=self.id,
            method="tc",
            target=name,
            argv=("tc", "qdisc", "del", "dev", device, "root"),
            risk=self.risk,
            undo=("tc", "qdisc", "add", "dev", device, "root", kind, *words),
            after=LISTING,
            expect=rf"(?s)\A(?!.*qdisc {kind} [0-9a-f]+: dev {re.escape(device)} root)",
            revision=found[0].group(0)[:200],
        )
