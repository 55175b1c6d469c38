"""What changed in the last day in repositories and their pipelines, and whether a secret lies in their history."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from .catalogue import LOG_FORMAT
from .commands import Command

FOUND = frozenset({0, 1})
"""gitleaks ends with 1 when it has found something."""

SCAN = 60.0
FORMS = (
    r"(AKIA|ASIA)[A-Z2-7]{16}",
    r"gh[pousr]_[A-Za-z0-9]{36}",
    r"github_pat_[A-Za-z0-9_]{22}",
    r"glpat-[A-Za-z0-9_-]{20}",
    r"xox[abeprs]-[A-Za-z0-9-]{20}",
    r"(sk|rk)_live_[A-Za-z0-9]{16}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY",
    r"AGE-SECRET-KEY-1[A-Z0-9]{20}",
)
"""Forms that their issuers gave to keys so that they can be found, as git's extended expressions: a few, and exact."""

PROJECT = r"^[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)+$"
RUNS = "databaseId,workflowName,displayTitle,status,conclusion,headBranch,headSha,createdAt,event"


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError("needs an absolute path")
    return path


Absolute = Annotated[Path, AfterValidator(_absolute)]


class Options(BaseModel):
    """`paths` are checkouts by the service they belong to (`*`: all); `ci` projects whose pipelines are asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paths: Mapping[str, tuple[Absolute, ...]] = {}
    ci: tuple["Pipeline", ...] = ()
    secrets: bool = True


class Pipeline(BaseModel):
    """A project on GitHub (`gh`) or GitLab (`glab`), by its own name, and the service it builds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    project: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*)+$", max_length=200)
    ]
    tool: Literal["gh", "glab"] = "gh"
    service: str = "*"


def commands(options: Options) -> Iterator[Command]:
    for service, paths in options.paths.items():
        for path in paths:
            yield from _history(str(path), _of(service))
            if options.secrets:
                yield from _secrets(str(path), _of(service))
    for each in options.ci:
        yield from _runs(each)


def _of(service: str) -> tuple[str, ...]:
    return () if service == "*" else (service,)


def _history(path: str, services: tuple[str, ...]) -> Iterator[Command]:
    here = ("-C", path)
    log = (*here, "log", "--all", "--since={since}", f"--pretty={LOG_FORMAT}", "--stat", "-n", "50")
    yield Command("git", log, "changes", services=services)
    for words in (("status", "--porcelain"), ("diff", "--stat", "HEAD", "--")):
        yield Command("git", (*here, *words), "changes", services=services)


def _secrets(path: str, services: tuple[str, ...]) -> Iterator[Command]:
    """Values are never printed: gitleaks redacts them before this program sees a line, git names commits and files.

    What git finds is less, and it is there wherever a repository is.
    """
    words = ("detect", "--source", path, "--no-banner", "--redact", "--report-format", "json", "--report-path")
    yield Command("gitleaks", (*words, "/dev/stdout"), "changes", SCAN, FOUND, services, optional=True)
    named = ("log", "--all", "-G", "|".join(FORMS), "--name-only", "--pretty=commit %H", "-n", "50")
    yield Command("git", ("-C", path, *named), "changes", SCAN, services=services)


def _runs(pipeline: Pipeline) -> Iterator[Command]:
    services = _of(pipeline.service)
    if pipeline.tool == "gh":
        words = ("run", "list", "--repo", pipeline.project, "--limit", "20", "--json", RUNS)
    else:
        words = ("ci", "list", "--repo", pipeline.project, "--per-page", "20", "--output", "json")
    yield Command(pipeline.tool, words, "changes", services=services)
