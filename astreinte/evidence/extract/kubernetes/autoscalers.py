"""Autoscalers at their ceiling: all the replicas that they may run, and what they measure still above its target."""

import re
from collections.abc import Iterator, Mapping, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.seen import seen

from .outline import outlines
from .values import quantity

ASKED = re.compile(r"^(hpa|horizontalpodautoscalers?)\b")
TARGET = re.compile(r"(?P<now>\d[\d.]*[A-Za-z]*)(?P<share>%?)(?: \(avg\))?/(?P<wanted>\d[\d.]*[A-Za-z]*)%?")
LIMITED = re.compile(r"\bScalingLimited\s+True\s+TooManyReplicas\b")
TOLERANCE = 1.1
"""How far above its target an autoscaler lets a measure stand."""


def find_ceilings(readings: Sequence[Reading]) -> Iterator[Signal]:
    """`autoscaler-at-limit`, on the workload that is scaled."""
    for reading in readings:
        if reading.query.tool == "kubectl" and reading.status == "ok" and any(map(ASKED.match, reading.query.args)):
            for row in rows_under(reading, "REFERENCE", "TARGETS", "MAXPODS", "REPLICAS"):
                if row.get("REPLICAS", "").isdigit() and row["REPLICAS"] == row.get("MAXPODS") and _above(row):
                    yield _told(reading, row.get("NAME", ""), row.get("REFERENCE", ""), row["REPLICAS"], row["TARGETS"])
            if LIMITED.search(reading.text):
                yield from _described(reading)


def _above(row: Mapping[str, str]) -> bool:
    pairs = ((quantity(found["now"]), quantity(found["wanted"])) for found in TARGET.finditer(row.get("TARGETS", "")))
    return any(now is not None and wanted and now > TOLERANCE * wanted for now, wanted in pairs)


def _described(reading: Reading) -> Iterator[Signal]:
    for item in outlines(reading.text.split("\n")):
        if any(LIMITED.search(each.text) for each in item.under("Conditions")):
            yield _told(reading, item.get("Name"), item.get("Reference"), item.get("Max replicas"), "TooManyReplicas")


def _told(reading: Reading, name: str, scaled: str, most: str, measured: str) -> Signal:
    made = scaled.partition("/")[2] or name
    detail = f"{name}: {most} replicas, its maximum, at {measured}"
    return seen("autoscaler-at-limit", f"autoscaler:{name}", reading, detail, workload=made)
