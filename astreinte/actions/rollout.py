"""restart and rollout-undo on a cluster: new pods of the same template, or of an earlier one."""

import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import DRY, Target, command, fields, read, target_of, values
from .reasons import refused

GENERATION = "{.metadata.generation}"
RESTARTED = r"{.spec.template.metadata.annotations.kubectl\.kubernetes\.io/restartedAt}"
ROW = re.compile(r"(?m)^(\d{1,9})\s")
COUNT = re.compile(r"[0-9]{1,4}\Z")


class WorkloadParams(Params):
    service: str


class RolloutRestart:
    """New pods, one after the other, of the same template."""

    id = "restart"
    platform = "kubernetes"
    risk: Risk = "one-way"
    params: type[Params] = WorkloadParams

    async def plan(self, params: Params, world: World) -> Plan:
        target = target_of(world, WorkloadParams.model_validate(params.model_dump()).service)
        look = fields(target.ref, target.place, GENERATION, RESTARTED)
        revision, was = await values(world, look)
        words = ("rollout", "restart", target.ref, *target.place)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words),
            risk=self.risk,
            after=look,
            expect=r"\|\S",
            marker=r"\|(\S+)",
            was=was,
            lasts="temporary",
            revision=revision,
        )


class UndoParams(Params):
    """`revision`: of the rollout history; the one before the present one where none is given."""

    service: str
    revision: str = ""


class RolloutUndo:
    """Back to an earlier revision of the history; the undo leads to the one that was current."""

    id = "rollout-undo"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = UndoParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = UndoParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        look, ref = history(target), (target.ref, *target.place)
        *earlier, current = await revisions(world, target) or [0]
        if not earlier:
            raise refused(world, "no_earlier", name=target.service)
        wanted = asked.revision or str(earlier[-1])
        if not COUNT.match(wanted) or int(wanted) not in earlier:
            raise refused(world, "no_revision", revision=wanted[:40], known=", ".join(map(str, earlier)))
        back = ("rollout", "undo", *ref)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *back, f"--to-revision={wanted}"),
            risk=self.risk,
            undo=command(world.settings, *back, f"--to-revision={current}"),
            after=look,
            expect=rf"(?m)^(?:{current + 1}|[1-9]\d{{{len(str(current + 1))},}})\s",
            revision=str(current),
            dry=command(world.settings, *back, f"--to-revision={wanted}", DRY),
        )


async def revisions(world: World, target: Target) -> list[int]:
    """Numbers of the history, oldest first; the last one is current."""
    return sorted({int(number) for number in ROW.findall(await read(world, history(target)))})


def history(target: Target, revision: str = "") -> Query:
    """The revisions that the controller keeps, one a row, oldest first; or what one of them runs."""
    more = (f"--revision={revision}",) if revision else ()
    return Query("kubectl", ("rollout", "history", target.ref, *target.place, *more))
