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
                yield _secrets(str(path), _of(service))
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


def _secrets(path: str, services: tuple[str, ...]) -> Command:
    """Values are never printed: gitleaks redacts them before this program sees a line."""
    words = ("detect", "--source", path, "--no-banner", "--redact", "--report-format", "json", "--report-path")
    return Command("gitleaks", (*words, "/dev/stdout"), "changes", SCAN, FOUND, services, optional=True)


def _runs(pipeline: Pipeline) -> Iterator[Command]:
    services = _of(pipeline.service)
    if pipeline.tool == "gh":
        words = ("run", "list", "--repo", pipeline.project, "--limit", "20", "--json", RUNS)
    else:
        words = ("ci", "list", "--repo", pipeline.project, "--per-page", "20", "--output", "json")
    yield Command(pipeline.tool, words, "changes", services=services)
