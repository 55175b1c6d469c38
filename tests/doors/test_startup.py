"""What a command loads before it answers: the workflow only where it is needed."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from astreinte.agents import Knowledge, Roster
from astreinte.agents.titles import titles
from astreinte.config import Settings
from astreinte.domain import Declaration, Draft, SystemClock, dump
from astreinte.memory import Database, SqlIncidents, SqlJournal

HEAVY = {"langgraph", "langchain_core", "langsmith", "sqlalchemy", "numpy", "httpx", "fastapi", "uvicorn", "aiosqlite"}
LAZY = ("domain", "graph", "memory", "actions", "evidence", "agents", "templates")


def loaded(project: Path, *arguments: str) -> set[str]:
    """The modules, by their outermost package, that a run of the command imports."""
    command = [sys.executable, "-X", "importtime", "-m", "astreinte", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 3}, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one open incident."""
    (tmp_path / "astreinte.yaml").write_text("language: en\n", encoding="utf-8")
    database = Database.open(f"sqlite:///{tmp_path}/.astreinte/astreinte.db")
    asyncio.run(_declare(database))
    database.close()
    return tmp_path


async def _declare(database: Database) -> None:
    now = datetime.now(UTC)
    said = Declaration("the wiki is slow", now, service="wiki", source="cli")
    incident = await SqlIncidents(database).open(said, now)
    await SqlJournal(database, SystemClock()).append(incident, Draft("declared", "cli", dump(said), key="declared"))


LIGHT = {"pydantic", "jinja2", "rich", "asyncio"}


def test_help_loads_the_command_line_alone(project: Path) -> None:
    """
    `--help` reads no settings where none are, and those that a look has read before are not validated again.
    """
    loaded(project, "list")
    assert set() == loaded(project, "--help") & (HEAVY | LIGHT)
    assert set() == loaded(Path("/"), "--help") & (HEAVY | LIGHT)


@pytest.mark.parametrize("verb", [["status"], ["list"], ["list", "--json"], ["similar", "slow", "wiki"]], ids=" ".join)
def test_looking_loads_no_workflow(project: Path, verb: list[str]) -> None:
    """
    A verb that only shows something loads neither the graph nor a database's driver beyond Python's own.
    """
    assert set() == loaded(project, *verb) & (HEAVY | {"asyncio", "ssl", "rich"})


READING = {"typer", "pydantic", "pydantic_core", "yaml", "tomllib", "email", "subprocess"}


@pytest.mark.parametrize(
    ("verb", "more"),
    [(["status"], set[str]()), (["list"], {"jinja2"}), (["similar", "slow", "wiki"], {"jinja2"})],
    ids=["status", "list", "similar"],
)
def test_a_second_look_reads_no_settings_again(project: Path, verb: list[str], more: set[str]) -> None:
    """
    What the first look found stands while nothing changes: neither arguments nor settings take a library.
    """
    loaded(project, "list")
    assert set() == loaded(project, *verb) & (HEAVY | READING | more | {"asyncio", "ssl", "rich"})


DIAGNOSIS = {"langgraph", "langchain_core", "langsmith", "numpy", "httpx", "fastapi"}
PARTS = ("graph.wiring", "evidence.extract", "evidence.sources", "agents.causefile")
OWN = tuple(f"astreinte.{name}" for name in PARTS)


def test_an_incident_is_declared_before_what_diagnoses_it_is_loaded(project: Path) -> None:
    """
    The first line says that the incident is in the journal; the workflow, the sources and the causes come after it.
    """
    command = [sys.executable, "-X", "importtime", "-m", "astreinte", "declare", "the mail is slow", "--no-input"]
    lines = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False).stderr.splitlines()
    told = [place for place, line in enumerate(lines) if "the mail is slow, reported" in line]
    assert len(told) == 1, lines[-20:]
    names = [line.rsplit("|", 1)[-1].strip() for line in lines]
    before, after = names[: told[0]], names[told[0] :]
    assert [] == [name for name in before if name.startswith(OWN) or name.split(".")[0] in DIAGNOSIS]
    assert {"langgraph.runtime", *OWN} <= {*after}
    assert set() == {*names} & {"langgraph_sdk.client", "langsmith.types.run", "websockets", "rich", "httpx._main"}


def test_what_is_looked_at_is_what_was_written(project: Path) -> None:
    """
    Status names the incident, and a project without one is told how to declare it.
    """
    done = subprocess.run(
        [sys.executable, "-m", "astreinte", "status", "--json"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert '"title": "the wiki is slow"' in done.stdout


@pytest.mark.parametrize("package", LAZY)
def test_every_exported_name_is_there(package: str) -> None:
    """
    Each name that a package lists can be imported from it, whichever of its modules was imported first.
    """
    found = import_module(f"astreinte.{package}")
    for module in set(found.__dict__["_exports"].values()):
        import_module(f"astreinte.{package}.{module}")
    listed = sorted(found.__all__)
    assert listed == sorted(found.__dict__["_exports"])
    assert [] == [name for name in listed if type(getattr(found, name)).__name__ == "module"]
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = found.Nothing


@pytest.mark.parametrize("language", ["fr", "en"])
def test_titles_are_those_of_the_knowledge_base(language: str) -> None:
    """
    What is shown without the knowledge base says what the knowledge base says.
    """
    settings = Settings.model_validate({"language": language, "roles": {"k8s": None}})
    causes, roster = Knowledge.load().causes, Roster.from_settings(settings)
    assert {id_: cause.titles[settings.language] for id_, cause in causes.items()} == titles(settings)
    assert {tag: roster.name(tag) for tag in roster.personas} == settings.agent_names()
