"""Backups: what restic and borg hold and whether it can be read, and the last words of the jobs that make them."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

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

    Restic's own settings count where `place` is left out: `repository_file`, else the environment of this program, or
    that of the `container` in which restic runs. `data` has all that restic holds read as well: nothing else finds a
    damaged pack. `paths` are the folders that are backed up to it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["restic", "borg"] = "restic"
    place: Annotated[str, Field(max_length=1024), AfterValidator(_place)] = ""
    repository_file: Absolute | None = None
    container: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9_.-]{0,127})?$")] = ""
    password_file: Absolute | None = None
    service: str = "*"
    check: bool = True
    data: bool = False
    paths: tuple[Absolute, ...] = ()

    @model_validator(mode="after")
    def _reached(self) -> "Repository":
        if self.kind == "borg" and (not self.place or self.repository_file or self.container):
            raise ValueError("a borg repository is named by its place alone")
        if self.place and self.repository_file:
            raise ValueError("name the place or a repository_file, not both")
        return self


class Options(BaseModel):
    """`logs` are files to which the jobs of these repositories write, `/var/log/vzdump/…` among them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repositories: tuple[Repository, ...] = ()
    logs: tuple[Absolute, ...] = ()

    @model_validator(mode="after")
    def _apart(self) -> "Options":
        names = [(each.kind, named(each)) for each in self.repositories]
        if twice := [words for kind, words in names if names.count((kind, words)) > 1]:
            raise ValueError(
                f"repositories are named alike ({' '.join(twice[0]) or 'by nothing'}): give each its place"
            )
        return self


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
    before = ("docker", "exec", repository.container) if repository.container else ()
    here = (*named(repository), *secret, "--no-lock", "--no-cache")
    yield Command("restic", (*here, "snapshots", "--json"), "resources", LIST, services=services, before=before)
    if repository.check:
        yield Command("restic", (*here, "check"), "resources", CHECK, PROBLEMS, services, before, errors=True)
    if repository.data:
        yield Command(
            "restic", (*here, "check", "--read-data"), "resources", READ, PROBLEMS, services, before, errors=True
        )


def named(repository: Repository) -> tuple[str, ...]:
    """How restic is told which repository; by nothing, where its own settings say so."""
    if repository.place:
        return ("-r", repository.place)
    return ("--repository-file", str(repository.repository_file)) if repository.repository_file else ()


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
