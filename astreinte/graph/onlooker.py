"""What is known of incidents, for whoever only looks: no graph is built, nothing is written."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from astreinte.agents.titles import titles
from astreinte.config.glance import Glance
from astreinte.config.places import HOME
from astreinte.domain import Entry, Question
from astreinte.memory.collected import Collected
from astreinte.memory.kinds import Indexed
from astreinte.memory.port import Row
from astreinte.memory.reader import Reader, reader
from astreinte.memory.timeline import Labels
from astreinte.templates.words import Words

from .found import known, open_questions

if TYPE_CHECKING:
    from astreinte.domain.outcome import Outcome
    from astreinte.memory import Recall
    from astreinte.memory.standing import Standing


def recall_of(project: Path, folder: Path, past: Sequence[str]) -> "Recall":
    """The index of past incidents of a project: those in `folder`, and what others wrote in the folders of `past`."""
    from astreinte.memory.recall import Recall

    return Recall(project / HOME / "recall.db", folder, [project / each for each in past])


class Onlooker:
    """The reading half of a `Desk`, for one look: a journal is read once. `journal` and `incidents` are read alike."""

    def __init__(self, project: Path, settings: Glance, shelf: Reader) -> None:
        self.settings = settings
        self.journal = self.incidents = shelf
        self._project = project
        self._entries: dict[str, list[Entry]] = {}
        self._outlines: dict[str, tuple[Indexed, Collected]] = {}
        self._recall: Recall | None = None
        self.words = Words(settings.language, settings.timezone)

    @property
    def recall(self) -> "Recall":
        if self._recall is None:
            folder = self.settings.postmortems_dir(self._project)
            self._recall = recall_of(self._project, folder, self.settings.past)
        return self._recall

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.settings.names, titles(self.settings))

    def close(self) -> None:
        self.journal.close()
        if self._recall is not None:
            self._recall.close()

    async def rows(self, *, open_only: bool = False, limit: int = 200) -> Sequence[Row]:
        """The newest ones first."""
        return await self.incidents.list(open_only=open_only, limit=limit)

    async def entries(self, incident: str) -> list[Entry]:
        """An incident's whole journal.

        Raises:
            NotFound: no such incident; names recent ones.
        """
        if incident not in self._entries:
            self._entries[incident] = Indexed(await known(self.journal, self.incidents, incident))
        return self._entries[incident]

    async def outcome(self, incident: str) -> "Outcome":
        from astreinte.memory.projection import project

        entries, read = await self._outline(incident)
        return project(entries, targets=self.settings, read=read)

    async def standing(self, incident: str) -> "Standing":
        """What a person is shown first of an incident; see `outcome` for all that there is."""
        from astreinte.memory.standing import standing

        return standing((await self._outline(incident))[0])

    async def questions(self, incident: str) -> dict[str, Question]:
        """Questions that wait for an answer, by id."""
        return open_questions((await self._outline(incident))[0])

    async def newest(self, incident: str, most: int) -> tuple[list[Entry], int]:
        """See `Reader.newest`."""
        return await self.journal.newest(incident, most)

    async def _outline(self, incident: str) -> tuple[Indexed, Collected]:
        """What an outcome is told by; it is read once, and never all that a long incident consists of."""
        if incident not in self._outlines:
            entries, read = await self.journal.outline(incident)
            if not entries:
                await known(self.journal, self.incidents, incident)
            self._outlines[incident] = Indexed(entries), read
        return self._outlines[incident]


@contextmanager
def onlooker(project: Path, settings: Glance) -> Generator[Onlooker]:
    """An onlooker over the database of the settings, for as long as the block.

    Raises:
        StoreUnavailable: the database cannot be read; names it and what to do.
    """
    shelf = reader(settings.database)
    found = Onlooker(project, settings, shelf)
    try:
        yield found
    finally:
        found.close()
