"""delete-pod, raise-quota, isolate-network on a cluster."""

import posixpath
import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import DRY, command, fields, plain_name, target_of, values
from .patches import RESOURCE_VERSION, Patch
from .reasons import not_needed, refused
from .resources import QUANTITY
from .rollout import WorkloadParams

OWNER = ("{.metadata.uid}", "{.metadata.ownerReferences[*].kind}", "{.metadata.ownerReferences[*].name}")
KEY = re.compile(r"[a-z][a-z0-9./-]{0,80}\Z")
MARK = "astreinte-isolated"
PLAIN = re.compile(r"/[A-Za-z0-9_./@+-]{1,250}\Z")


class PodParams(Params):
    service: str
    pod: str


class DeletePod:
    """One pod of the workload; its controller makes another."""

    id = "delete-pod"
    platform = "kubernetes"
    risk: Risk = "one-way"
    params: type[Params] = PodParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = PodParams.model_validate(params.model_dump())
        target, pod = target_of(world, asked.service), plain_name(world, asked.pod)
        uid, kind, owner = await values(world, fields(f"pod/{pod}", target.place, *OWNER))
        mine = owner == target.name or re.fullmatch(rf"{re.escape(target.name)}-[a-z0-9]{{1,12}}", owner)
        wanted = {"deployment": "ReplicaSet", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}
        if not mine or kind != wanted[target.bounds.kind] or not pod.startswith(f"{owner}-"):
            raise refused(world, "pod_foreign", pod=pod, name=target.service)
        words = ("delete", "pod", pod, *target.place, "--wait=false")
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words),
            risk=self.risk,
            after=Query("kubectl", ("get", "pods", *target.place, "-o", "jsonpath={.items[*].metadata.uid}")),
            expect=rf"\A(?!.*{re.escape(uid)})",
            lasts="temporary",
            revision=uid,
            dry=command(world.settings, *words, DRY),
        )


class RaiseQuota:
    """A hard value of a ResourceQuota, raised to what `cluster.quotas` allows it at most."""

    id = "raise-quota"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = WorkloadParams

    async def plan(self, params: Params, world: World) -> Plan:
        target = target_of(world, WorkloadParams.model_validate(params.model_dump()).service)
        for quota, ceilings in world.settings.cluster.quotas.items():
            for key, most in ceilings.items():
                ref = f"resourcequota/{plain_name(world, quota)}"
                look = fields(ref, target.place, RESOURCE_VERSION, f"{{.spec.hard.{_path(world, key)}}}")
                revision, now = await values(world, look)
                if now != most and QUANTITY.match(now):
                    path = "/spec/hard/" + key.replace("/", "~1")
                    change = Patch(ref, path, now, most, rf"\|{re.escape(most)}\s*\Z")
                    return change.plan(world, target, self.id, look, revision)
        raise refused(world, "no_quota", name=target.service)


class IsolateWorkload:
    """A deny-all policy where the inventory has its manifest; else the Service no longer chooses the pods."""

    id = "isolate-network"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = WorkloadParams

    async def plan(self, params: Params, world: World) -> Plan:
        target = target_of(world, WorkloadParams.model_validate(params.model_dump()).service)
        if manifest := target.bounds.isolation:
            return self._policy(world, target.service, target.place, manifest)
        ref = f"service/{target.bounds.service or target.name}"
        look = fields(ref, target.place, RESOURCE_VERSION, f"{{.spec.selector.{MARK}}}")
        revision, mark = await values(world, look)
        if mark:
            raise not_needed(world, "cut_off_already", name=target.service)
        change = Patch(ref, f"/spec/selector/{MARK}", None, "true", r"\|true\s*\Z")
        return change.plan(world, target, self.id, look, revision)

    def _policy(self, world: World, name: str, place: tuple[str, ...], manifest: str) -> Plan:
        if not PLAIN.match(manifest) or posixpath.normpath(manifest) != manifest:
            raise refused(world, "odd_path", path=manifest[:120])
        words = (*place, "-f", manifest)
        return Plan(
            action=self.id,
            method="kubectl",
            target=name,
            argv=command(world.settings, "create", *words),
            risk=self.risk,
            undo=command(world.settings, "delete", *words),
            after=Query("kubectl", ("get", "networkpolicies", *place, "-o", "jsonpath={.items[*].metadata.name}")),
            expect=r"\S",
            lasts="temporary",
            dry=command(world.settings, "create", *words, DRY),
        )


def _path(world: World, key: str) -> str:
    if not KEY.match(key):
        raise refused(world, "labels_odd", name="quota", text=key[:80])
    return key.replace(".", r"\.")
