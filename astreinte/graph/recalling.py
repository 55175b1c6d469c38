"""Similar past incidents: a hint for whoever reads, which no persona's case holds and no hypothesis can cite."""

from typing import Protocol

from astreinte.domain import Draft, dump
from astreinte.errors import StoreUnavailable
from astreinte.memory import Episode, Match, Recall, Row, foreign, project
from astreinte.templates.words import Words

from .found import Entries, Rows

ENDED = frozenset({"resolved", "closed", "unresolved"})
AT_TRIAGE = 200
"""Incidents that a triage looks through for those that the index does not know yet."""

ALL = 1_000_000


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
        return [Draft("warning", "incident", {"text": str(error)}, key="recall-lost")]
    return [Draft("recalled", "incident", {"matches": [dump(each) for each in found]}, key="recalled")] if found else []


async def _catch_up(ports: Shelves, without: str, looked: int) -> None:
    recall = ports.recall
    rows = [row for row in await ports.incidents.list(limit=looked) if row.id != without and row.state in ENDED]
    if not rows and recall.folder is None and not recall.others:
        return
    known = recall.stamps()
    changed = [await _episode(ports, row) for row in rows if known.get(row.id) != row.updated.isoformat()]
    told = {**known, **{each.id: each.stamp for each in changed}}
    written = list(foreign(recall.folder, told)) if recall.folder else []
    for other in recall.others:
        written += foreign(other, told, f"{other.name}/")
    if changed or written:
        recall.remember([*changed, *written], known)


async def _episode(ports: Shelves, row: Row) -> Episode:
    entries = await ports.journal.read(row.id)
    outcome = project(entries)
    learned = " ".join(str(entry.data["text"]) for entry in entries if entry.kind == "learning")
    decided = outcome.decision
    return Episode(
        id=row.id,
        title=row.title,
        service=" ".join(dict.fromkeys(filter(None, (row.service, decided.component if decided else "")))),
        cause=(decided.cause or "") if decided else "",
        text=learned,
        day=f"{ports.words.zone.day(row.declared):%Y-%m-%d}",
        state=row.state,
        stamp=row.updated.isoformat(),
    )
