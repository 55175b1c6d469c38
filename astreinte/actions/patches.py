"""patch-workload and patch-service: one field, set to what a fresh reading of the other side shows it must be."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import CONTAINERS, DRY, Target, command, container_of, fields, inside, read, target_of, values
from .reasons import not_needed, refused, unproven
from .rollout import GENERATION

PORT = re.compile(r"[1-9][0-9]{0,4}\Z")
MOST_DELAY = 300
RESOURCE_VERSION = "{.metadata.resourceVersion}"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?"
LABELS = re.compile(rf"\{{(?:\"{LABEL}\":\"(?:{LABEL})?\",?){{1,20}}\}}\Z")
Probe = Literal["", "liveness-port", "readiness-port", "liveness-delay"]


class PatchParams(Params):
    """`what` the cause found wrong; the right value is read from the container itself."""

    service: str
    what: Probe = ""


class PatchWorkload:
    """The port of a probe as the container listens, or twice the delay before it is first asked."""

    id = "patch-workload"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = PatchParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = PatchParams.model_validate(params.model_dump())
        if not asked.what:
            raise unproven(world, self.id)
        target = target_of(world, asked.service)
        container = await container_of(world, target)
        names = (await read(world, fields(target.ref, target.place, CONTAINERS + "[*].name}"))).split()
        kind, field = asked.what.split("-")
        key = f"{kind}Probe"
        leaf = "initialDelaySeconds" if field == "delay" else "httpGet.port"
        ports, held = inside(container, ".ports[*].containerPort"), inside(container, f".{key}.{leaf}")
        look = fields(target.ref, target.place, GENERATION, held, ports)
        revision, now, listens = await values(world, look)
        wanted = _later(world, now) if field == "delay" else _port(world, target.service, now, listens)
        path = f"/spec/template/spec/containers/{names.index(container)}/{key}/{leaf.replace('.', '/')}"
        change = Patch(target.ref, path, _number(now), int(wanted), rf"\|{wanted}\|")
        return change.plan(world, target, self.id, look, revision)


def _later(world: World, now: str) -> str:
    seconds = int(now) if now.isdigit() else 0
    if seconds >= MOST_DELAY:
        raise refused(world, "delay_long", seconds=now[:8])
    return str(min(max(30, 2 * seconds), MOST_DELAY))


def _port(world: World, name: str, now: str, listens: str) -> str:
    """The container's one port.

    Raises:
        RefusedByPolicy: it declares none or several: which one is right cannot be proven.
    """
    if not PORT.match(listens) or not now:
        raise refused(world, "which_port", name=name, known=listens[:80])
    if now == listens:
        raise not_needed(world, "port_already", name=name, port=now)
    return listens


def _number(text: str) -> int | str | None:
    return int(text) if text.isdigit() else text or None


class PatchServiceParams(Params):
    service: str
    what: Literal["", "selector", "target-port", "protocol"] = ""


class PatchService:
    """Selector, target port or protocol of the workload's Service, as the pod template has them."""

    id = "patch-service"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = PatchServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = PatchServiceParams.model_validate(params.model_dump())
        if not asked.what:
            raise unproven(world, self.id)
        target = target_of(world, asked.service)
        ref = f"service/{target.bounds.service or target.name}"
        if asked.what == "selector":
            return await self._selector(world, target, ref)
        leaf, of = ("targetPort", "containerPort") if asked.what == "target-port" else ("protocol", "protocol")
        container = await container_of(world, target)
        wanted = await read(world, fields(target.ref, target.place, inside(container, f".ports[*].{of}")))
        look = fields(ref, target.place, RESOURCE_VERSION, f"{{.spec.ports[*].{leaf}}}")
        revision, now = await values(world, look)
        if not re.fullmatch(r"[1-9][0-9]{0,4}|TCP|UDP|SCTP", wanted) or len(now.split()) != 1:
            raise refused(world, "which_port", name=target.service, known=f"{wanted} / {now}"[:80])
        if wanted == now:
            raise not_needed(world, "port_already", name=target.service, port=now)
        change = Patch(ref, f"/spec/ports/0/{leaf}", _number(now), _number(wanted), rf"\|{wanted}\s*\Z")
        return change.plan(world, target, self.id, look, revision)

    async def _selector(self, world: World, target: Target, ref: str) -> Plan:
        labels = await read(world, fields(target.ref, target.place, "{.spec.selector.matchLabels}"))
        look = fields(ref, target.place, RESOURCE_VERSION, "{.spec.selector}")
        revision, now = await values(world, look)
        wanted, present = _labels(world, target.service, labels), _labels(world, target.service, now)
        if wanted.items() <= present.items() and present.items() <= wanted.items():
            raise not_needed(world, "selector_already", name=target.service)
        seen = "".join(rf'(?=.*"{re.escape(key)}":"{re.escape(value)}")' for key, value in wanted.items())
        seen = rf"\|{seen}(?!.*{re.escape(json.dumps(present, separators=(',', ':')))})"
        return Patch(ref, "/spec/selector", present, wanted, seen).plan(world, target, self.id, look, revision)


def _labels(world: World, name: str, text: str) -> Mapping[str, str]:
    if not LABELS.match(text):
        raise refused(world, "labels_odd", name=name, text=text[:120])
    found: dict[str, str] = json.loads(text.replace(",}", "}"))
    return found


@dataclass(frozen=True)
class Patch:
    """One field of one object: where it is, what it holds, what it should; `seen` is what a later reading shows."""

    ref: str
    path: str
    now: object
    wanted: object
    seen: str

    def plan(self, world: World, target: Target, action: str, look: Query, revision: str) -> Plan:
        """A JSON patch that first tests for what was read, so that nothing newer is overwritten."""
        words = ("patch", self.ref, *target.place, "--type=json", "-p")
        return Plan(
            action=action,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words, _json(self._change())),
            risk="reversible",
            undo=command(world.settings, *words, _json(self._back())),
            after=look,
            expect=self.seen,
            revision=revision,
            dry=command(world.settings, *words, _json(self._change()), DRY),
        )

    def _change(self) -> list[dict[str, object]]:
        test: dict[str, object] = {"op": "test", "path": self.path, "value": self.now}
        change: dict[str, object] = {"op": "add", "path": self.path, "value": self.wanted}
        return [change] if self.now is None else [test, change]

    def _back(self) -> list[dict[str, object]]:
        check: dict[str, object] = {"op": "test", "path": self.path, "value": self.wanted}
        put: dict[str, object] = {"op": "add", "path": self.path, "value": self.now}
        return [check, {"op": "remove", "path": self.path} if self.now is None else put]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
