"""Listings of backups: how old the newest is, beside how often they are made."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.entities import entity_of
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen
from astreinte.evidence.extract.telemetry.documents import document, every_map, first_text
from astreinte.evidence.extract.telemetry.messages import moment
from astreinte.evidence.redaction import strip_controls
from astreinte.evidence.stamps import stamp_of

RPO = timedelta(hours=24)
MARGIN = timedelta(hours=2)
"""What a run may take, or start late, before it counts as missing."""

LATE = 1.25
"""Of the usual distance between backups."""

RECENT = 4
"""Newest backups by which the distance is judged: older ones are thinned out."""

RESTIC = re.compile(r"^[0-9a-f]{8} +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  +(?P<of>\S+)")
BORG = re.compile(r"^(?P<of>\S+) {2,}[A-Z][a-z]{2}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: [+-]\d{4})? \[[0-9a-f]{16,}\]$")
VOLUME = re.compile(
    r"\bvzdump-(?:lxc|qemu)-(?P<of>\d+)-(?P<at>\d{4}_\d\d_\d\d-\d\d_\d\d_\d\d)|:backup/(?:ct|vm)/(?P<guest>\d+)/(?P<utc>\S+?Z)\b"
)
HEADED = re.compile(r"^NAME +(?=.*\b(?:STATE|STATUS)\b)(?=.*\b(?:SNAPSHOT\w*|BACKUP\w*|EXPIRES)\b)")
STATED = re.compile(r"^\S+ +.*\b(?P<state>Completed|Error|Failed|PartiallyFailed|FailedValidation)\b", re.IGNORECASE)
NONE = re.compile(r"^(?:0 snapshots|no snapshots? found|No archives found\.?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """One backup of a listing: of what, when it was made, and the state that the listing gives it."""

    of: str
    at: datetime
    good: bool = True


def find_snapshots(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`backup-stale` when the newest good backup is older than they usually follow each other, and than 24 hours.

    `backup-error` when the newest of all failed, `backup-good` else. Where the listing names the service, only its own
    backups count. Attributes: `newest`, `count`.
    """
    for reading in latest(of_kind(readings, "backup", "longhorn", "proxmox")):
        kept = _kept(reading)
        entity = entity_of(reading.query, context)
        own = [each for each in kept if context.service and context.service in each.of] or kept
        if not own:
            if any(NONE.match(row.strip()) for row in rows(reading)):
                yield seen("backup-stale", entity, reading, "the listing holds no backup at all", count="0")
            continue
        yield _judged(own, entity, reading, context)


def _judged(kept: Sequence[Kept], entity: str, reading: Reading, context: Context) -> Signal:
    newest = max(kept, key=lambda each: each.at)
    if not newest.good:
        return seen("backup-error", entity, reading, newest.of, newest=rfc3339(newest.at))
    times = sorted(each.at for each in kept if each.good)
    old = context.now - times[-1]
    due = _due(times)
    facts = {"newest": rfc3339(times[-1]), "count": str(len(times))}
    hours, usual = round(old.total_seconds() / 3600), round(due.total_seconds() / 3600)
    name = "backup-stale" if old > due else "backup-good"
    return seen(name, entity, reading, f"newest backup {facts['newest']}, {hours} h old; due within {usual} h", **facts)


def _due(times: Sequence[datetime]) -> timedelta:
    """How old the newest may be; backups of several things made together count as one."""
    recent = times[-RECENT:]
    gaps = sorted(late - early for early, late in pairwise(recent) if late - early > MARGIN)
    return max(RPO, gaps[len(gaps) // 2] * LATE if gaps else RPO) + MARGIN


def _kept(reading: Reading) -> list[Kept]:
    return list(_documented(reading)) or list(_listed(reading))


def _documented(reading: Reading) -> Iterator[Kept]:
    """restic: a list with `time` and `paths`; borg: `archives` with `start` and `archive`."""
    for each in every_map(document(replace(reading, text=strip_controls(reading.text))), 3):
        if ("paths" in each and "tree" in each) or ("archive" in each and "start" in each):
            at = moment(each.get("time") or each.get("start"))
            if at:
                yield Kept(f"{first_text(each, 'hostname', 'archive')} {each.get('paths', '')}", at)


def _listed(reading: Reading) -> Iterator[Kept]:
    headed = False
    for row in rows(reading):
        line = row.strip()
        headed = headed or HEADED.match(line) is not None
        stated = STATED.match(line) if headed else None
        if found := VOLUME.search(line):
            at = moment(found["utc"]) if found["utc"] else _written(found["at"])
            yield from [Kept(found["of"] or found["guest"], at)] if at else []
        elif stated or RESTIC.match(line) or BORG.match(line):
            stamp = stamp_of(line[8:] if RESTIC.match(line) else line, reading.at.year)
            good = stated is None or stated["state"].lower() == "completed"
            yield from [Kept(line, stamp.at, good)] if stamp else []


def _written(text: str) -> datetime | None:
    day, _, clock = text.partition("-")
    return moment(f"{day.replace('_', '-')}T{clock.replace('_', ':')}")
