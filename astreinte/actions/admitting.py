"""patch-policy on a cluster: what a NetworkPolicy leaves out is admitted, a disruption budget lets one pod go."""

import json
from dataclasses import dataclass
from typing import Any, Literal, cast

from astreinte.domain import Plan, Risk

from .action import Params, World
from .kubectl import Target, container_of, fields, inside, plain_name, read, target_of, values
from .patches import LABELS, PORT, RESOURCE_VERSION, Patch
from .reasons import not_needed, refused, unproven
from .rollout import COUNT

DNS = {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}
SPEC = ("{.spec.podSelector.matchLabels}", "{.spec.policyTypes}", "{.spec.ingress}", "{.spec.egress}")


class PolicyParams(Params):
    """`what`: `flow` admits the service's own port from its namespace, or names; `budget` lets one pod go."""

    service: str
    what: Literal["", "flow", "budget"] = ""


class PatchPolicy:
    """Only `workload.policy` and `workload.budget`, and only where the policy chooses the very pods of the workload."""

    id = "patch-policy"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = PolicyParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = PolicyParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        name = {"flow": target.bounds.policy, "budget": target.bounds.budget}.get(asked.what, "")
        if not name:
            raise unproven(world, self.id)
        plan = self._budget if asked.what == "budget" else self._flow
        return await plan(world, target, plain_name(world, name))

    async def _budget(self, world: World, target: Target, name: str) -> Plan:
        ref = f"poddisruptionbudget/{name}"
        look = fields(ref, target.place, RESOURCE_VERSION, "{.spec.minAvailable}", "{.status.expectedPods}")
        revision, least, pods = await values(world, look)
        if not (COUNT.match(least) and COUNT.match(pods)) or int(pods) < 2:  # noqa: PLR2004
            raise refused(world, "budget_odd", name=ref, least=least[:20], pods=pods[:20])
        if int(least) < int(pods):
            raise not_needed(world, "budget_already", name=ref, least=least, pods=pods)
        wanted = int(pods) - 1
        change = Patch(ref, "/spec/minAvailable", int(least), wanted, rf"\|{wanted}\|")
        return change.plan(world, target, self.id, look, revision)

    async def _flow(self, world: World, target: Target, name: str) -> Plan:
        ref = f"networkpolicy/{name}"
        look = fields(ref, target.place, RESOURCE_VERSION, *SPEC)
        revision, labels, *parts = await values(world, look)
        own = await read(world, fields(target.ref, target.place, "{.spec.selector.matchLabels}"))
        if not _chooses(labels, own):
            raise refused(world, "policy_foreign", name=ref, service=target.service)
        port = await self._port(world, target)
        policy = Policy(*(_list(world, ref, each) for each in parts))
        change = policy.admitting(ref, port)
        if change is None:
            raise not_needed(world, "policy_already", name=ref, port=port)
        return change.plan(world, target, self.id, look, revision)

    async def _port(self, world: World, target: Target) -> int:
        container = await container_of(world, target)
        port = await read(world, fields(target.ref, target.place, inside(container, ".ports[*].containerPort")))
        if not PORT.match(port):
            raise refused(world, "which_port", name=target.service, known=port[:80])
        return int(port)


@dataclass(frozen=True)
class Policy:
    """Which directions a NetworkPolicy rules, and the rules of each."""

    types: list[Any]
    ingress: list[Any]
    egress: list[Any]

    def admitting(self, ref: str, port: int) -> Patch | None:
        """The rule that is missing: the port from the same namespace first, then names; None where both are there."""
        if "Ingress" in self.types and not _admits(self.ingress, port):
            rule: dict[str, Any] = {"from": [{"podSelector": {}}], "ports": [{"port": port, "protocol": "TCP"}]}
            return Patch(ref, "/spec/ingress", self.ingress or None, [*self.ingress, rule], rf'\|.*"port":{port}\b')
        if "Egress" in self.types and not _admits(self.egress, 53):
            return Patch(ref, "/spec/egress", self.egress or None, [*self.egress, DNS], r'\|.*"port":53\b')
        return None


def _admits(rules: list[Any], port: int) -> bool:
    """Whether a rule lets the port through, or every port."""
    for rule in rules:
        ports = cast("dict[str, Any]", rule).get("ports") if isinstance(rule, dict) else None
        if not ports or any(cast("dict[str, Any]", each).get("port") == port for each in cast("list[Any]", ports)):
            return True
    return False


def _chooses(labels: str, own: str) -> bool:
    """Whether a selector chooses pods of these labels; one that chooses everything is not the workload's own."""
    if not (LABELS.match(labels) and LABELS.match(own)):
        return False
    return cast("dict[str, str]", json.loads(labels)).items() <= cast("dict[str, str]", json.loads(own)).items()


def _list(world: World, ref: str, text: str) -> list[Any]:
    try:
        found = json.loads(text or "[]")
    except ValueError as error:
        raise refused(world, "labels_odd", name=ref, text=text[:120]) from error
    return cast("list[Any]", found) if isinstance(found, list) else []
