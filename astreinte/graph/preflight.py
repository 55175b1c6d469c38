"""`astreinte validate`: what is ready, what is not, and how to mend it. It changes nothing."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from astreinte.agents import Knowledge, contradictions
from astreinte.config import Settings
from astreinte.domain import Ask, SystemClock, Window
from astreinte.errors import AstreinteError, IntegrityError
from astreinte.evidence import Evidence, MemoryStore, Redactor, known_secrets, make_sources
from astreinte.memory import Database, SqlJournal

from .wiring import HOME

INTEGRITY = 8
NOT_READY = 1


@dataclass(frozen=True)
class Check:
    """One line. `code` is the exit code when it fails, `fix` what to do."""

    name: str
    ok: bool
    text: str
    fix: str = ""
    code: int = NOT_READY


async def preflight(project: Path, settings: Settings) -> list[Check]:
    """All checks, in the order in which a person would mend them."""
    return [
        Check(
            "settings", ok=True, text=f"language {settings.language}, policy {settings.policy}, model {settings.model}"
        ),
        _folder(project / HOME),
        _knowledge(settings),
        *[each async for each in _journal(settings)],
        *[each async for each in _sources(settings)],
        _pause(project / HOME / "pause"),
    ]


def _folder(home: Path) -> Check:
    place = next(each for each in (home, *home.parents) if each.exists())
    if os.access(place, os.W_OK):
        return Check("folder", ok=True, text=f"{home} can be written")
    return Check("folder", ok=False, text=f"{home} cannot be written", fix=f"make {place} writable, or run elsewhere")


def _knowledge(settings: Settings) -> Check:
    """Whether the causes, with those of the user's own file, can all be meant."""
    try:
        known = Knowledge.load(Path(settings.knowledge) if settings.knowledge else None)
    except AstreinteError as error:
        return Check("knowledge", ok=False, text=str(error), fix="correct the file that `knowledge:` names")
    if found := contradictions(known):
        return Check("knowledge", ok=False, text=f"{len(found)} contradiction(s)", fix="; ".join(found[:3]))
    return Check("knowledge", ok=True, text=f"{len(known.causes)} causes, no contradiction")


async def _journal(settings: Settings) -> AsyncIterator[Check]:
    try:
        database = Database.open(settings.database)
    except AstreinteError as error:
        yield Check("database", ok=False, text=str(error))
        return
    try:
        ids = await SqlJournal(database, SystemClock()).verify_all()
        yield Check("journal", ok=True, text=f"{len(ids)} incident(s), every chain is whole")
    except IntegrityError as error:
        fix = "restore .astreinte from a backup; what follows the break cannot be trusted"
        yield Check("journal", ok=False, text=str(error), fix=fix, code=INTEGRITY)
    except AstreinteError as error:
        yield Check("database", ok=False, text=str(error))
    finally:
        database.close()


async def _sources(settings: Settings) -> AsyncIterator[Check]:
    clock = SystemClock()
    try:
        sources = make_sources(settings, clock)
    except AstreinteError as error:
        yield Check("sources", ok=False, text=str(error))
        return
    limits = settings.limits
    deadline = limits.source.total_seconds()
    desk = Evidence(
        sources,
        MemoryStore(),
        Redactor(known_secrets(settings, os.environ)),
        clock,
        deadline,
        limits.lines,
        settings.language,
    )
    now = clock.now()
    for name in desk.names:
        for service in settings.services or {"": None}:
            found = await desk.collect(name, Ask(service, Window(now, now), "probe"))
            errors = [each for each in found if each.status == "error"]
            what = f"source {name}" + (f", service {service}" if service else "")
            if errors:
                yield Check(what, ok=False, text=f"{len(errors)} of {len(found)} probes failed", fix=errors[0].why)
            else:
                yield Check(what, ok=True, text=f"{len(found)} probes answered")


def _pause(path: Path) -> Check:
    if path.exists():
        return Check("effects", ok=False, text="all effects are paused", fix=f"remove {path}")
    return Check("effects", ok=True, text="not paused")
