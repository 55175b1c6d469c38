"""Clocks and disks that tell of themselves: `chronyc tracking`, `ntpq -p`, and `smartctl` of NVMe or as JSON."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, rows, seen
from astreinte.evidence.extract.telemetry.documents import document, every_map, field, first_text

OFF = 1.0
"""Seconds from which a clock is wrong: tokens and certificates are judged by whole seconds."""

SLOW = re.compile(r"^System time\s*:\s*(?P<offset>\d+\.\d+) seconds (?:slow|fast) of NTP time", re.MULTILINE)
UNSYNCED = re.compile(r"^Leap status\s*:\s*Not synchroni[sz]ed", re.MULTILINE)
PEER = re.compile(r"^(?P<mark>[ *#o+x.-])?\S+\s+\S+\s+\d+\s+\S\s+\S+\s+\d+\s+(?P<reach>\d+)\s+\S+\s+\S+\s+\S+$")
CRITICAL = re.compile(r"^Critical Warning:\s+0x(?!00\b)[0-9a-fA-F]{2}", re.MULTILINE)
SPARE = re.compile(
    r"^Available Spare:\s+(?P<left>\d+)%\s*\n(?:.*\n)??Available Spare Threshold:\s+(?P<least>\d+)%", re.MULTILINE
)
BAD_SECTORS = frozenset({"Reallocated_Sector_Ct", "Current_Pending_Sector", "Offline_Uncorrectable"})


def find_offsets(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`time-offset` of a host whose clock follows nobody or is off by seconds; `smart-failing` of its disk."""
    del context
    for reading in latest(each for each in readings if each.status == "ok"):
        match reading.query.tool:
            case "chronyc":
                yield from _tracked(reading)
            case "ntpq":
                yield from _peers(reading)
            case "smartctl":
                yield from _smart(reading)
            case _:
                continue


def _tracked(reading: Reading) -> Iterator[Signal]:
    found = SLOW.search(reading.text)
    if found and float(found["offset"]) >= OFF:
        offset = float(found["offset"])
        yield replace(seen("time-offset", f"host:{reading.query.where}", reading, found[0]), value=round(offset, 3))
    elif lost := UNSYNCED.search(reading.text):
        yield seen("time-offset", f"host:{reading.query.where}", reading, lost[0])


def _peers(reading: Reading) -> Iterator[Signal]:
    peers = [found for row in rows(reading) if (found := PEER.match(row))]
    if peers and all(int(each["reach"]) == 0 for each in peers):
        yield seen("time-offset", f"host:{reading.query.where}", reading, f"no time server reached: {peers[0].string}")


def _smart(reading: Reading) -> Iterator[Signal]:
    where = reading.query.args[-1] if reading.query.args else ""
    entity = f"disk:{where}" if where.startswith("/dev/") else f"host:{reading.query.where}"
    if '"smart_status"' in reading.text:
        yield from _documented(reading, entity)
        return
    spare = SPARE.search(reading.text)
    if found := CRITICAL.search(reading.text):
        yield seen("smart-failing", entity, reading, found[0])
    elif spare and int(spare["left"]) < int(spare["least"]):
        yield seen("smart-failing", entity, reading, f"available spare {spare['left']} %, at least {spare['least']} %")


def _documented(reading: Reading, entity: str) -> Iterator[Signal]:
    for each in every_map(document(reading), 3):
        if field(each, "passed") is False:
            yield seen("smart-failing", entity, reading, "SMART overall-health: FAILED")
        raw = field(each, "raw")
        if isinstance(raw, dict) and first_text(each, "name") in BAD_SECTORS and raw.get("value"):  # pyright: ignore[reportUnknownMemberType]
            detail = f"{first_text(each, 'name')} {raw['value']}"
            yield seen("smart-failing", entity, reading, detail)
