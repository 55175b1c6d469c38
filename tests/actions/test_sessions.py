"""Sessions of a real PostgreSQL: the idle, the long and the blocking ones are ended, and no others."""

import asyncio
import shutil
from collections.abc import Iterator

import psycopg
import pytest

from astreinte.actions import Catalogue, Effects, HostExecutor, NotNeeded, Warrant, all_actions
from astreinte.config import Settings
from astreinte.domain import Fix, ManualClock, Query, Reading
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import StateSource
from astreinte.memory import MemoryLedger
from tests.postgres import postgres

from .world import AT

__all__ = ["postgres"]
INC = "INC-20260301-01"
pytestmark = [
    pytest.mark.skipif(
        shutil.which("psql") is None, reason="psql is not installed (apt-get install postgresql-client)"
    ),
    pytest.mark.xdist_group("sessions"),
]


@pytest.fixture
def gate(postgres: str) -> Effects:
    base = {"engine": "postgres", "host": postgres, "idle": "1s", "longest": "1s"}
    settings = Settings.model_validate({"language": "en", "services": {"ledger": {"database": base}}})
    clock = ManualClock(AT)
    source = StateSource(settings, clock)

    async def ask(query: Query) -> Reading:
        try:
            return await source.read(query)
        except ReadingUnavailable as error:
            return Reading(query, AT, "error", why=str(error))

    return Effects(settings, Catalogue(all_actions("/kept")), MemoryLedger(clock), HostExecutor("en"), ask, clock=clock)


@pytest.fixture
def client(postgres: str) -> Iterator[psycopg.Connection]:
    connection = psycopg.connect(f"host={postgres} user=postgres dbname=postgres", autocommit=True)
    yield connection
    connection.close()


def open_transaction(connection: psycopg.Connection) -> None:
    connection.execute("CREATE TABLE IF NOT EXISTS entry (n int)")
    connection.execute("BEGIN")
    connection.execute("LOCK TABLE entry")


async def test_an_idle_session_is_ended_and_a_busy_one_is_not(
    gate: Effects, client: psycopg.Connection, postgres: str
) -> None:
    open_transaction(client)
    with psycopg.connect(f"host={postgres} user=postgres dbname=postgres", autocommit=True) as busy:
        busy.execute("SELECT pg_sleep(1.2)")
        plan = await gate.plan(Fix("db-end-sessions", {"service": "ledger"}))
        record = await gate.apply(Warrant(INC, await gate.claim(INC), 1), plan)
        assert (record.state, record.verified, record.output) == ("done", True, "1")
        assert busy.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        client.execute("SELECT 1")


async def test_the_session_that_others_wait_for_is_ended(
    gate: Effects, client: psycopg.Connection, postgres: str
) -> None:
    open_transaction(client)
    waiting = await psycopg.AsyncConnection.connect(f"host={postgres} user=postgres dbname=postgres", autocommit=True)
    async with waiting:
        blocked = asyncio.create_task(waiting.execute("INSERT INTO entry VALUES (1)"))
        await asyncio.sleep(1.3)
        plan = await gate.plan(Fix("db-end-sessions", {"service": "ledger", "what": "blocking"}))
        record = await gate.apply(Warrant(INC, await gate.claim(INC), 1), plan)
        assert (record.state, record.verified) == ("done", True)
        await blocked


async def test_where_no_session_is_in_the_way_nothing_is_done(gate: Effects) -> None:
    with pytest.raises(NotNeeded, match="no session of ledger"):
        await gate.plan(Fix("db-end-sessions", {"service": "ledger", "what": "long"}))
