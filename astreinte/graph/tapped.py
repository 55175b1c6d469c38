"""A journal that also tells somebody what was appended, as it happens."""

from collections.abc import Callable, Collection

from astreinte.domain import Draft, Entry
from astreinte.memory.port import Fenceable, Journal

Tell = Callable[[Entry], None]


class Tapped:
    """Implements `Journal`; an entry that was there already is told once."""

    def __init__(self, journal: Journal, tell: Tell, told: set[tuple[str, int]] | None = None) -> None:
        self._journal, self._tell = journal, tell
        self._told: set[tuple[str, int]] = set() if told is None else told

    def fenced(self, incident: str, epoch: int) -> "Tapped":
        """See `SqlJournal.fenced`; what was told stays told."""
        inner = self._journal.fenced(incident, epoch) if isinstance(self._journal, Fenceable) else self._journal
        return Tapped(inner, self._tell, self._told)

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        entries = await self._journal.append(incident, *drafts)
        for entry in entries:
            if (incident, entry.seq) not in self._told:
                self._told.add((incident, entry.seq))
                self._tell(entry)
        return entries

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        return await self._journal.read(incident, after)

    async def some(self, incident: str, numbers: Collection[int]) -> list[Entry]:
        return await self._journal.some(incident, numbers)
