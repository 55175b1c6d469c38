"""Recent changes: whose they are, and whether the errors began after them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.cap import weight
from astreinte.evidence.needed import needed

from .commits import Change, brief_of, commits_of, touched_by, uncommitted
from .context import Context
from .entities import entity_of
from .kinds import DATED, kinds_of
from .lines import lines_of
from .noise import is_noise
from .seen import latest, of_tool, seen
from .touched import what_of

BEFORE = timedelta(hours=24)
SOON = timedelta(minutes=15)
"""Errors that start within this time of a change are laid to it."""

ERROR = 2
Errors = Sequence[tuple[datetime, str]]
"""When errors were logged, and by which entity; in order of time."""


def find_changes(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """What was changed within a day, each on the service that it belongs to.

    `config-changed` for a change that came before most errors, `change-late` for one that came after them;
    `errors-after-change` if errors of the incident's service, or of one that it lives by, start soon after its last.
    """
    current = latest(reading for reading in readings if reading.status == "ok")
    logs = [each for each in current if each.query.tool == "git" or kinds_of(each.query) is None]
    commits = [change for reading in logs for change in (*commits_of(reading), *brief_of(reading))]
    known = {path for change in commits for path in change.paths}
    dirty = {path for reading in of_tool(current, "git") for path in uncommitted(reading)}
    touched = [c for reading in of_tool(current, "config", "cat") for c in touched_by(reading, context)]
    touched = [c for c in touched if c.paths[0] not in known or c.paths[0] in dirty]
    changes = [c for c in (*commits, *touched) if context.window.start - BEFORE <= c.when <= context.now]
    errors = sorted(_errors(readings, context))
    own: dict[str, list[Change]] = {}
    lived_by = {context.service, *needed(context.service, context.services)}
    for change in changes:
        owner = _owner(change, context)
        first = _overtaken(change, _suffered(errors, owner, context))
        if first is not None:
            yield _late(change, owner, first, context, dirty)
            continue
        yield _changed(change, owner, context, dirty)
        if owner in lived_by:
            own.setdefault(owner, []).append(change)
    for owner, made in own.items():
        yield from _after(owner, made, _suffered(errors, owner, context), readings, context)


def _owner(change: Change, context: Context) -> str:
    """The service whose file it is, else the one whose repository; that of the incident where both share it."""
    by_file = [name for name, each in context.services.items() if set(each.config) & set(change.paths)]
    by_repo = [name for name, each in context.services.items() if change.repo and each.repo == change.repo]
    for names in (by_file, by_repo):
        if names:
            return context.service if context.service in names else names[0]
    return context.service


def _errors(readings: Sequence[Reading], context: Context) -> Iterator[tuple[datetime, str]]:
    for reading in readings:
        kinds = kinds_of(reading.query)
        if reading.status == "ok" and (kinds is None or kinds & {"logs"}) and (kinds or set()) <= DATED | {"systemd"}:
            entity = entity_of(reading.query, context)
            for line in lines_of(reading, context, dated=True):
                if line.at and weight(line.text) >= ERROR and not is_noise(line.text):
                    yield line.at, entity


def _suffered(errors: Errors, owner: str, context: Context) -> list[datetime]:
    """Errors that a change of the owner may have led to: its own, else those of the incident's service, else all."""
    for entities in ({f"service:{owner}"}, {context.entity}):
        if found := [at for at, entity in errors if entity in entities]:
            return found
    return [at for at, _ in errors]


def _overtaken(change: Change, errors: Sequence[datetime]) -> datetime | None:
    """The first error, where most errors came before the change."""
    after = sum(1 for at in errors if at >= change.when.replace(microsecond=0))
    return None if not errors or after > len(errors) - after else errors[0]


def _changed(change: Change, owner: str, context: Context, dirty: set[str]) -> Signal:
    config = context.services[owner].config if owner in context.services else ()
    own = [path for path in change.paths if path in config]
    path = (own or list(change.paths) or [""])[0]
    attributes = {
        "repo": change.repo,
        "path": path,
        "revision": change.revision,
        "previous": change.previous,
        "when": rfc3339(change.when),
        **({"what": what_of(path)} if path else {}),
        "own": "true" if own or not config else "false",
        **({"uncommitted": "true"} if path in dirty else {}),
    }
    detail = f"{change.revision[:10] or 'edited'} {path} {change.subject}"
    return replace(seen("config-changed", f"service:{owner}", change.reading, detail, **attributes), at=change.when)


def _late(change: Change, owner: str, first: datetime, context: Context, dirty: set[str]) -> Signal:
    signal = _changed(change, owner, context, dirty)
    return replace(signal, id="change-late", attributes={**signal.attributes, "errors": rfc3339(first)})


def _after(
    owner: str, changes: Sequence[Change], errors: Sequence[datetime], readings: Sequence[Reading], context: Context
) -> Iterator[Signal]:
    config = context.services[owner].config if owner in context.services else ()
    own = [c for c in changes if not config or set(c.paths) & set(config)]
    if not own or not errors:
        return
    last = max(own, key=lambda change: change.when)
    first = min((at for at in errors if at >= last.when.replace(microsecond=0)), default=None)
    if first and first - last.when <= SOON:
        logs = [
            r.id
            for r in readings
            if r.status == "ok" and "logs" in (kinds_of(r.query) or {"logs"}) and weight(r.text) >= ERROR
        ]
        signal = _changed(last, owner, context, set())
        detail = f"errors since {rfc3339(first)}, {round((first - last.when).total_seconds())} s after {signal.detail}"
        yield replace(
            signal,
            id="errors-after-change",
            at=first,
            detail=detail[:200],
            evidence=tuple(dict.fromkeys((*signal.evidence, *logs))),
        )
