"""scale, start, stop on a cluster: how many copies of a workload run, within the bounds of the inventory."""

import re
from typing import Literal

from astreinte.domain import Plan, Risk

from .action import Params, World
from .kubectl import DRY, Target, command, fields, target_of, values
from .reasons import not_needed, refused
from .rollout import GENERATION

COUNT = re.compile(r"[0-9]{1,4}\Z")
REPLICAS = "{.spec.replicas}"


class ScaleParams(Params):
    """`replicas`: one more than now where none are given."""

    service: str
    replicas: str = ""


class Scale:
    """More copies, at most `workload.replicas`; `stop` is the reversible zero, `start` its opposite."""

    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = ScaleParams

    def __init__(self, verb: Literal["scale", "start", "stop"]) -> None:
        self.id = verb

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ScaleParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        if target.bounds.kind == "daemonset":
            raise refused(world, "not_scaled", name=target.service)
        look = fields(target.ref, target.place, GENERATION, REPLICAS)
        revision, text = await values(world, look)
        now = _number(world, text)
        wanted = self._wanted(world, target, asked.replicas, now)
        words = ("scale", target.ref, *target.place)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words, f"--replicas={wanted}"),
            risk=self.risk,
            undo=command(world.settings, *words, f"--replicas={now}"),
            after=look,
            expect=rf"\|{wanted}\s*\Z",
            lasts="temporary" if self.id == "stop" else "permanent",
            revision=revision,
            dry=command(world.settings, *words, f"--replicas={wanted}", DRY),
        )

    def _wanted(self, world: World, target: Target, asked: str, now: int) -> int:
        if self.id != "scale" and asked:
            raise refused(world, "count_bounds", count=asked[:8], most=target.bounds.replicas)
        if self.id == "start" and now:
            raise not_needed(world, "runs_already", name=target.service)
        wanted = 0 if self.id == "stop" else _number(world, asked) if asked else now + 1
        if wanted == now:
            raise not_needed(world, "count_already", name=target.service, count=now)
        if self.id != "stop" and not 1 <= wanted <= target.bounds.replicas:
            raise refused(world, "count_bounds", count=wanted, most=target.bounds.replicas)
        return wanted


def _number(world: World, text: str) -> int:
    if not COUNT.match(text):
        raise refused(world, "odd_count", count=text[:40])
    return int(text)
