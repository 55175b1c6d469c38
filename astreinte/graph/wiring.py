"""The one place where ports meet what is behind them on a real machine."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from langgraph.runtime import RunControl

from astreinte.actions import (
    Apprise,
    Catalogue,
    Effects,
    HostExecutor,
    Links,
    Notifier,
    RedactedExecutor,
    all_actions,
    links_of,
)
from astreinte.agents import Knowledge, Means, PlaybookReasoner, Roster, reasoners_of
from astreinte.config import Settings, load_settings
from astreinte.domain import Clock, SystemClock
from astreinte.errors import ConfigError, StoreUnavailable
from astreinte.evidence import Evidence, Redactor, StateSource, Store, make_sources
from astreinte.memory import (
    Database,
    Incidents,
    Journal,
    Project,
    ProjectFiles,
    Recall,
    RememberedJournal,
    SqlIncidents,
    SqlJournal,
    SqlLedger,
    checkpointer,
    incident_lease,
    is_postgres,
    runner_lock,
)
from astreinte.templates import Words

from .casebook import Casebook
from .desk import Desk
from .docket import Docket
from .onlooker import HOME, recall_of
from .opening import redactor_of, store_of
from .ports import Ports
from .runner import Runner
from .tapped import Tapped, Tell


@dataclass(frozen=True)
class Outside:
    """What differs between a machine and a replay."""

    settings: Settings
    clock: Clock
    journal: Journal
    incidents: Incidents
    store: Store
    evidence: Evidence
    effects: Effects
    project: Project
    notifier: Notifier
    redactor: Redactor
    recall: Recall = field(default_factory=Recall)
    links: Links = field(default_factory=Links)


def assemble(outside: Outside, *, interactive: bool = False, holidays: tuple[date, ...] = ()) -> Ports:
    """Ports over the given outside; who thinks and how it is said follow from the settings.

    Raises:
        ConfigError: a reasoner, a knowledge file or a zone cannot be used.
    """
    settings = outside.settings
    knowledge = Knowledge.load(Path(settings.knowledge) if settings.knowledge else None)
    docket, means = Docket(outside.store, outside.evidence), _means(outside, knowledge)
    return Ports(
        settings=settings,
        clock=outside.clock,
        journal=outside.journal,
        incidents=outside.incidents,
        evidence=outside.evidence,
        effects=outside.effects,
        roster=Roster.from_settings(settings),
        knowledge=knowledge,
        reasoners=reasoners_of(settings, means),
        playbook=PlaybookReasoner(knowledge, settings.language),
        means=means,
        docket=docket,
        casebook=Casebook(docket, outside.evidence, settings, outside.clock, knowledge.suspects, knowledge.rules),
        words=Words(settings.language, settings.user.timezone),
        redact=outside.redactor.redact,
        project=outside.project,
        notifier=outside.notifier,
        recall=outside.recall,
        links=outside.links,
        interactive=interactive,
        holidays=holidays,
    )


def _means(outside: Outside, knowledge: Knowledge) -> Means:
    settings = outside.settings
    return Means(
        knowledge, settings.language, settings.reasoning, outside.redactor.redact, outside.evidence.ask, os.environ
    )


def source_deadline(settings: Settings) -> float:
    """Seconds that one source has: sources are asked side by side, so none may outlast the whole collection."""
    return min(settings.limits.source, settings.limits.collect).total_seconds()


def local_ports(
    project: Path, settings: Settings, database: Database, *, tell: Tell | None = None, interactive: bool = False
) -> Ports:
    """Ports over this host and the project's own folder."""
    clock, home = SystemClock(), project / HOME
    redactor, store = redactor_of(settings), store_of(project, settings, database)
    limits = settings.limits
    sources = [*make_sources(settings, clock), StateSource(settings, clock)]
    deadline, language = source_deadline(settings), settings.language
    evidence = Evidence(sources, store, redactor, clock, deadline, limits.lines, language)
    catalogue = Catalogue(all_actions(str(_folder(home / "preserved"))))
    ledger = SqlLedger(database, clock)
    journal = RememberedJournal(SqlJournal(database, clock))
    executor = RedactedExecutor(HostExecutor(language), redactor.redact)
    files = ProjectFiles(project, settings)
    outside = Outside(
        settings=settings,
        clock=clock,
        journal=Tapped(journal, tell) if tell else journal,
        incidents=SqlIncidents(database),
        store=store,
        evidence=evidence,
        effects=Effects(settings, catalogue, ledger, executor, evidence.ask, home / "pause", clock),
        project=files,
        recall=recall_of(project, files.postmortems_dir, settings.past),
        notifier=Apprise([settings.user.notify, *settings.paging.levels], language=language),
        links=links_of(settings.paging.room, home / "token"),
        redactor=redactor,
    )
    return assemble(outside, interactive=interactive, holidays=_holidays(settings, clock))


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be made: {error.strerror}; make its parent writable") from error
    return path


@asynccontextmanager
async def open_desk(
    project: Path,
    settings: Settings,
    *,
    tell: Tell | None = None,
    interactive: bool = False,
    control: RunControl | None = None,
) -> AsyncGenerator[Desk]:
    """The desk of one project, open for as long as the block.

    Raises:
        StoreUnavailable: the database cannot be opened; names the file and what to do.
    """
    database = Database.open(settings.database)
    try:
        ports = local_ports(project, settings, database, tell=tell, interactive=interactive)
        async with checkpointer(settings.database) as saver:
            lock = _lock(project, settings)
            try:
                yield Desk(ports, Runner(ports, saver, lock, control))
            finally:
                await ports.evidence.close()
                ports.recall.close()
    finally:
        database.close()


def _lock(project: Path, settings: Settings) -> Any:
    """One runner an incident: on this machine by a file, between the machines of a PostgreSQL by a lease."""
    if is_postgres(settings.database):
        return partial(incident_lease, settings.database, settings.limits.lease.total_seconds())
    return partial(runner_lock, project / HOME / "locks")


def _holidays(settings: Settings, clock: Clock) -> tuple[date, ...]:
    """Public holidays around today, by the country code of `user.holidays`.

    Raises:
        ConfigError: the package is absent, or there is no such country.
    """
    country = settings.user.holidays
    if not country:
        return ()
    try:
        import holidays
    except ImportError as error:
        raise ConfigError("user.holidays needs the package holidays: pip install 'astreinte[notify]'") from error
    year = clock.now().year
    try:
        return tuple(holidays.country_holidays(country, years=[year - 1, year, year + 1]))
    except NotImplementedError as error:
        raise ConfigError(f"user.holidays: no country {country!r}; use an ISO code such as FR, BE or CH") from error


def default_ports(project: Path) -> Ports:
    """Ports for an embedding that brings no settings of its own: those of the project's folder."""
    settings = load_settings(project, os.environ)
    return local_ports(project, settings, Database.open(settings.database))
