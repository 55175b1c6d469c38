"""A journal that is read once: it says what the one behind it says, whoever writes."""

import asyncio

import pytest

from astreinte.domain import Clock, Draft, Entry, SystemClock
from astreinte.memory import Database, RememberedJournal, SqlJournal


class Counting:
    """A journal that counts the entries it was asked for."""

    def __init__(self, journal: SqlJournal) -> None:
        self._journal, self.read_entries = journal, 0

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        return await self._journal.append(incident, *drafts)

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        entries = await self._journal.read(incident, after)
        self.read_entries += len(entries)
        return entries


@pytest.fixture
def clock() -> Clock:
    return SystemClock()


def note(text: str) -> Draft:
    return Draft("note", "ana", {"text": text})


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
