"""CronJobs as `kubectl get` and `describe` tell them: the one that was asked about is suspended."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, seen

NAME = re.compile(r"^Name:\s+(?P<name>\S+)", re.MULTILINE)
HELD = re.compile(r"^\s*[Ss]uspend:\s+[Tt]rue\s*$", re.MULTILINE)


def find_schedules(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`schedule-suspended` of the incident's own CronJob: many another one is kept so on purpose."""
    for reading in latest(each for each in readings if each.status == "ok"):
        if "SUSPEND" in reading.text:
            for row in rows_under(reading, "NAME", "SCHEDULE", "SUSPEND"):
                if row.get("SUSPEND") == "True" and _asked(row.get("NAME", ""), context):
                    yield _told(reading, row["NAME"], row.get("LAST SCHEDULE", ""))
        elif "uspend:" in reading.text and HELD.search(reading.text):
            names = (found["name"] for found in NAME.finditer(reading.text))
            yield from (_told(reading, name) for name in names if _asked(name, context))


def _asked(name: str, context: Context) -> bool:
    return bool(name) and name in {context.service, context.own.unit}


def _told(reading: Reading, name: str, last: str = "") -> Signal:
    detail = f"{name}: suspended" + (f", last scheduled {last} ago" if last else "")
    return seen("schedule-suspended", f"cronjob:{name}", reading, detail)
