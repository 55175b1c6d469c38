"""Backups: what restic and borg hold and whether it can be read, and the last words of the jobs that make them."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .commands import Command
from .repositories import Absolute

PASSWORD = re.compile(r"://[^/@]*:[^/@]+@")
CHECK = 120.0
READ = 1800.0
LIST = 20.0
PROBLEMS = frozenset({0, 1})
"""A check that finds damage ends with 1 and says what is damaged."""


def _place(text: str) -> str:
    if text.startswith("-") or not text.isprintable() or PASSWORD.search(text):
        raise ValueError("names a repository without a password in it; give password_file instead")
    return text


class Repository(BaseModel):
    """A restic or borg repository. `check` verifies its structure too, which may take minutes and is read-only.

    `data` has all that restic holds read as well: nothing else finds a damaged pack. `paths` are the folders that are
    backed up to it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["restic", "borg"] = "restic"
    place: Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(_place)]
    password_file: Absolute | None = None
    service: str = "*"
    check: bool = True
    data: bool = False
    paths: tuple[Absolute, ...] = ()


class Options(BaseModel):
    """`logs` are files to which the jobs of these repositories write, `/var/log/vzdump/…` among them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repositories: tuple[Repository, ...] = ()
    logs: tuple[Absolute, ...] = ()


def commands(options: Options) -> Iterator[Command]:
    for each in options.repositories:
        yield from (_restic if each.kind == "restic" else _borg)(each)
    for path in options.logs:
        yield Command("tail", ("-n", "400", str(path)), "logs", services=_owners(options))


def _owners(options: Options) -> tuple[str, ...]:
    """Whom the logs of the jobs tell of: the services of the repositories, everyone where one is for all."""
    named = {each.service for each in options.repositories}
    return () if "*" in named else tuple(sorted(named))


def _restic(repository: Repository) -> Iterator[Command]:
    services = () if repository.service == "*" else (repository.service,)
    secret = ("--password-file", str(repository.password_file)) if repository.password_file else ()
    here = ("-r", repository.place, *secret, "--no-lock", "--no-cache")
    yield Command("restic", (*here, "snapshots", "--json"), "resources", LIST, services=services)
    if repository.check:
        yield Command("restic", (*here, "check"), "resources", CHECK, PROBLEMS, services, errors=True)
    if repository.data:
        yield Command("restic", (*here, "check", "--read-data"), "resources", READ, PROBLEMS, services, errors=True)


def _borg(repository: Repository) -> Iterator[Command]:
    """Borg takes its password from the environment alone: as a command of its own, without a shell."""
    services = () if repository.service == "*" else (repository.service,)
    secret = (f"BORG_PASSCOMMAND=cat {repository.password_file}",) if repository.password_file else ()
    before = ("env", "BORG_RELOCATED_REPO_ACCESS_IS_OK=no", "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no", *secret)
    listing = ("--bypass-lock", "list", "--json", repository.place)
    yield Command("borg", listing, "resources", LIST, services=services, before=before)
    if repository.check:
        words = ("--bypass-lock", "check", "--repository-only", repository.place)
        yield Command("borg", words, "resources", CHECK, PROBLEMS, services, before, errors=True)
