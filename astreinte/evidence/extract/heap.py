"""Garbage collectors that work in vain: a full collection after which the heap is as full as before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal, rfc3339

from .context import Context
from .entities import entity_of, line_entity
from .lines import lines_of
from .seen import of_kind, seen

FULL = re.compile(r"(?:Pause Full|Full GC|Mark-sweep|Mark-Compact)\b")
ASKED = re.compile(r"System\.gc\(\)|Heap Dump|jcmd|Heap Inspection")
SIZES = re.compile(
    r"(?P<before>\d{1,9})(?P<b>[KMG])?B?->(?P<after>\d{1,9})(?P<a>[KMG])?B?\((?P<whole>\d{1,9})(?P<w>[KMG])?B?\)"
)
NODE = re.compile(
    r"Mark-\w+ (?:\(reduce\) )?(?P<before>[\d.]+) \([\d.]+\) -> (?P<after>[\d.]+) \((?P<whole>[\d.]+)\) MB"
)
UNITS = {"K": 1.0, "M": 1024.0, "G": 1024.0 * 1024, None: 1.0}
LEFT = 0.9
"""Share of the heap that is still taken afterwards."""


def find_heap(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`heap-pressure` for each full collection that frees next to nothing; one that frees is a collector's work."""
    for reading in of_kind(readings, "logs"):
        whole = entity_of(reading.query, context)
        for line in lines_of(reading, context, dated=True):
            if FULL.search(line.text) and not ASKED.search(line.text) and _in_vain(line.text):
                times = {"first": rfc3339(line.at), "last": rfc3339(line.at)} if line.at else {}
                entity = line_entity(reading.query, line.text, whole, context)
                yield replace(seen("heap-pressure", entity, reading, line.text, **times), at=line.at or reading.at)


def _in_vain(text: str) -> bool:
    if found := SIZES.search(text):
        after, total = int(found["after"]) * UNITS[found["a"]], int(found["whole"]) * UNITS[found["w"]]
    elif found := NODE.search(text):
        after, total = float(found["after"]), float(found["whole"])
    else:
        return False
    return total > 0 and after / total >= LEFT
