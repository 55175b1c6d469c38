"""run-backup, verify-backup and restore-backup on a host, with restic."""

import re
from collections.abc import Sequence
from typing import Any, cast

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .procedures import TOOL
from .reasons import refused
from .repositories import LONG, SNAPSHOT, asked, here, identity, repository_of, saved, snapshots
from .service import ServiceParams

NEWEST = r'(?s).*"short_id":\s*"([0-9a-f]+)"'


class RunBackup:
    """The backup job of the inventory's folders, now; a new snapshot tells that it took."""

    id = "run-backup"
    platform = "host"
    risk: Risk = "one-way"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        repository = repository_of(world, name)
        known = await snapshots(world, repository)
        return Plan(
            action=self.id,
            method="restic",
            target=name,
            argv=("restic", *here(repository), "backup", "--", *saved(world, name, repository)),
            risk=self.risk,
            after=asked(repository, "snapshots", "--json"),
            expect=NEWEST,
            marker=NEWEST,
            was=str(known[-1].get("short_id", "")) if known else "",
            timeout=LONG,
        )


class VerifyBackup:
    """Read all that the repository holds; it ends well only where nothing is damaged."""

    id = "verify-backup"
    platform = "host"
    risk: Risk = "one-way"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        argv = ("restic", *here(repository_of(world, name)), "check", "--read-data")
        return Plan(self.id, "restic", name, argv, self.risk, timeout=LONG)


class RestoreParams(Params):
    """`snapshot`: the newest that holds the folder where none is given; `path`: one of those that are backed up."""

    service: str
    snapshot: str = ""
    path: str = ""


class RestoreFolder:
    """A folder out of a snapshot, restored beside the present one, which is kept; then the two change places."""

    id = "restore-backup"
    platform = "host"
    risk: Risk = "destructive"
    params: type[Params] = RestoreParams
    then = ("redeploy",)

    async def plan(self, params: Params, world: World) -> Plan:
        wanted = RestoreParams.model_validate(params.model_dump())
        name, repository = wanted.service, repository_of(world, wanted.service)
        known = saved(world, name, repository)
        path = wanted.path or (known[0] if len(known) == 1 else "")
        if path not in known:
            raise refused(world, "which_folder", name=name, known=", ".join(known)[:200])
        snapshot = _holding(world, path, wanted.snapshot, await snapshots(world, repository))
        return Plan(
            action=self.id,
            method="restic",
            target=name,
            argv=(TOOL, "restic-restore", repository.place, str(repository.password_file), snapshot, path),
            risk=self.risk,
            undo=(TOOL, "restic-unrestore", path),
            after=Query("du", ("-x", "-k", "-d", "2", path)),
            expect=rf"(?m)^[1-9]\d*\t{re.escape(path)}$",
            revision=snapshot,
            timeout=LONG,
        )


def _holding(world: World, path: str, wanted: str, known: Sequence[dict[str, Any]]) -> str:
    """The id of the newest snapshot of that folder, or of the wanted one.

    Raises:
        RefusedByPolicy: no such snapshot holds the folder.
    """
    for each in reversed(known):
        folders = [str(folder).rstrip("/") for folder in cast("list[Any]", each.get("paths") or [])]
        holds = any(path == folder or path.startswith(f"{folder}/") for folder in folders)
        if holds and (not wanted or (SNAPSHOT.match(wanted) and identity(each).startswith(wanted))):
            return identity(each)
    raise refused(world, "no_such_snapshot", path=path, snapshot=wanted[:64] or "-")
