"""Live progress on stderr: one line an entry as the journal grows."""

import sys

from astreinte.config import Settings
from astreinte.domain import Entry, Zone

QUIET = frozenset({"reading", "status", "acknowledged", "mitigated"})
"""Kinds too frequent, or said better by another entry."""


class Progress:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._zone = Zone(settings.user.timezone)

    def tell(self, entry: Entry) -> None:
        if entry.kind in QUIET:
            return
        from astreinte.memory import sentence
        from astreinte.templates import Words

        words = Words(self._settings.language, self._settings.user.timezone)
        line = f"{self._zone.show(entry.recorded_at, '%H:%M:%S')}  {sentence(entry, words)}"
        print(line, file=sys.stderr, flush=True)
