"""Further readings that a persona asks for: from the store where they are there, else from a source, read-only."""

from collections.abc import Sequence

from astreinte.agents.case import Case
from astreinte.agents.means import Ask
from astreinte.domain import Item, Query, Reading

from .content import WHOLE, Excerpt, excerpt
from .forms import Run, Show

ITEMS: dict[str, Item] = {"journalctl": "logs", "tail": "logs", "logcli": "logs", "loki": "logs", "dmesg": "events"}


class Reach:
    """One task's readings beyond its prompt.

    Args:
        case: what is in the store; the same question is answered from it, never asked twice.
        ask: puts one query to the first source whose catalogue has it; a refusal is a reading with status `error`.
        most: how many may be put to a source.
    """

    def __init__(self, case: Case, ask: Ask, most: int) -> None:
        self._ask, self._left = ask, most
        self._known = {reading.query.key: reading for reading in case.readings}
        self._by_id = {reading.id: reading for reading in case.readings}
        self._shown: set[str] = set()
        self.fresh: list[Reading] = []
        self.refused: list[str] = []

    async def fetch(self, wanted: Sequence[Show | Run]) -> tuple[list[Excerpt], list[str]]:
        """What was not shown whole before, and why the others are not to be had; both empty: nothing new."""
        found: list[Excerpt] = []
        refused: list[str] = []
        for each in wanted:
            reading, why = await self._get(each)
            if reading is None:
                refused.append(why)
            elif reading.id not in self._shown:
                self._shown.add(reading.id)
                found.append(excerpt(reading, WHOLE))
        new = [why for why in refused if why not in self.refused]
        self.refused += new
        return found, new

    async def _get(self, wanted: Show | Run) -> tuple[Reading | None, str]:
        if isinstance(wanted, Show):
            return self._by_id.get(wanted.show), f"unknown reading {wanted.show}"
        query = Query(wanted.tool, tuple(wanted.args), ITEMS.get(wanted.tool, "resources"))
        line = f"{query.tool} {query.text}".strip()
        if query.key not in self._known:
            if self._left <= 0:
                return None, f"{line}: no further reading in this task"
            self._left -= 1
            self._keep(await self._ask(query), query)
        reading = self._known[query.key]
        return (reading, "") if reading.status == "ok" else (None, f"{line}: {reading.why or reading.status}")

    def _keep(self, reading: Reading, query: Query) -> None:
        self._known[query.key] = reading
        if reading.status != "error":
            self._by_id[reading.id] = reading
            self.fresh.append(reading)
