"""Whoever only looks reads the same as the journal and the index of incidents, in either kind of database."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from astreinte.domain import Declaration, Draft, ManualClock, dump
from astreinte.memory import Database, SqlIncidents, SqlJournal
from astreinte.memory.projection import project
from astreinte.memory.reader import MANY, Reader, reader
from astreinte.memory.stamps import stamp
from tests.postgres import new_database

from .conftest import NOW


@pytest.fixture(params=["file", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that somebody else can look at."""
    if request.param == "postgres":
        return new_database(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path}/.astreinte/astreinte.db"


@pytest.fixture
def looked(url: str) -> Iterator[Reader]:
    opened = reader(url)
    yield opened
    opened.close()


async def many(database: Database, clock: ManualClock) -> list[str]:
    """Seven incidents, every second one ended, each with its decision."""
    incidents, journal = SqlIncidents(database), SqlJournal(database, clock)
    ids: list[str] = []
    for number in range(7):
        clock.advance(60)
        ids.append(await incidents.open(Declaration(f"mill {number}", NOW, service="mill"), clock.now()))
        said = [
            Draft("note", "ana", {"n": each}) for each in (1, 1e20, [-1e18, 0.5], "9" * 30, {"1234567890123456": 1e16})
        ]
        await journal.append(ids[-1], *said, Draft("decision", "forge", {"cause": f"cause {number}"}))
        state = "resolved" if number % 2 else "active"
        await incidents.update(ids[-1], state=state, severity="HAUTE", title=f"mill {number}", lead="forge")
    return ids


async def test_it_says_what_was_written(database: Database, clock: ManualClock, looked: Reader) -> None:
    ids = await many(database, clock)
    journal, incidents = SqlJournal(database, clock), SqlIncidents(database)
    for incident in ids:
        assert await journal.read(incident) == await looked.read(incident)
        assert (await journal.read(incident))[2:] == await looked.read(incident, 2)
    assert await incidents.list() == await looked.list()
    assert await incidents.list(open_only=True, limit=2) == await looked.list(open_only=True, limit=2)
    assert [] == await looked.read("INC-0")


async def test_many_are_read_at_once_by_kind(database: Database, clock: ManualClock, looked: Reader) -> None:
    """
    Each asked for is there, even where nothing of it is; of more than one query takes, none is lost.
    """
    ids = await many(database, clock)
    unknown = [f"INC-{number}" for number in range(MANY)]
    found = await looked.read_many([*ids[:3], *unknown, *ids[3:]], ("decision", "learning"))
    assert [*ids[:3], *unknown, *ids[3:]] == list(found)
    assert [] == [each for id_ in unknown for each in found[id_]]
    assert [*(f"cause {number}" for number in range(7))] == [each.data["cause"] for id_ in ids for each in found[id_]]


async def test_versions_are_those_of_the_index(database: Database, clock: ManualClock, looked: Reader) -> None:
    await many(database, clock)
    rows = await SqlIncidents(database).list()
    ended = {row.id: stamp(row.updated) for row in rows if row.state == "resolved"}
    assert ended == await looked.versions({"resolved", "closed"})


ITEMS = ("logs", "metrics", "events")


@st.composite
def long_ones(draw: st.DrawFn) -> list[Draft]:
    """Readings that answer or do not, what was missing in between, and what a long incident repeats."""
    drafts: list[Draft] = [Draft("declared", "cli", dump(Declaration("the mill stands", NOW)))]
    for _ in range(draw(st.integers(0, 12))):
        item, one = draw(st.sampled_from(ITEMS)), draw(st.integers(1, 4))
        status: Any = draw(st.sampled_from(("ok", "no_data", "error")))
        said = {"id": f"ev-{one}", "status": status, "query": {"item": item}, "text": '"status":"ok"'}
        drafts.append(
            draw(
                st.sampled_from(
                    (
                        Draft("reading", "loki", said),
                        Draft("missing", "incident", {"item": item, "why": f"why {one}"}),
                        Draft("note", "ana", {"text": "status ok"}),
                        Draft("status", "incident", {"state": "active"}),
                    )
                )
            )
        )
    return drafts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=long_ones())
def test_what_an_outcome_is_told_by_comes_to_the_same_as_all_of_it(tmp_path: Path, drafts: list[Draft]) -> None:
    async def run(folder: str) -> None:
        database = Database.open(f"sqlite:///{folder}/a.db")
        entries = await SqlJournal(database, ManualClock(NOW)).append("INC-1", *drafts)
        looked = reader(f"sqlite:///{folder}/a.db")
        outline, read = await looked.outline("INC-1")
        assert project(entries) == project(outline, read=read)
        assert not {entry.kind for entry in outline} & {"reading", "note"}
        looked.close()
        database.close()

    with TemporaryDirectory(dir=tmp_path) as folder:
        asyncio.run(run(folder))


async def test_an_outline_and_the_newest_entries(database: Database, clock: ManualClock, looked: Reader) -> None:
    """
    The newest are those that happened last, whenever they were written down; decisions are there whatever their age.
    """
    journal = SqlJournal(database, clock)
    said = {"id": "ev-1", "status": "ok", "query": {"item": "logs"}}
    gone = Draft("missing", "incident", {"item": "logs", "why": "none"})
    notes = [Draft("note", "ana", {"n": each}, occurred_at=NOW - timedelta(minutes=each)) for each in range(6)]
    drafts = (Draft("decision", "forge", {"cause": "x"}), gone, Draft("reading", "loki", said), *notes)
    entries = await journal.append("INC-1", *drafts)
    outline, read = await looked.outline("INC-1")
    assert (entries[:2], 1, {"logs": [3]}) == (outline, read.count, read.places)
    late = await journal.append("INC-1", Draft("note", "ana", {"n": 9}, occurred_at=NOW - timedelta(days=1)))
    newest, older = await looked.newest("INC-1", 3)
    assert late[0] not in newest
    assert (entries[:4], 6) == (newest, older)
    assert ([], 0) == await looked.newest("INC-0", 3)


async def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    absent = reader(f"sqlite:///{tmp_path}/none.db")
    assert ([], [], {}) == (await absent.read("INC-1"), await absent.list(), await absent.versions({"closed"}))
    assert not (tmp_path / "none.db").exists()
