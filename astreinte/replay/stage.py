"""The stage of a replay: ports over a recorded world, a clock that follows it, project files kept in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from astreinte.actions import Catalogue, Effects, Ledger, ReplayExecutor, Silent, all_actions
from astreinte.config import Settings, User
from astreinte.domain import Ask, Declaration, ManualClock, Query, Reading
from astreinte.evidence import Evidence, MemoryStore, RecordedSource, Recording, Redactor
from astreinte.graph import Ports
from astreinte.graph.wiring import Outside, Tapped, Tell, assemble
from astreinte.memory import (
    Database,
    Incidents,
    Journal,
    Lessons,
    MemoryIncidents,
    MemoryJournal,
    MemoryLedger,
    RememberedJournal,
    SqlIncidents,
    SqlJournal,
    SqlLedger,
    Written,
)

from .scenario import Scenario

LINES = 100_000
"""Recorded readings were capped when they were taken."""


@dataclass(frozen=True)
class Take:
    """A scenario ready to be played: its declaration resolved, its recordings read."""

    scenario: Scenario
    declaration: Declaration
    recordings: Sequence[Recording]


class Shelf:
    """The project files of a replay: kept in memory, written nowhere."""

    def __init__(self) -> None:
        self.text = ""

    def write_postmortem(self, incident: str, day: str, title: str, text: str) -> str:
        del title
        self.text = text
        return f"{day}-{incident.lower()}.md"

    async def teach(self, lessons: Lessons) -> Written:
        del lessons
        return Written()

    def read_postmortem(self, incident: str) -> tuple[str, str] | None:
        return (f"{incident.lower()}.md", self.text) if self.text else None

    def edit_postmortem(self, incident: str, base: str, text: str) -> bool:
        del incident
        if self.text.strip() != base.strip():
            return False
        self.text = text
        return True

    def ticked(self) -> list[str]:
        return []


class Timed:
    """A recorded source that moves the clock on to the moment of each answer."""

    def __init__(self, source: RecordedSource, clock: ManualClock) -> None:
        self._source, self._clock = source, clock
        self.name = source.name

    def plan(self, ask: Ask) -> Sequence[Query]:
        return self._source.plan(ask)

    def follow(self, ask: Ask, readings: Sequence[Reading]) -> Sequence[Query]:
        return self._source.follow(ask, readings)

    def accepts(self, query: Query) -> bool:
        return self._source.accepts(query)

    async def read(self, query: Query) -> Reading:
        reading = await self._source.read(query)
        self._clock.advance(max(0.0, (reading.at - self._clock.now()).total_seconds()))
        return reading


@dataclass(frozen=True)
class Stage:
    """The ports of one replay, and the shelf that its post-mortem ends on."""

    ports: Ports
    shelf: Shelf


def stage(taken: Take, settings: Settings, database: Database | None = None, tell: Tell | None = None) -> Stage:
    """Set up one replay: nothing is read from or written to this machine but the database handed in, if any is."""
    settings = _settings(taken.scenario, settings)
    clock, source, store = ManualClock(taken.declaration.detected), RecordedSource(taken.recordings), MemoryStore()
    redactor, shelf = Redactor(), Shelf()
    journal, incidents, ledger = _memory(database, clock)
    deadline, language = settings.limits.source.total_seconds(), settings.language
    evidence = Evidence([Timed(source, clock)], store, redactor, clock, deadline, LINES, language)
    catalogue = Catalogue(all_actions("/var/lib/astreinte/preserved"))
    effects = Effects(settings, catalogue, ledger, ReplayExecutor(source.advance), evidence.ask, clock=clock)
    outside = Outside(
        settings=settings,
        clock=clock,
        journal=Tapped(journal, tell) if tell else journal,
        incidents=incidents,
        store=store,
        evidence=evidence,
        effects=effects,
        project=shelf,
        notifier=Silent(),
        redactor=redactor,
    )
    return Stage(assemble(outside, interactive=any(each.when == "fact" for each in taken.scenario.user)), shelf)


def _memory(database: Database | None, clock: ManualClock) -> tuple[Journal, Incidents, Ledger]:
    """What nobody will open again need not pass through SQL."""
    if database is None:
        return MemoryJournal(clock), MemoryIncidents(), MemoryLedger(clock)
    return RememberedJournal(SqlJournal(database, clock)), SqlIncidents(database), SqlLedger(database, clock)


def _settings(scenario: Scenario, base: Settings) -> Settings:
    where = scenario.environment
    update: dict[str, Any] = {
        "user": User(name=base.user.name, timezone=where.timezone, hours=where.hours),
        "policy": where.policy,
        "services": where.services,
        "cluster": where.cluster,
        "sources": where.sources,
    }
    return base.model_copy(update=update)
