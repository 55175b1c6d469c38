"""What is read without the library of the command line means what the library reads."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from astreinte.domain import Declaration, Draft, SystemClock, dump
from astreinte.doors.cli import plain, verbs
from astreinte.memory import Database, SqlIncidents, SqlJournal

WORDS = [
    "slow",
    "wiki",
    "--json",
    "--open",
    "--lines",
    "--limit",
    "--service",
    "0",
    "1",
    "2",
    "-1",
    "x",
    "",
    "--",
    "-h",
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two open incidents, entered."""
    (tmp_path / "astreinte.yaml").write_text("language: en\n", encoding="utf-8")
    database = Database.open(f"sqlite:///{tmp_path}/.astreinte/astreinte.db")
    for title in ("the wiki is slow", "the mill is down"):
        asyncio.run(_declare(database, title))
    database.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def _declare(database: Database, title: str) -> None:
    now = datetime.now(UTC)
    said = Declaration(title, now, service=title.split()[1], source="cli")
    incident = await SqlIncidents(database).open(said, now)
    await SqlJournal(database, SystemClock()).append(incident, Draft("declared", "cli", dump(said), key="declared"))


@pytest.mark.parametrize(
    "line",
    ["status", "status --json", "status --lines 1", "list", "list --open --limit 1 --json", "similar slow wiki"],
)
def test_what_people_type_is_understood(project: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The usual forms need no library, print what it prints and end alike.
    """
    look = plain.understood(line.split())
    assert look is not None
    plainly = (look(), capsys.readouterr())
    assert plainly == (verbs.called(line.split()), capsys.readouterr())
    assert plainly[1].out or plainly[1].err


@pytest.mark.parametrize(
    "line",
    ["", "--help", "status --help", "status a b", "list x", "list --limit", "list --limit -1", "list --limit=1",
     "list --limit x", "similar", "similar --service --json x", "status --nothing", "status -- a", "declare x"],
)  # fmt: skip
def test_whatever_else_is_left_to_the_library(line: str) -> None:
    """
    Help, mistakes and other verbs are not guessed at.
    """
    assert plain.understood(line.split()) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verb=st.sampled_from(["status", "list", "similar"]), words=st.lists(st.sampled_from(WORDS), max_size=4))
def test_nothing_is_understood_otherwise(
    project: Path, capsys: pytest.CaptureFixture[str], verb: str, words: list[str]
) -> None:
    """
    Whatever is taken means the same to the library: the same words, or the same complaint.
    """
    line = [verb, *words]
    if look := plain.understood(line):
        assert _ended(look, capsys) == _ended(lambda: verbs.called(line), capsys)


def _ended(call: Callable[[], object], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    try:
        code = call()
    except Exception as error:  # noqa: BLE001 - whichever it is, it has to be the same
        code = f"{type(error).__name__}: {error}"
    said = capsys.readouterr()
    return code, said.out, said.err
