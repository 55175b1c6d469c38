"""The one place where ports meet what is behind them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from langgraph.runtime import RunControl

from astreinte.actions import Apprise, Catalogue, Effects, HostExecutor, host_actions
from astreinte.agents import Knowledge, Roster, make_reasoner
from astreinte.config import Settings, load_settings
from astreinte.domain import Clock, Draft, Entry, SystemClock
from astreinte.evidence import Evidence, FileStore, Redactor, make_sources
from astreinte.memory import (
    Database,
    IncidentLocks,
    Journal,
    ProjectFiles,
    SqlIncidents,
    SqlJournal,
    SqlLedger,
    checkpointer,
)
from astreinte.templates import Words

from .casebook import Casebook
from .desk import Desk
from .docket import Docket
from .ports import Ports
from .runner import Runner

HOME = ".astreinte"


class Tapped:
    """A journal that also tells somebody what was appended, as it happens."""

    def __init__(self, journal: Journal, tell: Callable[[Entry], None]) -> None:
        self._journal, self._tell = journal, tell
        self._told: set[tuple[str, int]] = set()

    async def append(self, incident: str, *drafts: Draft) -> list[Entry]:
        entries = await self._journal.append(incident, *drafts)
        for entry in entries:
            if (incident, entry.seq) not in self._told:
                self._told.add((incident, entry.seq))
                self._tell(entry)
        return entries

    async def read(self, incident: str, after: int = 0) -> list[Entry]:
        return await self._journal.read(incident, after)


def local_ports(
    project: Path,
    settings: Settings | None = None,
    *,
    tell: Callable[[Entry], None] | None = None,
    interactive: bool = False,
) -> Ports:
    """Ports over this host and the project's own folder.

    Raises:
        ConfigError: the settings cannot be used.
        StoreUnavailable: the database or the evidence store cannot be opened.
    """
    settings = settings or load_settings(project)
    clock = SystemClock()
    home = project / HOME
    database = Database.open(settings.database)
    redactor = Redactor()
    store = FileStore(home / "evidence")
    limits = settings.limits
    sources = make_sources(settings, clock)
    evidence = Evidence(sources, store, redactor, clock, limits.source.total_seconds(), limits.lines)
    journal: Journal = SqlJournal(database, clock)
    catalogue = Catalogue(host_actions(str(home / "preserved")))
    ledger = SqlLedger(database, clock)
    effects = Effects(settings, catalogue, ledger, HostExecutor(), evidence.ask, home / "pause")
    return assemble(
        settings,
        clock,
        Tapped(journal, tell) if tell else journal,
        evidence,
        effects,
        Parts(store, redactor, SqlIncidents(database), ProjectFiles(project, settings), Apprise(settings.user.notify)),
        interactive=interactive,
    )
