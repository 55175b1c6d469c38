"""CPU, memory and swapping as `sar`, `mpstat`, `iostat`, `vmstat` and `kubectl top nodes` print them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.load import BUSY, LOW, shares
from astreinte.evidence.extract.seen import latest, rows, seen
from astreinte.evidence.extract.usage import amount

NAMES = {"%idle": "id", "%iowait": "wa", "%steal": "st", "%user": "us", "%usr": "us", "%system": "sy", "%sys": "sy"}
TOOLS = frozenset({"sar", "mpstat", "iostat", "vmstat"})
SWAPPED = 1024.0
"""KiB a second both in and out, twice in a row: what is swapped out is wanted back at once."""

LATELY = 2
MEMORY_FULL = 100 - LOW
SHARES = (
    ("CPU%", BUSY, "cpu-host-high"),
    ("CPU(%)", BUSY, "cpu-host-high"),
    ("MEMORY%", MEMORY_FULL, "memory-host-low"),
    ("MEMORY(%)", MEMORY_FULL, "memory-host-low"),
)
PERCENT = re.compile(r"^(\d{1,3})%$")


def find_statistics(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`cpu-host-high`, `cpu-stolen`, `iowait-high`, `memory-host-low` of the host, or of a node by its name."""
    del context
    for reading in latest(each for each in readings if each.status == "ok"):
        if reading.query.tool in TOOLS:
            yield from _host(reading)
        elif reading.query.tool == "kubectl" and reading.query.args[:1] == ("top",):
            yield from _nodes(reading)


def _host(reading: Reading) -> Iterator[Signal]:
    table = [row.split() for row in rows(reading)]
    if "%idle" in reading.text:
        yield from shares(reading, _last(table, "%idle", NAMES))
    if "kbavail" in reading.text:
        yield from _memory(reading, _last(table, "kbavail", {name: name for name in MEMORY}))
    if reading.query.tool == "vmstat":
        yield from _swapping(reading, table)


MEMORY = ("kbmemfree", "kbavail", "kbmemused")


def _last(table: Sequence[Sequence[str]], title: str, names: Mapping[str, str]) -> Mapping[str, float]:
    """The last row below the last header with this title, its cells counted from the right: the left one may be a time.

    Of a table by CPU only the row of all of them counts.
    """
    starts = [at for at, words in enumerate(table) if title in words]
    if not starts:
        return {}
    header = table[starts[-1]]
    below = [words for words in table[starts[-1] + 1 :] if _figures(words)]
    if "CPU" in header:
        below = [words for words in below if "all" in words]
    row: Sequence[str] = (below[0] if "avg-cpu:" in header else below[-1]) if below else ()
    cells = dict(zip(reversed(header), reversed(row), strict=False))
    read = {name: amount(cells[name]) for name in names if name in cells}
    return {names[name]: value for name, value in read.items() if value is not None}


def _figures(words: Sequence[str]) -> bool:
    return amount(words[-1]) is not None


def _memory(reading: Reading, sizes: Mapping[str, float]) -> Iterator[Signal]:
    total = sizes.get("kbmemfree", 0) + sizes.get("kbmemused", 0)
    if "kbavail" in sizes and total and 100 * sizes["kbavail"] / total < LOW:
        share = 100 * sizes["kbavail"] / total
        yield _signal("memory-host-low", f"host:{reading.query.where}", reading, f"{share:.1f} % available", share)


def _swapping(reading: Reading, table: Sequence[Sequence[str]]) -> Iterator[Signal]:
    header = next((words for words in table if "si" in words and "so" in words), None)
    below = [words for words in table if header and len(words) == len(header) and words[0].isdigit()]
    moved = (
        [(amount(words[header.index("si")]), amount(words[header.index("so")])) for words in below] if header else []
    )
    lately = moved[1:][-LATELY:]
    if len(lately) == LATELY and all(into and out and min(into, out) >= SWAPPED for into, out in lately):
        into, out = lately[-1]
        detail = f"swapping in {into:g} and out {out:g} KiB/s at once"
        yield _signal("memory-host-low", f"host:{reading.query.where}", reading, detail, into or 0.0)


def _nodes(reading: Reading) -> Iterator[Signal]:
    for row in (*rows_under(reading, "NAME", "CPU%", "MEMORY%"), *rows_under(reading, "NAME", "CPU(%)", "MEMORY(%)")):
        for title, most, name in SHARES:
            used = PERCENT.match(row.get(title, ""))
            if used and float(used[1]) >= most:
                yield _signal(name, f"node:{row['NAME']}", reading, f"{row['NAME']}: {title} {used[1]}", float(used[1]))


def _signal(name: str, entity: str, reading: Reading, detail: str, value: float) -> Signal:
    return replace(seen(name, entity, reading, detail), value=round(value, 2))
