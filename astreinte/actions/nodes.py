"""cordon, uncordon, label-node, remove-taint: a node that `cluster.nodes` names, within what `cluster:` allows."""

import re
from dataclasses import dataclass
from typing import Literal

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import DRY, command, fields, plain_name, values
from .reasons import not_needed, refused

KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?\Z")
TAINT = re.compile(r"(?:[A-Za-z0-9._-]{0,63}:(?:NoSchedule|PreferNoSchedule|NoExecute))\Z")
VERSION = "{.metadata.uid}"


class NodeParams(Params):
    """`service` is the node's own name."""

    service: str


def node_of(world: World, params: Params) -> str:
    """The node, proven to be one that may be changed.

    Raises:
        RefusedByPolicy: `cluster.nodes` does not name it.
    """
    name = NodeParams.model_validate(params.model_dump()).service
    if name not in world.settings.cluster.nodes:
        raise refused(world, "node_unknown", name=name[:80], known=", ".join(world.settings.cluster.nodes))
    return plain_name(world, name)


class Cordon:
    """No new pods on a node, or again."""

    platform = "node"
    risk: Risk = "reversible"
    params: type[Params] = NodeParams

    def __init__(self, verb: Literal["cordon", "uncordon"]) -> None:
        self.id = verb

    async def plan(self, params: Params, world: World) -> Plan:
        node = node_of(world, params)
        look = fields(f"node/{node}", (), VERSION, "{.spec.unschedulable}")
        revision, closed = await values(world, look)
        if (closed == "true") == (self.id == "cordon"):
            raise not_needed(world, "node_already", name=node)
        seen = r"\|true" if self.id == "cordon" else r"\|(?:false)?\s*\Z"
        other = "uncordon" if self.id == "cordon" else "cordon"
        words, back = (self.id, node), (other, node)
        return Change(words, back, look, seen).plan(world, self.id, node, revision)


class LabelNode:
    """The first label of `cluster.labels` that the node lacks or carries with another value."""

    id = "label-node"
    platform = "node"
    risk: Risk = "reversible"
    params: type[Params] = NodeParams

    async def plan(self, params: Params, world: World) -> Plan:
        node = node_of(world, params)
        for key, value in world.settings.cluster.labels.get(node, {}).items():
            if not KEY.match(key) or not re.fullmatch(r"[A-Za-z0-9._-]{0,63}", value):
                raise refused(world, "labels_odd", name=node, text=f"{key}={value}"[:120])
            look = fields(f"node/{node}", (), VERSION, f"{{.metadata.labels.{_escaped(key)}}}")
            revision, now = await values(world, look)
            if now != value:
                back = f"{key}={now}" if re.fullmatch(r"[A-Za-z0-9._-]{1,63}", now) else f"{key}-"
                words = ("label", f"node/{node}", f"{key}={value}", "--overwrite")
                undo = ("label", f"node/{node}", back, *(("--overwrite",) if now else ()))
                return Change(words, undo, look, rf"\|{re.escape(value)}\s*\Z").plan(world, self.id, node, revision)
        raise not_needed(world, "node_already", name=node)


class RemoveTaint:
    """A taint whose key `cluster.taints` calls a leftover; the undo puts it back as it was."""

    id = "remove-taint"
    platform = "node"
    risk: Risk = "reversible"
    params: type[Params] = NodeParams

    async def plan(self, params: Params, world: World) -> Plan:
        node = node_of(world, params)
        for key in world.settings.cluster.taints:
            if not KEY.match(key):
                raise refused(world, "labels_odd", name=node, text=key[:120])
            of = f'{{.spec.taints[?(@.key=="{key}")]'
            look = fields(f"node/{node}", (), VERSION, f"{of}.value}}:{of}.effect}}")
            revision, taint = await values(world, look)
            if TAINT.match(taint):
                value, effect = taint.split(":")
                there = f"{key}={value}:{effect}" if value else f"{key}:{effect}"
                words, back = ("taint", "node", node, f"{key}:{effect}-"), ("taint", "node", node, there)
                return Change(words, back, look, r"\|:\s*\Z").plan(world, self.id, node, revision)
        raise refused(world, "taint_unknown", name=node, known=", ".join(world.settings.cluster.taints))


def _escaped(key: str) -> str:
    return key.replace(".", r"\.")


@dataclass(frozen=True)
class Change:
    """A command about a node, the one that takes it back, and what the reading `look` shows afterwards."""

    words: tuple[str, ...]
    back: tuple[str, ...]
    look: Query
    seen: str

    def plan(self, world: World, action: str, node: str, revision: str) -> Plan:
        return Plan(
            action=action,
            method="kubectl",
            target=node,
            argv=command(world.settings, *self.words),
            risk="reversible",
            undo=command(world.settings, *self.back),
            after=self.look,
            expect=self.seen,
            revision=revision,
            dry=command(world.settings, *self.words, DRY),
        )
