"""`astreinte validate`: what is ready, what is not, and how to mend it. It changes nothing."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from astreinte.actions import action_types
from astreinte.agents import Knowledge, contradictions
from astreinte.config import Settings
from astreinte.domain import SystemClock
from astreinte.errors import AstreinteError, IntegrityError
from astreinte.evidence import Redactor, known_secrets, make_sources
from astreinte.memory import Database, SqlJournal
from astreinte.templates import error_text

from .checks import Check, Say, sayer
from .coverage import coverage
from .kitcheck import kit_checks
from .onlooker import HOME

INTEGRITY = 8


async def preflight(project: Path, settings: Settings) -> list[Check]:
    """All checks, in the order in which a person would mend them."""
    say = sayer(settings.language)
    told = say("settings_ok", language=settings.language, policy=settings.policy, model=settings.model)
    return [
        Check("settings", ok=True, text=told),
        _folder(project / HOME, say),
        *kit_checks(project, settings, say),
        _knowledge(settings, say),
        *_runbook(settings, say),
        *[each async for each in _journal(settings, say)],
        *await _sources(settings),
        _pause(project / HOME / "pause", say),
    ]


def _folder(home: Path, say: Say) -> Check:
    place = next(each for each in (home, *home.parents) if each.exists())
    if os.access(place, os.W_OK):
        return Check("folder", ok=True, text=say("folder_ok", path=home))
    return Check("folder", ok=False, text=say("folder_closed", path=home), fix=say("folder_fix", path=place))


def _knowledge(settings: Settings, say: Say) -> Check:
    """Whether the causes, with those of the user's own file, can all be meant."""
    try:
        known = Knowledge.load(Path(settings.knowledge) if settings.knowledge else None)
    except AstreinteError as error:
        return Check("knowledge", ok=False, text=error_text(error, settings.language), fix=say("knowledge_fix"))
    if found := contradictions(known):
        told = say("knowledge_contradicts", count=len(found))
        return Check("knowledge", ok=False, text=told, fix="; ".join(found[:3]))
    return Check("knowledge", ok=True, text=say("knowledge_ok", count=len(known.causes)))


def _runbook(settings: Settings, say: Say) -> list[Check]:
    """Commands of the inventory for actions that nobody knows: they would never run."""
    return [
        Check("services", ok=False, text=say("runbook_unknown", action=action, service=name), fix=say("runbook_fix"))
        for name, service in settings.services.items()
        for action in service.runbook
        if action not in action_types()
    ]


async def _journal(settings: Settings, say: Say) -> AsyncIterator[Check]:
    try:
        database = Database.open(settings.database)
    except AstreinteError as error:
        yield Check("database", ok=False, text=error_text(error, settings.language), fix=say("database_fix"))
        return
    try:
        ids = await SqlJournal(database, SystemClock()).verify_all()
        yield Check("journal", ok=True, text=say("journal_ok", count=len(ids)))
    except IntegrityError as error:
        yield Check(
            "journal", ok=False, text=error_text(error, settings.language), fix=say("journal_fix"), code=INTEGRITY
        )
    except AstreinteError as error:
        yield Check("database", ok=False, text=error_text(error, settings.language), fix=say("database_fix"))
    finally:
        database.close()


async def _sources(settings: Settings) -> list[Check]:
    clock = SystemClock()
    try:
        sources = make_sources(settings, clock)
    except AstreinteError as error:
        return [
            Check(
                "sources",
                ok=False,
                text=error_text(error, settings.language),
                fix=sayer(settings.language)("sources_fix"),
            )
        ]
    return await coverage(sources, settings, clock, Redactor(known_secrets(settings, os.environ)))


def _pause(path: Path, say: Say) -> Check:
    if path.exists():
        return Check("effects", ok=False, text=say("paused"), fix=say("paused_fix", path=path))
    return Check("effects", ok=True, text=say("not_paused"))
