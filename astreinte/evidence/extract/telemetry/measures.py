"""What a database's metrics measure, whatever their name, and how a value is shown."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from .series import Series

MEASURES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "cpu": r"^cpu.?utili[sz]ation$|^cpu.?(usage|used)?.?percent(age)?$",
        "storage": r"^free.?(local)?.?storage.?(space)?(bytes)?$|^(disk|volume|storage).?(free|available)",
        "lag": r"replica(tion)?.?(slot)?.?lag|seconds.?behind",
        "connections": r"^(database.?)?connections$|^pg_stat_activity_count$|threads_connected$|numbackends$",
        "log": r"transaction.?logs?.?generation|wal.?(bytes|generat\w*|write\w*)$|^binlog.?bytes$",
        "writes": r"^write.?(iops|throughput)$",
        "reads": r"^read.?iops$",
        "queue": r"^disk.?queue.?depth$",
        "latency": r"^(read|write|commit|select|dml).?latency$",
        "memory": r"^freeable.?memory$",
        "swap": r"^swap.?usage$",
        "deadlocks": r"deadlocks(_total)?$",
        "credits": r"burst.?balance$|^ebs.?(io|byte).?balance|^cpu.?credit.?balance$",
    }.items()
}
SCALES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
TRUTH: Mapping[str, str] = {"lag": "ReplicaLag", "storage": "FreeStorageSpace", "cpu": "CPUUtilization",
                            "connections": "DatabaseConnections"}  # fmt: skip
"""The name that the usual source gives to a measure, for when it is missing."""


def measure_of(metric: str) -> str:
    """The measure that a metric name stands for; empty for any other."""
    return next((name for name, pattern in MEASURES.items() if pattern.search(metric)), "")


def by_measure(series: Sequence[Series]) -> dict[str, list[Series]]:
    found: dict[str, list[Series]] = {}
    for each in series:
        if name := measure_of(each.metric):
            found.setdefault(name, []).append(each)
    return found


def shown(series: Series, value: float) -> str:
    """The value with its unit, bytes scaled."""
    unit = series.unit.lower()
    if unit.startswith("byte"):
        scale, name = next((each for each in SCALES if abs(value) >= each[0]), (1.0, "B"))
        return f"{value / scale:.3g} {name}{'/s' if 'second' in unit else ''}"
    suffix = {"percent": " %", "seconds": " s", "milliseconds": " ms", "count/second": "/s"}.get(unit, "")
    return f"{value:.5g}{suffix}"


def change(series: Series) -> str:
    """`FreeStorageSpace of ledger 41 GB to 2.1 GB`."""
    return f"{series.metric} of {series.owner} {shown(series, series.points[0][1])} to {shown(series, series.last)}"


def band(series: Series) -> str:
    """`CPUUtilization 9.9-19 %`."""
    low, high = min(series.values), max(series.values)
    return f"{series.metric} {shown(series, low).split(' ')[0]}-{shown(series, high)}"


def clock(at: datetime) -> str:
    return at.strftime("%H:%M:%S")
