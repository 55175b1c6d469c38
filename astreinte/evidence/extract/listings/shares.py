"""CPU of containers at what they may take: `docker stats` beside `docker inspect`, `cpu.stat` of a control group."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_tool, rows, seen
from astreinte.evidence.extract.telemetry.documents import Map, document, every_map, field, first_text

NEARLY = 0.85
PERIOD = 100_000
NANO = re.compile(r'"NanoCpus": ?([1-9]\d{0,14})')
STATS = re.compile(r"^(?:[0-9a-f]{4,64}\s+)?(?P<name>[A-Za-z0-9][\w.-]*)\s+(?P<used>\d{1,6}(?:\.\d+)?)%\s+\S+\s*/")
COUNTS = re.compile(r"^(?P<key>nr_periods|nr_throttled) (?P<count>\d{1,18})\s*$", re.MULTILINE)
THROTTLED, ENOUGH = 0.25, 100
"""Share of the periods in which a group was held back, and of how many at least."""


def find_shares(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`cpu-throttled`: a container takes all the CPU that its limit grants, or its group counts that it was held back.

    What is used without a limit that is known to it says nothing: a machine's CPUs are there to be used.
    """
    current = latest(each for each in readings if each.status == "ok")
    engines = [each for each in of_tool(current, "docker", "podman") if each.query.args]
    limits = {name: told for each in engines if "inspect" in each.query.args for name, told in _limits(each)}
    for reading in (each for each in engines if limits and each.query.args[0] == "stats"):
        for name, used in _used(reading):
            if name in limits and used >= NEARLY * limits[name][0]:
                most, source = limits[name]
                detail = f"{name}: {used:g} % of a CPU used, {most:g} % allowed"
                signal = seen("cpu-throttled", _entity(name, context), reading, detail, limit=f"{most:g}")
                yield replace(signal, evidence=(reading.id, source))
    for reading in of_tool(current, "cat", "proc"):
        if "nr_throttled" in reading.text:
            yield from _held(reading, context)


def _limits(reading: Reading) -> Iterator[tuple[str, tuple[float, str]]]:
    """By name the per cent of one CPU that a container may take, and the reading that tells it; of a fragment too."""
    if (found := NANO.search(reading.text)) and reading.text.lstrip()[:1] not in {"{", "["}:
        yield reading.query.args[-1], (int(found[1]) / 1e7, reading.id)
    for each in every_map(document(reading), 1):
        host = field(each, "HostConfig")
        name = first_text(each, "Name").lstrip("/") or reading.query.args[-1]
        if isinstance(host, dict) and name and (most := _allowed(host)):  # pyright: ignore[reportUnknownArgumentType]
            yield name, (most, reading.id)


def _allowed(host: Map) -> float:
    nano, quota, period = (_number(host, key) for key in ("NanoCpus", "CpuQuota", "CpuPeriod"))
    return nano / 1e7 if nano else 100 * quota / (period or PERIOD)


def _number(data: Map, key: str) -> float:
    value = field(data, key)
    return float(value) if isinstance(value, int | float) and 0 < value < 1e15 else 0.0  # noqa: PLR2004


def _used(reading: Reading) -> Iterator[tuple[str, float]]:
    if '"CPUPerc"' in reading.text:
        for row in rows(reading):
            for each in every_map(document(replace(reading, text=row)), 1):
                share = first_text(each, "CPUPerc").rstrip("%")
                if re.fullmatch(r"\d{1,6}(\.\d+)?", share):
                    yield first_text(each, "Name"), float(share)
        return
    for row in rows(reading):
        if found := STATS.match(row):
            yield found["name"], float(found["used"])


def _held(reading: Reading, context: Context) -> Iterator[Signal]:
    counts: Mapping[str, int] = {found["key"]: int(found["count"]) for found in COUNTS.finditer(reading.text)}
    periods, throttled = counts.get("nr_periods", 0), counts.get("nr_throttled", 0)
    if periods >= ENOUGH and throttled >= THROTTLED * periods:
        detail = f"held back in {throttled} of {periods} periods"
        yield seen("cpu-throttled", context.entity, reading, detail)


def _entity(name: str, context: Context) -> str:
    owner = context.of_unit(name) or (name if name == context.service else "")
    return f"service:{owner}" if owner else f"container:{name}"
