"""The contract of the journal, over every implementation, and its chain."""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from astreinte.domain import Draft, ManualClock
from astreinte.errors import IntegrityError, InvalidInput, StoreUnavailable
from astreinte.memory import Database, MemoryJournal, SqlIncidents, SqlJournal, SqlLedger, chain

INC = "INC-20260301-01"


Kept = SqlJournal | MemoryJournal


@pytest.fixture
def sql_journal(database: Database, clock: ManualClock) -> SqlJournal:
    return SqlJournal(database, clock)


@pytest.fixture(params=["sql", "memory"])
def journal(request: pytest.FixtureRequest, sql_journal: SqlJournal, clock: ManualClock) -> Kept:
    return sql_journal if request.param == "sql" else MemoryJournal(clock)


def note(said: str, key: str = "") -> Draft:
    return Draft("note", "user", {"text": said}, key=key)


async def test_entries_come_back_as_they_were_appended(journal: Kept) -> None:
    appended = await journal.append(INC, note("a"), Draft("status", "astreinte", {"state": "active"}, ("ev-1",)))
    assert appended == await journal.read(INC)
    assert [entry.seq for entry in appended] == [1, 2]
    assert appended[1].prev == appended[0].hash


async def test_reading_after_a_sequence_number_gives_the_rest(journal: Kept) -> None:
    await journal.append(INC, note("a"), note("b"), note("c"))
    assert [entry.data["text"] for entry in await journal.read(INC, after=1)] == ["b", "c"]


async def test_an_unknown_incident_has_no_entries(journal: Kept) -> None:
    assert await journal.read("INC-20260301-99") == []


async def test_appending_nothing_writes_nothing(journal: Kept) -> None:
    assert await journal.append(INC) == []
    assert await journal.head(INC) == (0, "")


async def test_a_second_draft_with_the_same_key_is_the_first(journal: Kept) -> None:
    [first] = await journal.append(INC, note("a", "k"))
    [again, other] = await journal.append(INC, note("changed", "k"), note("b", "l"))
    assert first == again
    assert [first, other] == await journal.read(INC)


async def test_the_same_key_twice_in_one_call_is_one_entry(journal: Kept) -> None:
    first, second = await journal.append(INC, note("a", "k"), note("b", "k"))
    assert first == second


async def test_the_same_key_in_two_incidents_is_two_entries(journal: Kept) -> None:
    await journal.append(INC, note("a", "k"))
    [other] = await journal.append("INC-20260301-02", note("b", "k"))
    assert other.data["text"] == "b"


async def test_when_it_happened_and_when_it_was_recorded_are_two_times(journal: Kept, clock: ManualClock) -> None:
    before = clock.now()
    clock.advance(90.25)
    [entry] = await journal.append(INC, Draft("note", "user", occurred_at=before))
    assert (before, clock.now()) == (entry.occurred_at, entry.recorded_at)


async def test_a_time_without_zone_is_refused(journal: Kept, clock: ManualClock) -> None:
    with pytest.raises(InvalidInput, match="has no zone"):
        await journal.append(INC, Draft("note", "user", occurred_at=clock.now().replace(tzinfo=None)))


@pytest.mark.parametrize("value", [float("nan"), 2**60, "\ud800"])
async def test_what_json_does_not_have_is_refused_and_nothing_is_written(journal: Kept, value: object) -> None:
    with pytest.raises(InvalidInput, match="entry 'note' of INC"):
        await journal.append(INC, note("before"), Draft("note", "user", {"x": value}))
    assert await journal.read(INC) == []


async def test_an_intact_journal_verifies(journal: Kept) -> None:
    await journal.append(INC, note("a"), note("b"))
    await journal.append("INC-20260301-02", note("c"))
    assert await journal.verify_all() == [INC, "INC-20260301-02"]


COPY = "incident, 5, kind, actor, occurred_at, recorded_at, data, evidence, NULL, hash, prev"
TAMPERINGS = {
    "content": ('UPDATE journal SET data = \'{"text":"forged"}\' WHERE seq = 2', "entry 2.*not what was recorded"),
    "actor": ("UPDATE journal SET actor = 'someone' WHERE seq = 3", "entry 3.*not what was recorded"),
    "time": ("UPDATE journal SET occurred_at = recorded_at || '' , kind = 'closed' WHERE seq = 1", "entry 1"),
    "key": ("UPDATE journal SET key = 'other' WHERE seq = 1", "entry 1.*not what was recorded"),
    "spacing": ('UPDATE journal SET data = \'{ "text":"b"}\' WHERE seq = 2', "entry 2.*not what was recorded"),
    "not json": ("UPDATE journal SET data = '{' WHERE seq = 2", "entry 2.*not what was recorded"),
    "hash": ("UPDATE journal SET hash = prev WHERE seq = 2", "entry 2.*not what was recorded"),
    "deleted": ("DELETE FROM journal WHERE seq = 2", "entry 2: it is missing"),
    "first deleted": ("DELETE FROM journal WHERE seq = 1", "entry 1: it is missing"),
    "truncated": ("DELETE FROM journal WHERE seq > 2", "entry 2: it is the last one, but the recorded head is entry 4"),
    "emptied": ("DELETE FROM journal", "entry 0: it is the last one"),
    "reordered": ("UPDATE journal SET seq = -seq; UPDATE journal SET seq = 5 + seq", "entry 1: it does not follow"),
    "inserted": (f"INSERT INTO journal SELECT {COPY} FROM journal WHERE seq = 4", "entry 5"),  # noqa: S608 - a constant
}


@pytest.mark.parametrize("how", TAMPERINGS)
async def test_a_change_behind_its_back_is_found(sql_journal: SqlJournal, database: Database, how: str) -> None:
    sql, found = TAMPERINGS[how]
    await sql_journal.append(INC, note("a"), note("b"), note("c"), note("d"))
    for statement in sql.split("; "):
        database.write_now(lambda connection, sql=statement: connection.execute(text(sql)))
    with pytest.raises(IntegrityError, match=f"journal of {INC} is broken at {found}"):
        await sql_journal.verify(INC)
    with pytest.raises(IntegrityError):
        await sql_journal.verify_all()


async def test_a_journal_with_entries_beyond_its_head_takes_no_more(
    sql_journal: SqlJournal, database: Database
) -> None:
    await sql_journal.append(INC, note("a"), note("b"))
    rewind = "UPDATE incidents SET head_seq = 1, head_hash = (SELECT hash FROM journal WHERE seq = 1)"
    database.write_now(lambda connection: connection.execute(text(rewind)))
    with pytest.raises(IntegrityError, match="beyond its recorded head"):
        await sql_journal.append(INC, note("c"))


async def test_appending_makes_the_incident_known(sql_journal: SqlJournal, database: Database) -> None:
    await sql_journal.append(INC, Draft("declared", "cli", {"title": "Le wiki ne répond plus", "service": "wiki"}))
    row = await SqlIncidents(database).get(INC)
    assert (row.title, row.service, row.state) == ("Le wiki ne répond plus", "wiki", "triage")


async def test_concurrent_appends_make_one_chain(journal: Kept) -> None:
    await asyncio.gather(*(journal.append(INC, note(str(n)), note(str(n))) for n in range(20)))
    entries = await journal.read(INC)
    assert list(range(1, 41)) == [entry.seq for entry in entries]
    assert all(one.data == two.data for one, two in zip(entries[::2], entries[1::2], strict=True))
    await journal.verify(INC)


async def test_of_one_key_in_one_append_the_first_stands(journal: Kept) -> None:
    await journal.append(INC, note("a", "k"))
    first, again, other, twice = await journal.append(INC, note("b", "n"), note("c", "k"), note("d"), note("e", "n"))
    assert ("b", "a", "d", "b") == tuple(each.data["text"] for each in (first, again, other, twice))
    assert ["a", "b", "d"] == [each.data["text"] for each in await journal.read(INC)]
    await journal.verify(INC)


async def test_who_is_cancelled_or_refused_leaves_the_others_alone(journal: Kept) -> None:
    await journal.append(INC, note("before"))
    late = asyncio.create_task(journal.append(INC, note("cancelled")))
    wrong = asyncio.create_task(journal.append(INC, Draft("note", "\ud800")))
    right = asyncio.create_task(journal.append(INC, note("kept", "k")))
    await asyncio.sleep(0)
    late.cancel()
    ended = await asyncio.gather(late, wrong, right, return_exceptions=True)
    assert isinstance(ended[1], InvalidInput)
    assert ended[2] == [entry for entry in await journal.read(INC) if entry.key == "k"]
    await journal.verify(INC)


async def test_a_chain_that_others_moved_is_gone_on_with_where_it_is(database: Database, clock: ManualClock) -> None:
    """
    One writer knows where it left it; the other one wrote behind it, under keys that the first takes too.
    """
    one, two, said = SqlJournal(database, clock), SqlJournal(database, clock), dict[str, str]()
    for turn in range(6):
        for journal, key in ((one, f"k{turn}"), (two, f"k{turn + turn % 2}"), (one, "same"), (one, "same")):
            text = f"{turn} {key} {journal is one}"
            (stands,) = await journal.append(INC, note(text, key))
            assert said.setdefault(key, text) == stands.data["text"]
    await one.verify(INC)
    assert said == {entry.key: entry.data["text"] for entry in await one.read(INC)}


async def test_a_run_whose_entries_the_server_forgot_goes_on_from_its_last_step(
    database: Database, clock: ManualClock
) -> None:
    """
    It writes nothing behind a gap; a run that begins afterwards goes on with what is there.
    """
    journal, ledger = SqlJournal(database, clock), SqlLedger(database, clock)
    mine = journal.fenced(INC, await ledger.claim(INC))
    await mine.append(INC, note("kept"))
    await mine.append(INC, note("lost"))
    database.write_now(lambda connection: connection.execute(text("DELETE FROM journal WHERE seq = 2")))
    back = "UPDATE incidents SET head_seq = 1, head_hash = (SELECT hash FROM journal WHERE seq = 1)"
    database.write_now(lambda connection: connection.execute(text(back)))
    with pytest.raises(StoreUnavailable, match="forgotten entries of INC-20260301-01"):
        await mine.append(INC, note("after"))
    await journal.fenced(INC, await ledger.claim(INC)).append(INC, note("again"))
    assert ["kept", "again"] == [entry.data["text"] for entry in await journal.read(INC)]
    await journal.verify(INC)


WRITER = """
import asyncio, sys
from astreinte.domain import Draft, SystemClock
from astreinte.memory import Database, SqlJournal

async def main(url, name):
    journal = SqlJournal(Database.open(url), SystemClock())
    for n in range(40):
        drafts = Draft("note", name, key=f"{name}-{n}"), Draft("note", name, key=f"k{n}")
        await journal.append("INC-20260301-01", *drafts)

asyncio.run(main(*sys.argv[1:]))
"""


def test_processes_that_open_and_append_at_once_neither_fork_nor_lose(tmp_path: Path, clock: ManualClock) -> None:
    url = f"sqlite:///{tmp_path}/new/astreinte.db"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, name]) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    journal = SqlJournal(Database.open(url), clock)
    asyncio.run(journal.verify(INC))
    keys = [entry.key for entry in asyncio.run(journal.read(INC))]
    assert {f"{name}-{n}" for name in "abc" for n in range(40)} | {f"k{n}" for n in range(40)} == set(keys)
    assert len(set(keys)) == len(keys)


async def test_the_file_is_shared_safely(tmp_path: Path, clock: ManualClock) -> None:
    Database.open(f"sqlite:///{tmp_path}/a.db")
    with sqlite3.connect(tmp_path / "a.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


async def test_what_changes_an_entry_in_memory_is_found(clock: ManualClock) -> None:
    journal = MemoryJournal(clock)
    [entry] = await journal.append(INC, Draft("note", "user", {"text": "a", "of": {"n": 1}}))
    await journal.verify(INC)
    entry.data["of"]["n"] = 2
    with pytest.raises(IntegrityError, match="entry 1: its content is not what was recorded"):
        await journal.verify(INC)


async def test_both_journals_seal_alike(sql_journal: SqlJournal, clock: ManualClock) -> None:
    drafts = (
        note("a", "k"),
        Draft("note", "é\x7f", {"n": [1, 0.5, None, True], "\U0001f600": "\u2028", "\ufb00": 1}, ("ev-1",)),
    )
    assert await sql_journal.append(INC, *drafts) == await MemoryJournal(clock).append(INC, *drafts)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(data=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4))
def test_any_json_survives_and_verifies(data: dict[str, object]) -> None:
    async def run() -> None:
        database = Database.open("sqlite:///:memory:")
        journal = SqlJournal(database, ManualClock(datetime(2026, 3, 1, tzinfo=UTC)))
        [entry] = await journal.append(INC, Draft("note", "user", data))
        assert data == entry.data
        await journal.verify(INC)
        database.close()

    asyncio.run(run())


@given(value=JSON)
def test_what_is_written_is_rfc_8785(value: object) -> None:
    assert chain.canonical(value, "it") == rfc8785.dumps(value).decode()  # pyright: ignore[reportArgumentType]
