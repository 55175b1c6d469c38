"""The restic repository that backs a service up: as the sources name it, and what it says of itself."""

import json
import posixpath
import re
from typing import Any, cast

from pydantic import ValidationError

from astreinte.domain import Query
from astreinte.evidence.sources.backups import Options, Repository

from .action import World
from .kubectl import read
from .reasons import refused
from .targets import service_named

PLAIN = re.compile(r"/[A-Za-z0-9_./@+-]{1,250}\Z")
SNAPSHOT = re.compile(r"[0-9a-f]{8,64}\Z")
LONG = 3600.0
"""Seconds that reading or writing a whole repository may take."""


def repository_of(world: World, name: str) -> Repository:
    """The one restic repository of a service, with a password file.

    Raises:
        RefusedByPolicy: `sources.backups.repositories` names none, several, or one that asks for a password.
    """
    service_named(world, name)
    try:
        known = Options.model_validate(world.settings.sources.get("backups") or {}).repositories
    except ValidationError:
        known = ()
    mine = [each for each in known if each.kind == "restic" and each.service in {name, "*"} and on_host(each)]
    mine = [each for each in mine if each.service == name] or mine
    if len(mine) != 1:
        raise refused(world, "no_repository", name=name)
    return mine[0]


def on_host(repository: Repository) -> bool:
    """Whether restic runs here and is told all it needs: one by its own settings or in a container is only read."""
    return bool(repository.place and repository.password_file and not repository.container)


def here(repository: Repository) -> tuple[str, ...]:
    return ("-r", repository.place, "--password-file", str(repository.password_file), "--no-cache")


def asked(repository: Repository, *words: str) -> Query:
    """A question of the source of backups, word for word."""
    place = ("-r", repository.place, "--password-file", str(repository.password_file), "--no-lock", "--no-cache")
    return Query("restic", (*place, *words), item="resources")


def saved(world: World, name: str, repository: Repository) -> tuple[str, ...]:
    """The folders that are backed up: those of the repository, else those that the service writes to.

    Raises:
        RefusedByPolicy: there are none, or one is not a plain absolute path.
    """
    paths = tuple(map(str, repository.paths)) or world.settings.services[name].paths
    for each in paths:
        if not PLAIN.match(each) or posixpath.normpath(each) != each:
            raise refused(world, "odd_path", path=each[:120])
    if not paths:
        raise refused(world, "nothing_saved", name=name)
    return paths


async def snapshots(world: World, repository: Repository) -> list[dict[str, Any]]:
    """The snapshots, oldest first."""
    text = await read(world, asked(repository, "snapshots", "--json"))
    try:
        found = json.loads(text)
    except ValueError as error:
        raise refused(world, "state_odd", query=f"restic -r {repository.place} snapshots"[:200]) from error
    listed = cast("list[Any]", found) if isinstance(found, list) else []
    return [cast("dict[str, Any]", each) for each in listed if SNAPSHOT.match(identity(each))]


def identity(snapshot: Any) -> str:
    return str(cast("dict[str, Any]", snapshot).get("id", "")) if isinstance(snapshot, dict) else ""
