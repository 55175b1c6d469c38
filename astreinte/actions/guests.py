"""start, stop, restart, rollback of a Proxmox guest; Flux; a logical volume: what surrounds a service."""

import re
from typing import Literal

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import command, fields, read, target_of, values
from .reasons import not_needed, refused
from .service import ServiceParams
from .targets import service_named

VMID = re.compile(r"[1-9][0-9]{2,8}\Z")
SNAPSHOT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,39}\Z")
VOLUME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}/[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}\Z")
VERBS = {"start": "start", "stop": "shutdown", "restart": "reboot"}


def guest_of(world: World, name: str) -> tuple[str, str]:
    """The tool (`pct` or `qm`) and the number of a guest.

    Raises:
        RefusedByPolicy: the inventory's `unit` is not the number of a guest.
    """
    service = service_named(world, name)
    if not VMID.match(service.unit):
        raise refused(world, "odd_unit", unit=service.unit, name=name)
    return service.manager, service.unit


class GuestAction:
    """One verb over a container or a virtual machine of Proxmox."""

    platform = "proxmox"
    params: type[Params] = ServiceParams

    def __init__(self, verb: Literal["start", "stop", "restart"]) -> None:
        self.id = verb
        self.risk: Risk = "one-way" if verb == "restart" else "reversible"

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        tool, number = guest_of(world, name)
        look = Query(tool, ("status", number))
        runs = "running" in await read(world, look)
        if self.id == "start" and runs:
            raise not_needed(world, "runs_already", name=name)
        back = {"start": "shutdown", "stop": "start"}.get(self.id)
        return Plan(
            action=self.id,
            method=tool,
            target=name,
            argv=(tool, VERBS[self.id], number),
            risk=self.risk,
            undo=(tool, back, number) if back else None,
            after=look,
            expect="stopped" if self.id == "stop" else "running",
            lasts="temporary",
            timeout=180.0,
        )


class RollbackGuest:
    """Back to the snapshot that the inventory names: what was written since is lost, so a person is asked."""

    id = "restore-backup"
    platform = "proxmox"
    risk: Risk = "destructive"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        tool, number = guest_of(world, name)
        snapshot = world.settings.services[name].snapshot
        listed = await read(world, Query(tool, ("listsnapshot", number)))
        if not SNAPSHOT.match(snapshot) or not re.search(rf"(?m)^\W*{re.escape(snapshot)}\s", listed):
            raise refused(world, "no_snapshot", name=name, snapshot=snapshot[:60])
        look = Query(tool, ("status", number))
        argv = (tool, "rollback", number, snapshot)
        return Plan(self.id, tool, name, argv, self.risk, after=look, expect="running|stopped", timeout=600.0)


class Flux:
    """Reconcile what Git holds, or suspend it so that a fix made by hand stays: a person is asked for the latter."""

    platform = "kubernetes"
    params: type[Params] = ServiceParams

    def __init__(self, verb: Literal["reconcile", "suspend"]) -> None:
        self._verb = verb
        self.id = "reconcile" if verb == "reconcile" else "suspend-gitops"
        self.risk: Risk = "one-way" if verb == "reconcile" else "destructive"

    async def plan(self, params: Params, world: World) -> Plan:
        target = target_of(world, ServiceParams.model_validate(params.model_dump()).service)
        if not (ref := target.bounds.flux):
            raise refused(world, "no_flux", name=target.service)
        look = fields(
            ref, target.place, "{.metadata.generation}", "{.spec.suspend}", "{.status.lastHandledReconcileAt}"
        )
        revision, held, was = await values(world, look)
        suspends = self._verb == "suspend"
        if suspends and held == "true":
            raise not_needed(world, "node_already", name=ref)
        words = (*ref.split("/"), *target.place)
        options = command(world.settings)[1:]
        return Plan(
            action=self.id,
            method="flux",
            target=target.service,
            argv=("flux", *options, self._verb, *words),
            risk=self.risk,
            undo=("flux", *options, "resume", *words) if suspends else None,
            after=look,
            expect=r"\|true\|" if suspends else r"\|[^|]*\|\S",
            marker="" if suspends else r"\|[^|]*\|(\S+)",
            was="" if suspends else was,
            lasts="temporary",
            revision=revision,
            timeout=300.0,
        )


class ExtendVolume:
    """The logical volume of the inventory, its filesystem with it, by one step and below its ceiling."""

    id = "expand-volume"
    platform = "host"
    risk: Risk = "one-way"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        volume = service_named(world, name).volume
        if not VOLUME.match(volume.name):
            raise refused(world, "no_volume", name=name)
        columns = ("--noheadings", "--nosuffix", "--units=b", "--separator=|", "-o", "lv_size,vg_free", volume.name)
        look = Query("lvs", columns)
        size, free = (text.strip() for text in await values(world, look))
        step, most = volume.step * 2**30, volume.most * 2**30
        if not (size.isdigit() and free.isdigit()) or int(size) + step > most or int(free) < step:
            raise refused(world, "volume_bounds", name=volume.name, size=size[:20], free=free[:20], most=volume.most)
        return Plan(
            action=self.id,
            method="lvm",
            target=name,
            argv=("lvextend", "--resizefs", f"--size=+{volume.step}G", volume.name),
            risk=self.risk,
            after=look,
            expect=rf"\A\s*(?!{size}\|)[0-9]+\|",
            revision=size,
            dry=("lvextend", "--test", f"--size=+{volume.step}G", volume.name),
            timeout=300.0,
        )
