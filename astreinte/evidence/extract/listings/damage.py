"""What the kernel says of a filesystem that is damaged, beside what it says of the disk below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.lines import lines_of
from astreinte.evidence.extract.seen import of_kind, seen

SAYS = re.compile(
    r"\b(?:EXT4-fs error|XFS \([^)]*\): (?:Metadata corruption|Corruption|Internal error)"
    r"|BTRFS (?:error|critical|warning) \([^)]*\): .*(?:csum failed|checksum error|corrupt))"
)
DEVICE = re.compile(r"\((?:device )?([\w/.-]+)\)")
WORDS = ("EXT4-fs error", "XFS (", "BTRFS ")


def find_damage(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`data-damaged` on the device that the kernel names."""
    for reading in of_kind(readings, "kernel"):
        if any(word in reading.text for word in WORDS):
            for line in lines_of(reading, context, dated=True):
                if found := SAYS.search(line.text):
                    device = DEVICE.search(line.text, found.start())
                    entity = f"device:{device[1]}" if device else f"host:{reading.query.where}"
                    yield replace(seen("data-damaged", entity, reading, line.text), at=line.at or reading.at)
