"""Live progress on stderr: one line an entry as the journal grows."""

import sys

from astreinte.config import Settings
from astreinte.domain import Entry

QUIET = frozenset({"reading", "status", "acknowledged", "mitigated", "missing", "question"})
"""Kinds too frequent, or said better by another entry."""


class Progress:
    def __init__(self, settings: Settings) -> None:
        from astreinte.agents.titles import titles
        from astreinte.memory.timeline import Labels
        from astreinte.templates.words import Words

        self._labels = Labels(settings.agent_names(), titles(settings))
        self._words = Words(settings.language, settings.user.timezone)
        self._told: set[tuple[str, int]] = set()

    def tell(self, entry: Entry) -> None:
        """Print the entry, unless it is of a quiet kind or was printed before."""
        place = (entry.incident, entry.seq)
        if entry.kind in QUIET or place in self._told:
            return
        self._told.add(place)
        line = f"{self._words.zone.show(entry.recorded_at, '%H:%M:%S')}  {self.sentence(entry)}"
        print(line, file=sys.stderr, flush=True)

    def log(self, entry: Entry) -> None:
        """Say the entry to whoever collects logs, whatever its kind."""
        from astreinte.doors.logs import entered

        entered(entry, self.sentence(entry))

    def sentence(self, entry: Entry) -> str:
        from astreinte.memory.timeline import sentence

        return sentence(entry, self._words, self._labels)
