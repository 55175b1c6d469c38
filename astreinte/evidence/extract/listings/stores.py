"""Data stores at their own limit, by their counters and by what they answer to whom they refuse."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import under
from astreinte.evidence.extract.context import Context, port_of
from astreinte.evidence.extract.entities import entity_of
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen

PORTS = frozenset({1433, 1521, 3306, 5432, 5984, 6379, 9042, 11211, 26257, 27017, 33060})
COUNTER = re.compile(r"^\W*(?P<name>[A-Za-z_]{4,40})\W{1,40}(?P<value>\d{1,18})\W*$")
REFUSES = "OOM command not allowed when used memory"
FULL = 0.95
FLOOD = 95
"""Per cent of a disk from which Elasticsearch and OpenSearch refuse what is written."""


def find_stores(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`db-connections-full` and `memory-at-limit` of the store that the incident's service needs, or of itself."""
    for reading in latest(of_kind(readings, "db", "logs")):
        if "max_connections" in reading.text or "maxmemory" in reading.text:
            yield from _counted(reading, context)
        if row := next((row for row in rows(reading) if REFUSES in row), "") if REFUSES in reading.text else "":
            caller = entity_of(reading.query, context).partition(":")[2]
            yield seen("memory-at-limit", f"service:{store_of(caller, context) or caller}", reading, row)


def find_allocated(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`volume-full` of a search engine's node beyond the share at which it lets nobody write any more."""
    for reading in latest(each for each in readings if each.status == "ok" and "disk.percent" in each.text):
        where = entity_of(reading.query, context)
        for row in under(rows(reading), "disk.percent", "node"):
            if row.get("disk.percent", "").isdigit() and int(row["disk.percent"]) >= FLOOD:
                detail = f"{row.get('node', '')}: {row['disk.percent']} % of the disk used"
                yield seen("volume-full", where, reading, detail)


def store_of(caller: str, context: Context) -> str:
    """The one store among what a service needs; empty where it needs none, or several."""
    service = context.services.get(caller)
    found = [need for need in (service.needs if service else ()) if _is_store(need, context)]
    return found[0] if len(found) == 1 else ""


def _is_store(need: str, context: Context) -> bool:
    known = context.services.get(need)
    return (known.port or port_of(known.probe) if known else port_of(need)) in PORTS


def _counted(reading: Reading, context: Context) -> Iterator[Signal]:
    found = (COUNTER.match(row) for row in rows(reading))
    told = {each["name"].lower(): int(each["value"]) for each in found if each}
    used, most = told.get("threads_connected", told.get("max_used_connections", 0)), told.get("max_connections", 0)
    entity = f"service:{store_of(context.service, context) or context.service}"
    if most and used >= most:
        yield seen("db-connections-full", entity, reading, f"{used} of {most} connections")
    used, most = told.get("used_memory", 0), told.get("maxmemory", 0)
    if most and used >= FULL * most and "noeviction" in reading.text:
        yield seen("memory-at-limit", entity, reading, f"{used} of {most} bytes, and nothing may be evicted")
