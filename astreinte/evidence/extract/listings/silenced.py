"""Alerts that a silence keeps from everybody, as `amtool` and Alertmanager's API list them."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, seen

ALL = re.compile(r"alertname=~\"?\.[*+]\"?|^\s*\.[*+]\s*$")
MARKS = ("suppressed", "Matchers")


def find_silenced(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`alert-silenced`: all that fires is suppressed, or a silence swallows whatever fires."""
    for reading in latest(each for each in readings if each.status == "ok"):
        if any(mark in reading.text for mark in MARKS):
            states = {row.get("State", "").lower() for row in rows_under(reading, "Alertname", "State")}
            if states == {"suppressed"}:
                yield seen("alert-silenced", context.entity, reading, "every alert that fires is suppressed")
            for row in rows_under(reading, "ID", "Matchers", "Ends At"):
                if ALL.search(row.get("Matchers", "")):
                    yield seen("alert-silenced", context.entity, reading, f"{row['Matchers']} until {row['Ends At']}")
