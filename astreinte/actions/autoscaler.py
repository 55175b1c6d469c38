"""patch-autoscaler on a cluster: what a HorizontalPodAutoscaler points at, or how far it may go."""

from typing import Literal

from astreinte.domain import Plan, Risk

from .action import Params, World
from .kubectl import fields, plain_name, target_of, values
from .patches import RESOURCE_VERSION, Patch
from .reasons import not_needed, refused
from .rollout import COUNT

KINDS = {"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}


class AutoscalerParams(Params):
    """`what`: its target where it names another than the workload, or its `most` copies."""

    service: str
    what: Literal["target", "most"] = "target"


class PatchAutoscaler:
    """`workload.autoscaler` looks at the workload itself; its most copies are doubled within `workload.replicas`."""

    id = "patch-autoscaler"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = AutoscalerParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = AutoscalerParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        ref = f"horizontalpodautoscaler/{plain_name(world, target.bounds.autoscaler or target.name)}"
        aims = ("{.spec.scaleTargetRef.kind}", "{.spec.scaleTargetRef.name}")
        look = fields(ref, target.place, RESOURCE_VERSION, *aims, "{.spec.maxReplicas}")
        revision, kind, name, most = await values(world, look)
        if asked.what == "most":
            wanted = _more(world, ref, most, target.bounds.replicas)
            change = Patch(ref, "/spec/maxReplicas", int(most), wanted, rf"\|{wanted}\s*\Z")
            return change.plan(world, target, self.id, look, revision)
        if kind != KINDS[target.bounds.kind]:
            raise refused(world, "autoscaler_odd", name=ref, kind=kind[:40])
        if name == target.name:
            raise not_needed(world, "autoscaler_already", name=ref, target=name)
        change = Patch(ref, "/spec/scaleTargetRef/name", name, target.name, rf"\|{target.name}\|")
        return change.plan(world, target, self.id, look, revision)


def _more(world: World, ref: str, now: str, bound: int) -> int:
    if not COUNT.match(now):
        raise refused(world, "odd_count", count=now[:40])
    wanted = min(2 * int(now), bound)
    if wanted <= int(now):
        raise not_needed(world, "count_already", name=ref, count=now)
    return wanted
