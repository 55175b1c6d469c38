"""What a post-mortem leaves to the journal, where an incident went on for so long that nobody would read it all."""

from collections.abc import Collection, Sequence

from astreinte.domain import Entry, Kind
from astreinte.memory.kinds import of

REPEATED: frozenset[Kind] = frozenset({"note", "update", "notified"})
"""Kinds that a long incident repeats; the first and the last of them tell how it went."""

TOLD, LISTED = 400, 500


def told(entries: Sequence[Entry], most: int = TOLD) -> list[Entry]:
    """Without those of the repeated kinds in the middle, where there are more than `most`."""
    repeated = [entry.seq for entry in of(entries, *REPEATED)]
    middle = set(repeated[most // 2 : -(most // 2)]) if len(repeated) > most else set[int]()
    return [entry for entry in entries if entry.seq not in middle]


def listed(readings: Sequence[Entry], cited: Collection[str], most: int = LISTED) -> list[Entry]:
    """Those that are cited, and the newest of the others, in their order; `most` of them unless more are cited."""
    if len(readings) <= most:
        return list(readings)
    places = [place for place, entry in enumerate(readings) if entry.data["id"] in cited]
    others = [place for place, entry in enumerate(readings) if entry.data["id"] not in cited]
    room = max(most - len(places), 0)
    kept: set[int] = {*places, *(others[-room:] if room else [])}
    return [entry for place, entry in enumerate(readings) if place in kept]
