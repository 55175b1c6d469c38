"""What the graph asks of storage and of the project's files."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from astreinte.domain import Declaration, Draft, Entry, Severity

ENDED = ("resolved", "unresolved", "closed", "logged")
"""States in which nothing more joins an incident."""


class Journal(Protocol):
    """Append-only and hash-chained per incident. Safe to call from several processes."""

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        """Append in order, in one transaction. A draft whose key the incident already has yields the entry that stands.

        Raises:
            StoreUnavailable: nothing was written.
        """
        ...

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        """Entries with `seq` above `after`, in order; empty for an unknown incident."""
        ...

    async def some(self, incident: str, numbers: Collection[int]) -> list[Entry]:
        """The entries of these numbers, in order; what was read once is not asked for again."""
        ...


@runtime_checkable
class Fenceable(Protocol):
    def fenced(self, incident: str, epoch: int) -> Any:
        """The same for one runner: what it writes is refused once a newer one owns the incident."""
        ...


class Incidents(Protocol):
    """The index of incidents: a cache of what the journal says, for lists and twins."""

    async def open(self, declaration: Declaration, recorded_at: datetime) -> str:
        """A new id `INC-YYYYMMDD-NN`, the day being that of `recorded_at` in UTC, NN from 01."""
        ...

    async def join(self, declaration: Declaration, now: datetime, kin: Collection[str] = ()) -> tuple[str, bool]:
        """The twin's id and False, or a new id and True, in one transaction: two equal alerts make one incident.

        `kin` are services that fail together with the declared one: an incident of theirs is its twin too.
        """
        ...

    async def twin(self, declaration: Declaration, now: datetime) -> str | None:
        """An open incident with the same fingerprint, or the same service declared within the last 30 min."""
        ...

    async def update(self, incident: str, *, state: str, severity: Severity | None, title: str, lead: str) -> None: ...

    async def list(self, *, open_only: bool = False, limit: int = 200, since: datetime | None = None) -> "list[Row]":
        """Most recent first; of those that have ended only what was written to `since` then, where it is given."""
        ...


@dataclass(frozen=True)
class Row:
    id: str
    title: str
    state: str
    severity: str
    service: str
    lead: str
    declared: datetime
    updated: datetime


@dataclass(frozen=True)
class Request:
    """A line for another agent. `done_when` is its success test; `due` a date."""

    to: str
    text: str
    due: str = ""
    done_when: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was decided, as a decisions log tells it."""

    subject: str
    decision: str
    context: str = ""
    rejected: str = ""


@dataclass(frozen=True)
class Lessons:
    """What an incident leaves behind in the project's memory files."""

    incident: str
    lead: str
    day: str
    learning: str
    requests: tuple[Request, ...] = ()
    architecture: str = ""
    alert_rule: str = ""
    escalation: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple[str, ...])
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Written:
    """Files written or left as they were, and what could not be written with the reason."""

    paths: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Project(Protocol):
    """The BMAD or Grimoire project's own files. Every write is atomic, locked, and the same when repeated."""

    def write_postmortem(self, incident: str, day: str, title: str, text: str) -> str:
        """Write `YYYY-MM-DD-<slug>.md`, replacing only this incident's own file.

        Returns:
            Its path.

        Raises:
            StoreUnavailable: with the path and the reason.
        """
        ...

    async def teach(self, lessons: Lessons) -> Written:
        """Leave the lessons in the project's files, or with its own command; waiting for either stops nobody else."""
        ...

    def read_postmortem(self, incident: str) -> tuple[str, str] | None:
        """Path and text of the incident's post-mortem as it stands, a person's edits included; None without one."""
        ...

    def edit_postmortem(self, incident: str, base: str, text: str) -> bool:
        """Replace the text of the incident's post-mortem if it still is `base`; whether it was.

        Raises:
            StoreUnavailable: with the path and the reason.
        """
        ...

    def ticked(self) -> list[str]:
        """Lines of requests and preventive actions that somebody ticked off, each naming its incident."""
        ...
