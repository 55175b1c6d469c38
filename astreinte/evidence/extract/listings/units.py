"""Units in lists: `systemctl --failed`, `systemctl list-units`, and the result of one that was killed for memory."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.entities import entity_of
from astreinte.evidence.extract.seen import latest, of_tool, seen

KILLED = re.compile(r"^\s*Active: .*\(Result: oom-kill\).*$", re.MULTILINE)
STOPPED = re.compile(r"^\W{0,3}\S+\.timer\b[^\n]*\n(?:.*\n){0,3}?\s*Active: (?:inactive|failed)")
BACKUP = re.compile(r"(?i)\b\w*(?:back-?up|borg|restic|kopia|duplicity|rsnapshot|vzdump|sauvegarde)\w*")
PLAIN = re.compile(r"\.service$")


def find_units(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`unit-failed`, `crash-looping` by the rows of a list; `oom-reason` by the result that a status tells."""
    for reading in latest(each for each in of_tool(readings, "systemctl") if each.status == "ok"):
        if "ACTIVE" in reading.text:
            yield from _listed(reading, context)
        elif STOPPED.search(reading.text) and BACKUP.search(reading.text):
            yield seen("backup-stale", context.entity, reading, "the timer of the backup is not active")
        elif "oom-kill)" in reading.text and (found := KILLED.search(reading.text)):
            yield seen("oom-reason", entity_of(reading.query, context), reading, found[0])


def _listed(reading: Reading, context: Context) -> Iterator[Signal]:
    for row in rows_under(reading, "UNIT", "LOAD", "ACTIVE", "SUB"):
        unit, active, sub = row.get("UNIT", ""), row.get("ACTIVE", ""), row.get("SUB", "")
        detail = f"{unit}: {active}, {sub}"
        if active == "failed":
            yield seen("unit-failed", _entity(unit, context), reading, detail, state=active)
        elif sub == "auto-restart":
            yield seen("crash-looping", _entity(unit, context), reading, detail, state=sub)


def _entity(unit: str, context: Context) -> str:
    name = PLAIN.sub("", unit)
    owner = context.of_unit(name) or (name if name == context.service else "")
    return f"service:{owner}" if owner else f"unit:{name}"
