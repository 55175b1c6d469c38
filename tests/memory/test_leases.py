"""Who owns an incident on a shared database: the lock, the silent holder that loses it, the fences behind it."""

import time
from collections.abc import Callable, Iterator
from typing import Any, TypedDict

import psycopg
import pytest
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.graph import START, StateGraph

from astreinte.domain import Draft, ManualClock
from astreinte.errors import Busy, Fenced, StoreUnavailable
from astreinte.memory import Database, SqlJournal, SqlLedger, checkpointer, incident_lease
from astreinte.memory.leases import lock_key
from astreinte.memory.shared_checkpoints import SharedSaver
from astreinte.memory.urls import plain_url
from tests.postgres import new_database

INC = "INC-20260301-01"
PATIENCE = 20.0


@pytest.fixture
def url(postgres: str) -> str:
    return new_database(postgres)


@pytest.fixture
def silent(url: str) -> Iterator[psycopg.Connection]:
    """A session that took the lock and says nothing more."""
    with psycopg.connect(plain_url(url), autocommit=True, application_name="astreinte far 7") as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (lock_key(INC),))
        yield connection


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def held(url: str) -> bool:
    try:
        with incident_lease(url, 30, INC):
            return False
    except Busy:
        return True


def test_an_incident_has_one_runner_and_is_free_afterwards(url: str) -> None:
    with incident_lease(url, 30, INC):
        with pytest.raises(Busy, match=rf"{INC} is already being run \(by astreinte .*astreinte resume {INC}"):
            incident_lease(url, 30, INC).__enter__()
        with incident_lease(url, 30, "INC-20260301-02"):
            pass
    assert not held(url)


def test_whoever_is_silent_for_a_lease_loses_the_incident(url: str, silent: psycopg.Connection) -> None:
    with pytest.raises(Busy, match="astreinte far 7"):
        incident_lease(url, 30, INC).__enter__()
    time.sleep(0.5)
    with incident_lease(url, 0.3, INC), pytest.raises(psycopg.Error):
        silent.execute("SELECT 1")


def test_whoever_speaks_keeps_it_for_longer_than_a_lease(url: str) -> None:
    with incident_lease(url, 1.0, INC):
        time.sleep(2.5)
        with pytest.raises(Busy):
            incident_lease(url, 1.0, INC).__enter__()


def test_a_lost_session_comes_back_with_its_lock(url: str) -> None:
    """
    Whether it is there is looked up, not tried: who tries may hold it just as it comes back.
    """
    with incident_lease(url, 0.6, INC), psycopg.connect(plain_url(url), autocommit=True) as other:

        def locks() -> int:
            row = other.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted").fetchone()
            return row[0] if row else 0

        other.execute("SELECT pg_terminate_backend(pid, 2000) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        until(lambda: locks() == 1)
        assert held(url)
    assert not held(url)


def test_a_server_that_cannot_be_reached_is_named() -> None:
    with pytest.raises(StoreUnavailable, match="start PostgreSQL"):
        incident_lease("postgresql://nobody@/none?host=/nowhere", 1, INC).__enter__()


async def test_the_journal_of_a_replaced_runner_takes_nothing(url: str, clock: ManualClock) -> None:
    database = Database.open(url)
    journal, ledger = SqlJournal(database, clock), SqlLedger(database, clock)
    mine = journal.fenced(INC, await ledger.claim(INC))
    await mine.append(INC, Draft("note", "user", {"text": "mine"}))
    await ledger.claim(INC)
    with pytest.raises(Fenced, match=f"runner 1 of {INC}"):
        await mine.append(INC, Draft("note", "user", {"text": "too late"}))
    await journal.append(INC, Draft("note", "user", {"text": "anybody's"}))
    assert [entry.data["text"] for entry in await journal.read(INC)] == ["mine", "anybody's"]
    database.close()


class Counted(TypedDict):
    n: int


def counting(state: Counted) -> Counted:
    return {"n": state["n"] + 1}


async def test_the_checkpoints_of_a_replaced_runner_are_refused(url: str, clock: ManualClock) -> None:
    database = Database.open(url)
    ledger = SqlLedger(database, clock)
    builder: Any = StateGraph(Counted)
    builder.add_node("step", counting)
    builder.add_edge(START, "step")
    async with checkpointer(url) as saver:
        assert isinstance(saver, SharedSaver)
        mine = saver.fenced(INC, await ledger.claim(INC))
        graph = builder.compile(checkpointer=mine)
        assert await graph.ainvoke({"n": 1}, {"configurable": {"thread_id": INC}}) == {"n": 2}
        await ledger.claim(INC)
        config: Any = {"configurable": {"thread_id": INC, "checkpoint_ns": ""}}
        with pytest.raises(Fenced):
            await mine.aput(config, empty_checkpoint(), {}, {})
        with pytest.raises(Fenced):
            await graph.ainvoke({"n": 5}, {"configurable": {"thread_id": INC}})
        seen = await saver.aget_tuple({"configurable": {"thread_id": INC}})
        assert seen is not None
        assert seen.checkpoint["channel_values"]["n"] == 2
    database.close()


async def test_checkpoints_go_on_after_their_sessions_were_lost(url: str) -> None:
    async with checkpointer(url) as saver:
        with psycopg.connect(plain_url(url), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert await saver.aget_tuple({"configurable": {"thread_id": INC}}) is None


async def test_no_step_is_saved_once_the_server_has_left(url: str, clock: ManualClock) -> None:
    """
    What the step wrote before may be forgotten; a run that begins afterwards goes on with what is there.
    """
    database = Database.open(url)
    ledger = SqlLedger(database, clock)
    config: Any = {"configurable": {"thread_id": INC, "checkpoint_ns": ""}}
    async with checkpointer(url) as saver:
        assert isinstance(saver, SharedSaver)
        mine = saver.fenced(INC, await ledger.claim(INC))
        await mine.aput(config, empty_checkpoint(), {}, {})
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name LIKE 'astreinte %'"
            )
        with pytest.raises(StoreUnavailable):
            await mine.aput(config, empty_checkpoint(), {}, {})
        with pytest.raises(StoreUnavailable, match=f"resume {INC}`, which goes on from its last step"):
            await mine.aput(config, empty_checkpoint(), {}, {})
        with pytest.raises(StoreUnavailable):
            await ledger.claim(INC)
        anew = saver.fenced(INC, await ledger.claim(INC))
        await anew.aput(config, empty_checkpoint(), {}, {})
    database.close()
