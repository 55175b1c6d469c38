"""repair-repository on a host: a restic repository made whole again, or its index or snapshots alone."""

import posixpath
import re
from collections.abc import Sequence
from typing import Literal

from astreinte.domain import Plan, Query, Risk
from astreinte.evidence.sources.backups import Repository

from .action import Params, World
from .kubectl import read
from .procedures import TOOL
from .reasons import refused
from .repositories import LONG, PLAIN, asked, here, identity, repository_of, saved, snapshots

SOUND = "no errors were found"
Part = Literal["", "index", "snapshots"]


class RepairParams(Params):
    """`part`: the index or the snapshots alone; else damaged files are set aside and backed up once more."""

    service: str
    part: Part = ""


class RepairRepository:
    """Set what is damaged aside, rebuild the index, back the folders up again, read all of it; `folder` keeps it."""

    id = "repair-repository"
    platform = "host"
    risk: Risk = "destructive"
    params: type[Params] = RepairParams

    def __init__(self, folder: str) -> None:
        self._folder = folder

    async def plan(self, params: Params, world: World) -> Plan:
        wanted = RepairParams.model_validate(params.model_dump())
        name, repository = wanted.service, repository_of(world, wanted.service)
        if words := await _words(world, wanted.part):
            return self._part(name, repository, words)
        if not PLAIN.match(repository.place) or posixpath.normpath(repository.place) != repository.place:
            raise refused(world, "repository_far", place=repository.place[:120])
        known = await snapshots(world, repository)
        revision = identity(known[-1])[:16] if known else "empty"
        aside = (repository.place, str(repository.password_file), f"{self._folder}/restic-{revision}")
        paths = saved(world, name, repository)
        return Plan(
            action=self.id,
            method="restic",
            target=name,
            argv=(TOOL, "restic-repair", *aside, *paths),
            risk=self.risk,
            undo=(TOOL, "restic-unrepair", *aside),
            after=asked(repository, "check"),
            expect=SOUND,
            dry=(TOOL, "restic-look", repository.place),
            revision=revision,
            timeout=LONG,
        )

    def _part(self, name: str, repository: Repository, words: Sequence[str]) -> Plan:
        return Plan(
            action=self.id,
            method="restic",
            target=name,
            argv=("restic", *here(repository), *words),
            risk=self.risk,
            after=asked(repository, "check"),
            expect=SOUND,
            timeout=LONG,
        )


async def _words(world: World, part: Part) -> tuple[str, ...]:
    """How the installed restic is told to repair a part; nothing where it is the whole.

    One that is too old to repair snapshots does what it can: damaged files aside, then what they held backed up again.
    """
    if not part:
        return ()
    version = re.match(r"restic (\d+)\.(\d+)", await read(world, Query("restic", ("version",))))
    old = version is None or (int(version[1]), int(version[2])) < (0, 16)
    if part == "snapshots":
        return () if old else ("repair", part)
    return ("rebuild-index",) if old else ("repair", part)
