"""How far the replicas of a database are behind, as `psql`, `mysql` and `mongosh` print it."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.entities import entity_of
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen

COLUMN = re.compile(r"^(\w+_)?lag(_\w+)?$")
INTERVAL = re.compile(r"^(?:(?P<days>\d{1,5}) days? ?)?(?P<h>\d{1,4}):(?P<m>\d\d):(?P<s>\d\d)(?:\.\d+)?$")
BEHIND = re.compile(
    r"^\s*(?:Seconds_Behind_(?:Master|Source):\s*(?P<mysql>\d{1,9})$|(?P<mongo>\d{1,9}) secs? \([\d.]+ hrs?\) behind )"
)
LATE = 300
"""Seconds behind from which readers notice; of a primary that writes little a replica may seem a minute late."""

NAMES = ("application_name", "slot_name", "client_hostname")


def find_replicas(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`db-replica-late` of the replica that was asked, or that the primary lists by name."""
    for reading in latest(of_kind(readings, "db")):
        if "lag" not in reading.text and "ehind" not in reading.text:
            continue
        where = entity_of(reading.query, context)
        header: Sequence[str] = ()
        for row in rows(reading):
            cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
            if found := BEHIND.match(row):
                yield from _late(reading, where, "", int(found["mysql"] or found["mongo"]))
            elif any(map(COLUMN.match, cells)):
                header = cells
            elif header and len(cells) == len(header):
                named = dict(zip(header, cells, strict=True))
                worst = max((_seconds(value) for key, value in named.items() if COLUMN.match(key)), default=0)
                yield from _late(reading, where, next((named[key] for key in NAMES if named.get(key)), ""), worst)


def _seconds(value: str) -> int:
    found = INTERVAL.match(value)
    if not found:
        return 0
    return ((int(found["days"] or 0) * 24 + int(found["h"])) * 60 + int(found["m"])) * 60 + int(found["s"])


def _late(reading: Reading, where: str, replica: str, seconds: int) -> Iterator[Signal]:
    if seconds > LATE:
        facts = {"workload": replica} if replica else {}
        yield seen("db-replica-late", where, reading, f"the replica is {seconds} s behind", **facts)
