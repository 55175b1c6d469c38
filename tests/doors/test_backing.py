"""Backup and restore: an incident that waits goes on from the copy, and nothing that is there is ever replaced."""

import asyncio
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from astreinte.config import Settings, load_settings
from astreinte.domain import Declaration, SystemClock
from astreinte.doors.cli.main import execute
from astreinte.graph.wiring import open_desk
from astreinte.memory import Database, SqlJournal
from tests.postgres import binaries, new_database, postgres

__all__ = ["postgres"]
YAML = """language: en
policy: observe
sources: {recorded: {path: none.jsonl}}
services: {till: {probe: "tcp://127.0.0.1:9"}, shed: {probe: "tcp://127.0.0.1:9"}}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "none.jsonl").touch()
    (folder / "astreinte.yaml").write_text(YAML, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def settings(project: Path) -> Settings:
    return load_settings(project, {})


async def waiting(project: Path) -> str:
    """An incident with evidence that waits for a person to say which service it is."""
    async with open_desk(project, settings(project), interactive=True) as desk:
        incident = await desk.declare(Declaration("something is slow", desk.ports.clock.now()), attach=False)
        await desk.add_evidence(incident, "a line of a log\n", "paste", "ana")
        assert "waiting" == (await desk.run(incident)).state
        return incident


async def goes_on(project: Path, incident: str) -> Any:
    """Answer what it waits for, run it to its end, and open its evidence."""
    async with open_desk(project, settings(project), interactive=True) as desk:
        outcome = await desk.outcome(incident)
        while asked := await desk.questions(incident):
            for question in asked.values():
                choice = question.choices[0].id if question.choices else "till"
                await desk.answer(incident, question.id, choice, "ana")
            outcome = await desk.run(incident)
        refs = [entry.data for entry in await desk.entries(incident) if entry.kind == "reading"]
        assert "a line of a log" in desk.ports.docket.kept(refs[0]["digest"])
        return outcome


async def test_an_incident_goes_on_from_its_copy(project: Path, tmp_path: Path) -> None:
    """
    After the loss of everything the copy brings back journal, checkpoint and evidence, and the incident ends.
    """
    incident = await waiting(project)
    copy = tmp_path / "copy.tar.gz"
    assert 0 == await _execute("backup", str(copy))
    assert 0o600 == copy.stat().st_mode & 0o777
    shutil.rmtree(project / ".astreinte")

    assert 0 == await _execute("restore", str(copy))
    outcome = await goes_on(project, incident)
    assert ("unresolved", 1) == (outcome.state, outcome.evidence.collected)
    database = Database.open(settings(project).database)
    assert [incident] == await SqlJournal(database, SystemClock()).verify_all()
    database.close()


async def _execute(*arguments: str) -> int:
    """A command has a loop of its own."""
    return await asyncio.to_thread(execute, list(arguments))


async def test_nothing_that_is_there_is_replaced(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await waiting(project)
    copy = tmp_path / "copy.tar.gz"
    assert 0 == await _execute("backup", str(copy))
    held = copy.read_bytes()
    assert (2, 2) == (await _execute("backup", str(copy)), await _execute("restore", str(copy)))
    assert held == copy.read_bytes()
    assert "move it away" in capsys.readouterr().err
    assert [] == [each for folder in (project, tmp_path) for each in folder.iterdir() if "backup-" in each.name]


@pytest.mark.parametrize("kind", ["absent", "text", "cut", "hostile", "empty"])
def test_what_is_no_backup_is_refused(
    project: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Nothing is left behind, inside or outside, and the message names the file.
    """
    source = tmp_path / "copy.tar.gz"
    if kind == "text":
        source.write_text("hello", encoding="utf-8")
    elif kind == "cut":
        with tarfile.open(source, "w:gz") as archive:
            archive.add(project / "astreinte.yaml", "database.sqlite")
        source.write_bytes(source.read_bytes()[:-12])
    elif kind == "hostile":
        with tarfile.open(source, "w") as archive:
            archive.add(project / "astreinte.yaml", "../outside")
    elif kind == "empty":
        with tarfile.open(source, "w"):
            pass
    assert 2 == execute(["restore", str(source)])
    assert "copy.tar.gz" in capsys.readouterr().err
    assert not (project / ".astreinte/astreinte.db").exists()
    assert {"project"} == {path.name for path in tmp_path.iterdir()} - {"copy.tar.gz"}


def test_postgres_is_copied_by_its_own_tools(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASTREINTE_DATABASE_URL", "postgresql://ana@/incidents")
    assert 2 == execute(["backup", "copy.dump"])
    assert "pg_dump" in capsys.readouterr().err


async def test_an_incident_goes_on_from_a_dump(project: Path, tmp_path: Path, postgres: str) -> None:
    """
    The commands of the documentation bring journal, checkpoint and evidence into another database.
    """
    programs = binaries()
    assert programs is not None
    held, other = new_database(postgres), new_database(postgres)
    on(project, held)
    incident = await waiting(project)
    copy = str(tmp_path / "copy.dump")
    for command in (["pg_dump", "--format=custom", "--file", copy, held], ["pg_restore", "--dbname", other, copy]):
        await asyncio.to_thread(subprocess.run, [programs / command[0], *command[1:]], check=True)
    on(project, other)
    outcome = await goes_on(project, incident)
    assert ("unresolved", 1) == (outcome.state, outcome.evidence.collected)


def on(project: Path, url: str) -> None:
    """Let the project use that database."""
    (project / "astreinte.yaml").write_text(f'{YAML}database: "{url}"\n', encoding="utf-8")
