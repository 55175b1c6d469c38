"""Similar past incidents: a hint for whoever reads, which no persona's case holds and no hypothesis can cite."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol, runtime_checkable

from astreinte.domain import Draft, Entry, Kind, dump
from astreinte.errors import StoreUnavailable
from astreinte.memory import Episode, Match, Recall, Row, foreign
from astreinte.memory.kinds import last, of
from astreinte.memory.stamps import stamp
from astreinte.templates.words import Words

from .found import Entries, Rows

ENDED = frozenset({"resolved", "closed", "unresolved"})
AT_TRIAGE = 200
"""Incidents that a triage looks through for those that the index does not know yet."""

ALL = 1_000_000


@runtime_checkable
class Many(Protocol):
    async def read_many(self, incidents: Sequence[str], kinds: Collection[Kind]) -> Mapping[str, Sequence[Entry]]:
        """By incident, its entries of these kinds, in order."""
        ...


@runtime_checkable
class Versions(Protocol):
    async def versions(self, states: Collection[str]) -> Mapping[str, str]:
        """Every incident in one of these states, and when something was last written to it, as a `stamp`."""
        ...


class Shelves(Protocol):
    """Where past incidents are found; `Ports` and `Onlooker` have it all."""

    @property
    def journal(self) -> Entries: ...

    @property
    def incidents(self) -> Rows: ...

    @property
    def recall(self) -> Recall: ...

    @property
    def words(self) -> Words: ...


async def similar(
    ports: Shelves, text: str, service: str = "", *, without: str = "", looked: int = ALL, most: int = 3
) -> list[Match]:
    """Past incidents like a text, best first; the index is brought up to date before.

    Raises:
        StoreUnavailable: the index cannot be opened.
    """
    await _catch_up(ports, without, looked)
    return ports.recall.search(text, service, without=without, most=most)


async def recalled(ports: Shelves, incident: str, text: str, service: str) -> list[Draft]:
    """What the journal says of it at triage; nothing where nothing resembles."""
    try:
        found = await similar(ports, text, service, without=incident, looked=AT_TRIAGE)
    except StoreUnavailable as error:
        return [Draft("warning", "incident", {"text": ports.words.error(error)}, key="recall-lost")]
    return [Draft("recalled", "incident", {"matches": [dump(each) for each in found]}, key="recalled")] if found else []


async def _catch_up(ports: Shelves, without: str, looked: int) -> None:
    recall = ports.recall
    known = recall.stamps()
    fresh = await _fresh(ports.incidents, known, without, looked)
    told_of = await _told(ports.journal, [row.id for row in fresh])
    changed = [_episode(ports, row, told_of[row.id]) for row in fresh]
    told = {**known, **{each.id: each.stamp for each in changed}}
    written = list(foreign(recall.folder, told)) if recall.folder else []
    for other in recall.others:
        written += foreign(other, told, f"{other.name}/")
    if changed or written:
        recall.remember([*changed, *written], known)


async def _fresh(incidents: Rows, known: Mapping[str, str], without: str, looked: int) -> list[Row]:
    """Those that have ended and are not known as they are now."""
    if isinstance(incidents, Versions):
        now = {**await incidents.versions(ENDED)}
        now.pop(without, None)
        if now.items() <= known.items():
            return []
    ended = [row for row in await incidents.list(limit=looked) if row.id != without and row.state in ENDED]
    return [row for row in ended if known.get(row.id) != stamp(row.updated)]


async def _told(journal: Entries, incidents: Sequence[str]) -> Mapping[str, Sequence[Entry]]:
    """By incident what was decided and learned; all at once where the journal can."""
    if isinstance(journal, Many):
        return await journal.read_many(incidents, ("decision", "learning"))
    return {incident: await journal.read(incident) for incident in incidents}


def _episode(ports: Shelves, row: Row, entries: Sequence[Entry]) -> Episode:
    decided = last(entries, "decision")
    cause, component = (decided.data["cause"], decided.data["component"]) if decided else ("", "")
    return Episode(
        id=row.id,
        title=row.title,
        service=" ".join(dict.fromkeys(filter(None, (row.service, component)))),
        cause=cause or "",
        text=" ".join(str(entry.data["text"]) for entry in of(entries, "learning")),
        day=f"{ports.words.zone.day(row.declared):%Y-%m-%d}",
        state=row.state,
        stamp=stamp(row.updated),
    )
