"""CPU, memory and disks in use, as `free`, `top` and `iostat` print them in any layout, unit and language."""

import re
from collections.abc import Mapping, Sequence

AMOUNT = re.compile(r"^(?P<number>\d+(?:[.,]\d+)?)(?P<unit>[KMGTPEkmgtpe]?)i?[Bbo]?$")
UNITS = {unit: 1024.0**power for power, unit in enumerate(("", "k", "m", "g", "t", "p", "e"))}
MEMORY = re.compile(r"(?i)^\s*(?:mem|mém|mem\.|speicher|memoria)\s*:")
OLD = re.compile(r"^\s*-/\+[^:]*:\s*\S+\s+(?P<free>\S+)")
SHARE = re.compile(
    r"(?P<share>\d+(?:[.,]\d+)?)\s*%?\s?(?P<name>us|sy|ni|id|wa|hi|si|st|usr|sys|nic|idle|io|irq|sirq)\b"
)
PROCESSORS = re.compile(r"^\s*%?CPU(?:\(s\)|\d*)\s*:", re.IGNORECASE)
TOTAL = re.compile(r"(?i)\bmem\s*:\s*(?P<total>[\d.,]+)(?P<unit>[kmgt]?)\w*\s+total")
AVAILABLE = re.compile(r"(?i)(?P<available>[\d.,]+)\w*\s+avail mem")
UTILISED = 95.0
"""Per cent of the time with requests in flight from which a device is the bottleneck."""


def amount(text: str) -> float | None:
    """Bytes, or whatever unit bare numbers have, of `3.8Gi`, `3,6Go`, `90M`, `0B` and `1000`."""
    found = AMOUNT.match(text)
    return float(found["number"].replace(",", ".")) * UNITS[found["unit"].lower()] if found else None


def free_memory(rows: Sequence[str]) -> tuple[float | None, float | None]:
    """Available and total memory of `free`; the old layout counts buffers and cache as available."""
    memory = next((row.partition(":")[2].split() for row in rows if MEMORY.match(row)), list[str]())
    figures = [amount(word) for word in memory]
    if len(figures) < 6 or figures[0] is None:  # noqa: PLR2004
        return None, None
    if old := next((found for row in rows if (found := OLD.match(row))), None):
        return amount(old["free"]), figures[0]
    if any(re.search(r"(?i)\bbuffers\s+cached\b", row) for row in rows):
        parts = [figure for figure in (figures[2], figures[4], figures[5]) if figure is not None]
        return sum(parts), figures[0]
    return figures[5], figures[0]


def top_shares(rows: Sequence[str]) -> Mapping[str, float]:
    """`id`, `wa`, `st` of the last summary of `top`, in per cent; of busybox's too."""
    line = next((row for row in reversed(rows) if PROCESSORS.match(row)), "")
    names = {"idle": "id", "io": "wa"}
    found = {each["name"]: float(each["share"].replace(",", ".")) for each in SHARE.finditer(line)}
    return {names.get(name, name): share for name, share in found.items()}


def top_memory(rows: Sequence[str]) -> tuple[float | None, float | None]:
    """Available and total memory of the last summary of `top`, where it tells both."""
    totals = [found for row in rows if (found := TOTAL.search(row))]
    available = [found for row in rows if (found := AVAILABLE.search(row))]
    if not totals or not available:
        return None, None
    return amount(available[-1]["available"].rstrip(".,")), amount(totals[-1]["total"].rstrip(".,"))


def busiest(rows: Sequence[str]) -> tuple[str, float] | None:
    """The device of the last report of `iostat -x` that is the bottleneck, with its utilisation."""
    starts = [at for at, row in enumerate(rows) if "%util" in row.split()]
    if not starts:
        return None
    header = rows[starts[-1]].split()
    found: dict[str, float] = {}
    for row in rows[starts[-1] + 1 :]:
        words = row.split()
        share = amount(words[header.index("%util")]) if len(words) == len(header) else None
        if share is not None and not words[0].startswith(("loop", "ram")):
            found[words[0]] = share
    device = max(found, key=lambda name: found[name], default="")
    return (device, found[device]) if device and found[device] >= UTILISED else None
