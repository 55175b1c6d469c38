"""Files that belong to nobody here: the owner is outside the user namespace of the one who lists them."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, rows, seen

NOBODY = re.compile(r"^[dl-][rwxsStT-]{6}---[.+@]?\s+\d+\s+(?:65534|nobody)\s+(?:65534|nogroup|nobody)\s")


def find_owners(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`volume-owner-differs`: entries of the overflow user, closed to everybody else."""
    for reading in latest(each for each in readings if each.status == "ok"):
        told = rows(reading) if "65534" in reading.text or "nobody" in reading.text else []
        if row := next((row for row in told if NOBODY.match(row)), ""):
            yield seen("volume-owner-differs", context.entity, reading, row)
