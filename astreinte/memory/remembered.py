"""A journal whose entries are read once: of one that was read before, only what is new is asked for."""

import asyncio
from bisect import bisect, bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection
from operator import attrgetter
from weakref import WeakValueDictionary

from astreinte.domain import Draft, Entry

from .kinds import Indexed, follows
from .port import Journal

SEQ = attrgetter("seq")
MOST = 150_000
"""Entries that are kept at hand, of all incidents together: some hundred megabytes at worst, a few as a rule."""


class Kept(OrderedDict[str, Indexed]):
    """What was read by incident, the latest last. Of two who ask for one incident the second reads what is left."""

    def __init__(self) -> None:
        super().__init__()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, incident: str) -> asyncio.Lock:
        return self._turns.setdefault(incident, asyncio.Lock())


class RememberedJournal:
    """Implements `Journal` over another one. Entries never change: what was read is true while its last one stands.

    A server that crashed may have forgotten that one, and retention takes some: then all of it is read anew.
    """

    def __init__(self, journal: Journal, most: int = MOST, kept: Kept | None = None) -> None:
        self._journal, self._most = journal, most
        self._kept = Kept() if kept is None else kept

    def fenced(self, incident: str, epoch: int) -> "RememberedJournal":
        """See `SqlJournal.fenced`."""
        fence: Callable[[str, int], Journal] | None = getattr(self._journal, "fenced", None)
        inner = fence(incident, epoch) if fence else self._journal
        return RememberedJournal(inner, self._most, self._kept)

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        """See `Journal.append`. What follows what was read is at hand; after a gap it is left to the next read."""
        entries = await self._journal.append(incident, *drafts)
        held = self._kept.get(incident)
        if held and (whole := follows(held, entries)) is not None:
            self._keep(incident, whole)
        return entries

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        """See `Journal.read`."""
        async with self._kept.turn(incident):
            if after and incident not in self._kept:
                return await self._journal.read(incident, after)
            whole = await self._read(incident)
            return whole[bisect(whole, after, key=SEQ) :] if after else whole.copy()

    async def some(self, incident: str, numbers: Collection[int]) -> list[Entry]:
        """See `Journal.some`."""
        held, wanted = self._kept.get(incident, Indexed()), sorted(numbers)
        places = [bisect_left(held, number, key=SEQ) for number in wanted]
        found = [held[place] for place in places if place < len(held)]
        if [entry.seq for entry in found] == wanted:
            return found
        return await self._journal.some(incident, numbers)

    async def _read(self, incident: str) -> Indexed:
        held = self._kept.get(incident) or Indexed()
        fresh = await self._journal.read(incident, held[-1].seq - 1 if held else 0)
        if held and (not fresh or fresh[0].hash != held[-1].hash or any(e.kind == "pruned" for e in fresh[1:])):
            held, fresh = Indexed(), await self._journal.read(incident)
        elif held:
            fresh = fresh[1:]
        if fresh:
            held = held.then(fresh)
            self._keep(incident, held)
        return held

    def _keep(self, incident: str, entries: Indexed) -> None:
        """Those that were asked for longest ago are let go; one too long to be kept is read anew each time."""
        self._kept[incident] = entries
        self._kept.move_to_end(incident)
        while self._kept and sum(map(len, self._kept.values())) > self._most:
            self._kept.popitem(last=False)
