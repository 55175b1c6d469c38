"""apply-object on a cluster: what is absent is made from the file that the inventory names for it."""

import posixpath
import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .cluster import PLAIN
from .kubectl import DRY, Target, command, plain_name, read, target_of
from .reasons import not_needed, refused
from .rollout import WorkloadParams

KINDS = {
    "service": "services",
    "serviceaccount": "serviceaccounts",
    "persistentvolumeclaim": "persistentvolumeclaims",
    "networkpolicy": "networkpolicies",
    "ingress": "ingresses",
}
NAMES = "jsonpath={.items[*].metadata.name}"


class ApplyObject:
    """The first object of `workload.manifests` that its namespace does not hold; the undo deletes that one again."""

    id = "apply-object"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = WorkloadParams

    async def plan(self, params: Params, world: World) -> Plan:
        target = target_of(world, WorkloadParams.model_validate(params.model_dump()).service)
        if not target.bounds.manifests:
            raise refused(world, "no_manifest", name=target.service)
        for ref, path in target.bounds.manifests.items():
            kind, _, name = ref.partition("/")
            if kind not in KINDS:
                raise refused(world, "manifest_odd", ref=ref[:80], known=", ".join(sorted(KINDS)))
            look = Query("kubectl", ("get", KINDS[kind], *target.place, "-o", NAMES))
            if plain_name(world, name) not in (await read(world, look)).split():
                return self._plan(world, target, path, look, name)
        raise not_needed(world, "objects_there", name=target.service)

    def _plan(self, world: World, target: Target, path: str, look: Query, name: str) -> Plan:
        if not PLAIN.match(path) or posixpath.normpath(path) != path:
            raise refused(world, "odd_path", path=path[:120])
        words = (*target.place, "-f", path)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, "create", *words),
            risk=self.risk,
            undo=command(world.settings, "delete", *words),
            after=look,
            expect=rf"(?:\A|\s){re.escape(name)}(?:\s|\Z)",
            dry=command(world.settings, "create", *words, DRY),
        )
