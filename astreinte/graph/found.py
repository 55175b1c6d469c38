"""What a journal says without the workflow: whether it is there, and which questions wait."""

from collections.abc import Sequence
from typing import Protocol

from astreinte.domain import Entry, Question, load
from astreinte.errors import NotFound
from astreinte.memory.kinds import of
from astreinte.memory.port import Row


class Entries(Protocol):
    async def read(self, incident: str, after: int = 0) -> list[Entry]: ...


class Rows(Protocol):
    async def list(self, *, open_only: bool = False, limit: int = 200) -> "list[Row]": ...


async def known(journal: Entries, incidents: Rows, incident: str) -> list[Entry]:
    """An incident's whole journal.

    Raises:
        NotFound: no such incident; names recent ones.
    """
    if entries := await journal.read(incident):
        return entries
    recent = ", ".join(row.id for row in await incidents.list(limit=5)) or "none yet"
    raise NotFound(f"no incident {incident!r}; recent: {recent}. `astreinte list` shows all")


def open_questions(entries: Sequence[Entry]) -> dict[str, Question]:
    """Questions that wait for an answer, by id."""
    answered = {str(entry.data["question"]) for entry in of(entries, "answer")}
    asked = [load(Question, dict(entry.data)) for entry in of(entries, "question")]
    return {each.id: each for each in asked if each.id not in answered}
