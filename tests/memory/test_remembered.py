"""A journal that is read once: it says what the one behind it says, whoever writes."""

import asyncio
from collections.abc import Collection

import pytest
from sqlalchemy import Connection, delete, select, update

from astreinte.domain import Clock, Draft, Entry, SystemClock
from astreinte.memory import Database, RememberedJournal, SqlJournal
from astreinte.memory.tables import incidents
from astreinte.memory.tables import journal as rows


class Counting:
    """A journal that counts the entries it was asked for, but for the last one known, which is looked at again."""

    def __init__(self, journal: SqlJournal) -> None:
        self._journal, self.read_entries = journal, 0
        self._last: dict[str, int] = {}

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        entries = await self._journal.append(incident, *drafts)
        self._last[incident] = entries[-1].seq
        return entries

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        entries = await self._journal.read(incident, after)
        self.read_entries += sum(not after or entry.seq > self._last.get(incident, 0) for entry in entries)
        self._last[incident] = max((entry.seq for entry in entries), default=0)
        return entries

    async def some(self, incident: str, numbers: Collection[int]) -> list[Entry]:
        self.read_entries += len(numbers)
        return await self._journal.some(incident, numbers)


@pytest.fixture
def clock() -> Clock:
    return SystemClock()


def note(text: str) -> Draft:
    return Draft("note", "ana", {"text": text})


def forget(database: Database, incident: str, count: int) -> None:
    """The last entries, as if their commit had never reached the disk."""

    def work(connection: Connection) -> None:
        head = select(incidents.c.head_seq).where(incidents.c.id == incident).scalar_subquery()
        connection.execute(delete(rows).where(rows.c.incident == incident, rows.c.seq > head - count))
        last = select(rows.c.seq, rows.c.hash).where(rows.c.incident == incident).order_by(rows.c.seq.desc()).limit(1)
        seq, hash_ = connection.execute(last).one()
        back = update(incidents).where(incidents.c.id == incident).values(head_seq=seq, head_hash=hash_)
        connection.execute(back)

    database.write_now(work)


async def test_it_says_what_others_wrote_meanwhile_and_reads_each_entry_once(database: Database, clock: Clock) -> None:
    behind = Counting(SqlJournal(database, clock))
    journal, other = RememberedJournal(behind), SqlJournal(database, clock)
    for turn in range(5):
        await (other if turn % 2 else journal).append("INC-1", note(f"a{turn}"), note(f"b{turn}"))
        assert await other.read("INC-1") == await journal.read("INC-1")
        assert await other.read("INC-1", 3) == (await journal.read("INC-1"))[3:]
    assert 6 == behind.read_entries, "the first two, and what the other one wrote"
    assert [] == await journal.read("INC-2")
    (await journal.read("INC-1")).clear()
    assert 10 == len(await journal.read("INC-1"))


async def test_of_two_who_ask_at_once_one_reads(database: Database, clock: Clock) -> None:
    """
    So does whoever asks as another runner; a long journal is not twice in memory.
    """
    behind = Counting(SqlJournal(database, clock))
    journal = RememberedJournal(behind)
    await journal.append("INC-1", *(note(f"{turn}") for turn in range(20)))
    found = await asyncio.gather(journal.read("INC-1"), journal.fenced("INC-1", 1).read("INC-1"), journal.read("INC-1"))
    assert [20, 20, 20] == [len(each) for each in found]
    assert 20 == behind.read_entries


async def test_what_retention_took_is_gone(database: Database, clock: Clock) -> None:
    """
    An entry that says what was pruned has the whole journal read anew.
    """
    behind = Counting(SqlJournal(database, clock))
    journal = RememberedJournal(behind)
    await journal.append("INC-1", note("one"), note("two"))
    await journal.read("INC-1")
    await SqlJournal(database, clock).append("INC-1", Draft("pruned", "user", {"ranges": [], "collected": 0}))
    before = behind.read_entries
    assert ["note", "note", "pruned"] == [entry.kind for entry in await journal.read("INC-1")]
    assert 4 == behind.read_entries - before


async def test_what_a_crashed_server_forgot_is_forgotten(database: Database, clock: Clock) -> None:
    """
    However many entries were written since in the place of those that are gone.
    """
    journal = RememberedJournal(SqlJournal(database, clock))
    await journal.append("INC-1", note("kept"))
    await journal.read("INC-1")
    for again in range(3):
        await journal.append("INC-1", *(note(f"{again} lost {number}") for number in range(again + 1)))
        await journal.read("INC-1")
        forget(database, "INC-1", again + 1)
        if again:
            await journal.append("INC-1", *(note(f"{again} new {number}") for number in range(again * 2)))
            forget(database, "INC-1", again * 2 - 1)
        assert await SqlJournal(database, clock).read("INC-1") == await journal.read("INC-1")


async def test_some_entries_are_those_of_their_numbers(database: Database, clock: Clock) -> None:
    behind = SqlJournal(database, clock)
    journal = RememberedJournal(behind)
    entries = await journal.append("INC-1", *(note(str(number)) for number in range(5)))
    for each in (behind, journal):
        assert [entries[1], entries[3]] == await each.some("INC-1", [4, 2])
    await journal.read("INC-1")
    assert [entries[1], entries[3]] == await journal.some("INC-1", [4, 2])
    assert [entries[4]] == await journal.some("INC-1", [5, 6])


async def test_it_keeps_no_more_than_it_may(database: Database, clock: Clock) -> None:
    """
    The journal that was asked for longest ago is read anew; one that is too long is right too.
    """
    behind = Counting(SqlJournal(database, clock))
    journal = RememberedJournal(behind, most=4)
    for incident in ("INC-1", "INC-2", "INC-3"):
        await journal.append(incident, note("one"), note("two"))
        await journal.read(incident)
    assert 6 == behind.read_entries
    await journal.read("INC-3")
    await journal.read("INC-2")
    assert 6 == behind.read_entries
    await journal.read("INC-1")
    assert 8 == behind.read_entries
    await journal.append("INC-1", *[note(str(number)) for number in range(9)])
    assert 11 == len(await journal.read("INC-1")) == len(await journal.read("INC-1"))
