"""From what was said to an open incident: it is in the journal before anything that diagnoses it is loaded."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from astreinte.config import Settings
from astreinte.domain import Clock, Declaration, Draft, SystemClock, dump, rfc3339
from astreinte.errors import InvalidInput
from astreinte.evidence.desk import Evidence
from astreinte.evidence.known import known_secrets
from astreinte.evidence.redaction import Redactor
from astreinte.evidence.store import FileStore, Store
from astreinte.memory.bodies import SqlStore
from astreinte.memory.database import Database
from astreinte.memory.incidents import SqlIncidents
from astreinte.memory.journal import SqlJournal
from astreinte.memory.port import Incidents, Journal
from astreinte.memory.urls import is_postgres

from .kin import related
from .onlooker import HOME
from .tapped import Tapped, Tell


@dataclass(frozen=True)
class Opening:
    """The first half of a `Desk`: incidents are opened, joined and told what somebody pastes."""

    settings: Settings
    clock: Clock
    journal: Journal
    incidents: Incidents
    evidence: Evidence
    redact: Callable[[str], str]

    async def declare(self, declaration: Declaration, *, attach: bool = True) -> str:
        """See `Desk.declare`."""
        declaration = self._checked(declaration)
        now = self.clock.now()
        data, when = dump(declaration), declaration.detected
        incident, fresh = await self._opened(declaration, now, attach=attach)
        if fresh:
            draft = Draft("declared", declaration.source, data, occurred_at=when, key="declared")
        else:
            draft = Draft("attached", declaration.source, data, occurred_at=when)
        await self.journal.append(incident, draft)
        if declaration.text.strip():
            await self.keep(incident, declaration.text, "declared", declaration.source)
        return incident

    async def attach(self, incident: str, declaration: Declaration) -> None:
        """See `Desk.attach`."""
        data, when = dump(self._checked(declaration)), declaration.detected
        await self.journal.append(incident, Draft("attached", declaration.source, data, occurred_at=when))

    async def keep(self, incident: str, text: str, label: str, by: str) -> str:
        """See `Desk.add_evidence`; the incident is there."""
        reading = self.evidence.paste(text, label, self.clock.now())
        draft = Draft("reading", by, dump(self.evidence.ref(reading)), (reading.id,), key=f"reading:{reading.id}")
        await self.journal.append(incident, draft)
        return reading.id

    async def _opened(self, declaration: Declaration, now: datetime, *, attach: bool) -> tuple[str, bool]:
        if attach:
            kin = related(declaration.service, self.settings.services) if declaration.source == "alert" else ()
            return await self.incidents.join(declaration, now, kin)
        return await self.incidents.open(declaration, now), True

    def _checked(self, declaration: Declaration) -> Declaration:
        if not declaration.title.strip():
            raise InvalidInput("an incident needs a title: astreinte declare 'what is wrong'")
        now = self.clock.now()
        for name, moment in (("detected", declaration.detected), ("started", declaration.started)):
            if moment is not None and moment > now:
                raise InvalidInput(
                    f"{name} {rfc3339(moment)} lies in the future (now {rfc3339(now)}); check date and zone"
                )
        return self._redacted(declaration)

    def _redacted(self, declaration: Declaration) -> Declaration:
        """What a caller or an alert says is kept like evidence: without its secrets."""
        clean = self.redact
        return replace(
            declaration,
            title=clean(declaration.title),
            impact=clean(declaration.impact),
            text=clean(declaration.text),
            labels={clean(name): clean(value) for name, value in declaration.labels.items()},
        )


@contextmanager
def opening(project: Path, settings: Settings, tell: Tell | None = None) -> Generator[Opening]:
    """An opening over the database of the settings, for as long as the block.

    Raises:
        StoreUnavailable: the database cannot be opened; names the file and what to do.
    """
    database = Database.open(settings.database)
    try:
        clock, redactor = SystemClock(), redactor_of(settings)
        store = store_of(project, settings, database)
        journal = SqlJournal(database, clock)
        yield Opening(
            settings,
            clock,
            Tapped(journal, tell) if tell else journal,
            SqlIncidents(database),
            Evidence((), store, redactor, clock, 0, settings.limits.lines, settings.language),
            redactor.redact,
        )
    finally:
        database.close()


def redactor_of(settings: Settings) -> Redactor:
    return Redactor(known_secrets(settings, os.environ), settings.redact)


def store_of(project: Path, settings: Settings, database: Database) -> Store:
    """Where bodies of readings are kept: beside the database of this machine, in one that machines share."""
    return SqlStore(database) if is_postgres(settings.database) else FileStore(project / HOME / "evidence")
