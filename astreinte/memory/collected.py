"""What an incident has read, in a few numbers: a long one has more readings than anybody wants to load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from astreinte.domain import Entry

from .kinds import of


@dataclass(frozen=True)
class Collected:
    """How many readings had an answer, each counted once, and per item the numbers of their entries, in order.

    Of the items at least those are told that the journal once called missing.
    """

    count: int
    places: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])


def collected(entries: Sequence[Entry]) -> Collected:
    """Of a whole journal."""
    places: dict[str, list[int]] = {}
    found: set[str] = set()
    for entry in of(entries, "reading"):
        if entry.data["status"] == "ok":
            found.add(entry.data["id"])
            places.setdefault(entry.data["query"]["item"], []).append(entry.seq)
    return Collected(len(found), places)
