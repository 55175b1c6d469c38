"""Is the host short of CPU, memory or disk, and who takes it: /proc, vmstat, free, top, iostat, ps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from astreinte.domain import Reading, Signal

from .context import Context
from .seen import latest, of_tool, rows, seen
from .usage import busiest, free_memory, top_memory, top_shares

BUSY, IDLE, WAITING, STOLEN, STALLED, LOW = 90.0, 30.0, 30.0, 10.0, 40.0, 5.0
"""Per cent: CPU in use, idle, waiting for I/O, stolen, time stalled (pressure), memory still available."""

OVERLOAD, RISEN = 4, 4
CPU = re.compile(r"^cpu(\d*)\s+(.*)$")
MEMINFO = re.compile(r"^(MemTotal|MemAvailable):\s+(\d+)", re.MULTILINE)
SPANS = re.compile(r"^some avg10=(\d{1,3}\.\d+) .*\bavg300=(\d{1,3}\.\d+)", re.MULTILINE)
YOUNG, ALIKE = timedelta(seconds=150), 0.8
STALL = re.compile(r"^(some|full) avg10=([\d.]+)", re.MULTILINE)


def find_load(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`cpu-host-high`, `cpu-stolen`, `iowait-high`, `memory-host-low`; `top`, `pid` name the biggest process.

    A CPU that was as busy well before the alert began is how this machine is, and tells nothing of the incident. Where
    CPUs idle, what waits was held back by a limit of its own: pressure and load count it too.
    """
    current = latest(reading for reading in readings if reading.status == "ok")
    cores = max((_cores(reading) for reading in of_tool(current, "proc")), default=0)
    found = [signal for reading in current for signal in _of(reading, cores)]
    if any(_as_ever(reading, context) for reading in of_tool(current, "proc")) or any(map(_idle, current)):
        found = [signal for signal in found if signal.id != "cpu-host-high"]
    tops = {kind: _top(current, column) for kind, column in (("cpu-host-high", "%CPU"), ("memory-host-low", "RSS"))}
    for signal in found:
        reading, attributes = tops.get(signal.id) or (None, {})
        evidence = (*signal.evidence, *((reading.id,) if reading else ()))
        yield replace(signal, evidence=evidence, attributes={**signal.attributes, **attributes})


def _as_ever(reading: Reading, context: Context) -> bool:
    """Whether the pressure on the CPU over five minutes, most of them before the alert, is that of the last seconds."""
    if context.began is None or not reading.query.text.endswith("/cpu") or reading.at - context.began > YOUNG:
        return False
    shares = SPANS.search(reading.text)
    return shares is not None and float(shares[2]) >= ALIKE * float(shares[1])


def _idle(reading: Reading) -> bool:
    if reading.query.tool not in {"vmstat", "top"}:
        return False
    share = top_shares(rows(reading)) if reading.query.tool == "top" else _vmstat_shares(reading)
    return share.get("id", 0.0) >= IDLE


def _of(reading: Reading, cores: int) -> Iterator[Signal]:
    match reading.query.tool:
        case "vmstat":
            yield from shares(reading, _vmstat_shares(reading))
        case "free":
            yield from _memory(reading, *free_memory(rows(reading)))
        case "top":
            yield from shares(reading, top_shares(rows(reading)))
            yield from _memory(reading, *top_memory(rows(reading)))
        case "iostat":
            if found := busiest(rows(reading)):
                yield _signal("iowait-high", reading, f"{found[0]} {found[1]:g} % utilised", found[1])
        case "proc" if reading.query.text == "/proc/loadavg":
            yield from _loadavg(reading, cores)
        case "proc" if reading.query.text == "/proc/meminfo":
            sizes = {name: float(size) for name, size in MEMINFO.findall(reading.text)}
            yield from _memory(reading, sizes.get("MemAvailable"), sizes.get("MemTotal"))
        case "proc" if "/pressure/" in reading.query.text:
            yield from _pressure(reading)
        case _:
            return


def _signal(name: str, reading: Reading, detail: str, value: float) -> Signal:
    return replace(seen(name, f"host:{reading.query.where}", reading, detail), value=round(value, 2))


def _vmstat_shares(reading: Reading) -> Mapping[str, float]:
    """The last row by its columns; empty where the table is not whole."""
    table = [row.split() for row in rows(reading)]
    header = next((row for row in table if "id" in row and "wa" in row), None)
    if header is None or len(table[-1]) != len(header) or not all(word.isdigit() for word in table[-1]):
        return {}
    return {name: float(value) for name, value in zip(header, table[-1], strict=True)}


def shares(reading: Reading, share: Mapping[str, float]) -> Iterator[Signal]:
    """What the shares of CPU time tell; idle and waiting for I/O must be among them."""
    if not {"id", "wa"} <= share.keys():
        return
    detail = " ".join(
        f"{name} {share[name]:g}" for name in ("us", "usr", "sy", "sys", "id", "wa", "st") if name in share
    )
    if 100 - share["id"] - share["wa"] >= BUSY:
        yield _signal("cpu-host-high", reading, detail, 100 - share["id"])
    if share["wa"] >= WAITING:
        yield _signal("iowait-high", reading, detail, share["wa"])
    if share.get("st", 0) >= STOLEN:
        yield _signal("cpu-stolen", reading, detail, share["st"])


def _loadavg(reading: Reading, cores: int) -> Iterator[Signal]:
    first = reading.text.split()[:1]
    if cores and first and re.fullmatch(r"\d+\.\d+", first[0]) and float(first[0]) >= OVERLOAD * cores:
        yield _signal("cpu-host-high", reading, f"load {first[0]} on {cores} cores", float(first[0]))


def _pressure(reading: Reading) -> Iterator[Signal]:
    stalls = {kind: float(share) for kind, share in STALL.findall(reading.text) if share.replace(".", "", 1).isdigit()}
    if reading.query.text.endswith("/io") and (stalls.get("some", 0) >= STALLED or _risen(reading)):
        yield _signal("iowait-high", reading, reading.text.split("\n")[0], stalls["some"])
    if reading.query.text.endswith("/cpu") and stalls.get("some", 0) >= 2 * STALLED:
        yield _signal("cpu-host-high", reading, reading.text.split("\n")[0], stalls["some"])


def _risen(reading: Reading) -> bool:
    """Whether the stalls of the last seconds are many times those of the last minutes: a new one weighs little yet."""
    found = SPANS.search(reading.text)
    return found is not None and float(found[1]) >= max(STALLED / 2, RISEN * float(found[2]))


def _memory(reading: Reading, available: float | None, total: float | None) -> Iterator[Signal]:
    if available is not None and total and 100 * available / total < LOW:
        share = 100 * available / total
        yield _signal("memory-host-low", reading, f"{share:.1f} % of memory available", share)


def _cores(reading: Reading) -> int:
    return (
        sum(1 for row in rows(reading) if (found := CPU.match(row)) and found[1])
        if "/proc/stat" in reading.query.text
        else 0
    )


def _top(readings: Sequence[Reading], column: str) -> tuple[Reading, dict[str, str]] | None:
    """The process that leads a column of `ps`, whatever the order of its columns."""
    for reading in of_tool(readings, "ps", "top"):
        table = rows(reading)
        start = next((at for at, row in enumerate(table) if "PID" in row.split()), len(table))
        table = table[start:]
        header = table[0].split() if table else []
        if column not in header:
            continue
        at, pid = header.index(column), header.index("PID")
        split = [row.split(None, len(header) - 1) for row in table[1:]]
        whole = [row for row in split if len(row) == len(header) and re.fullmatch(r"\d+(\.\d+)?", row[at])]
        if whole:
            best = max(whole, key=lambda row: float(row[at]))
            return reading, {"top": best[-1][:120], "pid": best[pid], "used": best[at]}
    return None
