"""patch-route on a cluster: where an Ingress sends the traffic of one service, as the Service itself has it."""

import json
from typing import Any, cast

from astreinte.domain import Plan, Risk

from .action import Params, World
from .kubectl import fields, plain_name, target_of, values
from .patches import PORT, RESOURCE_VERSION, Patch
from .reasons import not_needed, refused
from .rollout import WorkloadParams

PATHS = "{.spec.rules[*].http.paths[*].backend.service"
PLACE = "/spec/rules/0/http/paths/0/backend/service"


class PatchRoute:
    """Name and port of the one backend of `workload.ingress`: the service's own Service, its one port."""

    id = "patch-route"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = WorkloadParams

    async def plan(self, params: Params, world: World) -> Plan:
        target = target_of(world, WorkloadParams.model_validate(params.model_dump()).service)
        ref = f"ingress/{plain_name(world, target.bounds.ingress or target.name)}"
        backend = target.bounds.service or target.name
        _, port = await values(
            world, fields(f"service/{backend}", target.place, RESOURCE_VERSION, "{.spec.ports[*].port}")
        )
        look = fields(ref, target.place, RESOURCE_VERSION, PATHS + "}", PATHS + ".name}")
        revision, text, names = await values(world, look)
        now = _backend(text)
        if now is None or len(names.split()) != 1 or not PORT.match(port):
            raise refused(world, "which_route", name=ref, known=text[:120], port=port[:40])
        wanted = {"name": backend, "port": {"number": int(port)}}
        if now == wanted:
            raise not_needed(world, "route_already", name=ref, backend=f"{backend}:{port}")
        seen = rf'\|\{{"name":"{backend}","port":\{{"number":{port}\}}\}}\|'
        return Patch(ref, PLACE, now, wanted, seen).plan(world, target, self.id, look, revision)


def _backend(text: str) -> dict[str, Any] | None:
    """One backend as the cluster writes it; None where there are several, or none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None
