"""The index of incidents: ids, twins, lists."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from astreinte.domain import Declaration
from astreinte.errors import NotFound
from astreinte.memory import Database, MemoryIncidents, SqlIncidents

NOW = datetime(2026, 3, 1, 13, 2, tzinfo=UTC)
WIKI = Declaration("Le wiki ne répond plus", NOW, "alert", "wiki", fingerprint="f00d")


Known = SqlIncidents | MemoryIncidents


@pytest.fixture(params=["sql", "memory"])
def incidents(database: Database, request: pytest.FixtureRequest) -> Known:
    return SqlIncidents(database) if request.param == "sql" else MemoryIncidents()


async def close(incidents: Known, incident: str, state: str) -> None:
    await incidents.update(incident, state=state, severity="HAUTE", title="Le wiki", lead="forge")


async def test_ids_count_up_within_the_day_in_utc(incidents: Known) -> None:
    late = datetime.fromisoformat("2026-03-02T00:30:00+02:00")
    assert await incidents.open(WIKI, NOW) == "INC-20260301-01"
    assert await incidents.open(WIKI, late) == "INC-20260301-02"
    assert await incidents.open(WIKI, NOW + timedelta(days=1)) == "INC-20260302-01"


async def test_ids_go_on_beyond_99(incidents: Known) -> None:
    ids = [await incidents.open(WIKI, NOW) for _ in range(101)]
    assert ids[-3:] == ["INC-20260301-99", "INC-20260301-100", "INC-20260301-101"]
    assert ids[::-1] == [row.id for row in await incidents.list()]


async def test_concurrent_callers_get_ids_of_their_own(incidents: Known) -> None:
    ids = await asyncio.gather(*(incidents.open(WIKI, NOW) for _ in range(20)))
    assert {f"INC-20260301-{n:02d}" for n in range(1, 21)} == set(ids)


OPENER = """
import asyncio, sys
from datetime import datetime
from astreinte.domain import Declaration
from astreinte.memory import Database, SqlIncidents

async def main(url):
    now = datetime.fromisoformat("2026-03-01T13:02:00Z")
    incidents = SqlIncidents(Database.open(url))
    print(*[await incidents.open(Declaration("x", now), now) for _ in range(20)])

asyncio.run(main(sys.argv[1]))
"""


def test_processes_get_ids_of_their_own(tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENER, f"sqlite:///{tmp_path}/a.db"]
    openers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    ids = " ".join(opener.communicate()[0] for opener in openers).split()
    assert {f"INC-20260301-{n:02d}" for n in range(1, 61)} == set(ids)


@pytest.mark.parametrize(
    "other",
    [
        Declaration("x", NOW, fingerprint="f00d"),
        Declaration("x", NOW, service="wiki"),
        Declaration("x", NOW, service="other", fingerprint="f00d"),
    ],
)
async def test_the_same_fingerprint_or_service_is_a_twin_for_30_minutes(incidents: Known, other: Declaration) -> None:
    first = await incidents.open(WIKI, NOW)
    assert first == await incidents.twin(other, NOW + timedelta(minutes=30))
    assert await incidents.twin(other, NOW + timedelta(minutes=30, seconds=1)) is None


@pytest.mark.parametrize("other", [Declaration("x", NOW), Declaration("x", NOW, service="mail", fingerprint="beef")])
async def test_nothing_in_common_is_no_twin(incidents: Known, other: Declaration) -> None:
    await incidents.open(Declaration("y", NOW), NOW)
    await incidents.open(WIKI, NOW)
    assert await incidents.twin(other, NOW) is None


async def test_the_fingerprint_counts_more_than_the_service(incidents: Known) -> None:
    first = await incidents.open(WIKI, NOW)
    await incidents.open(Declaration("x", NOW, service="wiki"), NOW + timedelta(minutes=1))
    assert first == await incidents.twin(WIKI, NOW + timedelta(minutes=2))


@pytest.mark.parametrize("state", ["resolved", "closed", "logged", "unresolved"])
async def test_an_ended_incident_has_no_twin_and_is_not_listed_as_open(incidents: Known, state: str) -> None:
    await close(incidents, await incidents.open(WIKI, NOW), state)
    assert await incidents.twin(WIKI, NOW) is None
    assert await incidents.list(open_only=True) == []
    assert [state] == [row.state for row in await incidents.list()]


@pytest.mark.parametrize("state", ["triage", "planned", "active", "waiting", "monitoring"])
async def test_an_open_incident_has_a_twin(incidents: Known, state: str) -> None:
    first = await incidents.open(WIKI, NOW)
    await close(incidents, first, state)
    assert first == await incidents.twin(WIKI, NOW)
    assert [first] == [row.id for row in await incidents.list(open_only=True)]


async def test_joining_opens_once_however_many_come_at_once(incidents: Known) -> None:
    joined = await asyncio.gather(*(incidents.join(WIKI, NOW) for _ in range(8)))
    assert {"INC-20260301-01"} == {incident for incident, _ in joined}
    assert sum(new for _, new in joined) == 1


async def test_an_unknown_incident_is_named(incidents: Known) -> None:
    with pytest.raises(NotFound, match="no incident 'INC-1'; `astreinte list`"):
        await incidents.get("INC-1")
    with pytest.raises(NotFound, match="no incident 'INC-1'"):
        await close(incidents, "INC-1", "closed")


async def test_of_those_that_have_ended_only_the_recent_ones_are_listed_where_that_is_asked(incidents: Known) -> None:
    """
    What is open is listed however old it is.
    """
    old, ended = [await incidents.open(WIKI, NOW - timedelta(days=3)) for _ in range(2)]
    await close(incidents, ended, "resolved")
    recent = await incidents.open(WIKI, NOW)
    await close(incidents, recent, "closed")
    assert [recent, old] == [row.id for row in await incidents.list(since=NOW - timedelta(minutes=30))]
    assert [old] == [row.id for row in await incidents.list(since=NOW + timedelta(minutes=1))]
    assert 3 == len(await incidents.list())
