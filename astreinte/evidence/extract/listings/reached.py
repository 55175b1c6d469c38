"""What scanners and captures show of a way: ports that a filter swallows, calls that nobody takes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, rows, seen

REPORT = re.compile(r"^Nmap scan report for (?P<host>\S+)")
OPEN = re.compile(r"^(\d{1,5})/(?:tcp|udp)\s+open\s")
MANAGING = frozenset({22, 161, 3389, 5900})
FILTERED = re.compile(r"^(?P<port>\d{1,5})/(?:tcp|udp)\s+filtered\s")
SYN = re.compile(
    r"\bIP6? (?P<caller>\S+)\.\d{1,5} > (?P<host>\S+)\.(?P<port>\d{1,5}): Flags \[(?P<flags>[A-Z.]+)\],"
    r" .*\bseq (?P<seq>\d+)"
)
TRIES = 3
"""The same first packet this often: nobody has answered it for seconds."""


def find_reached(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`filter-drops` of a port that is filtered on a host that is up; of a call never taken, `connect-timeout`."""
    for reading in latest(each for each in readings if each.status == "ok"):
        if "Nmap scan report" in reading.text:
            yield from _scanned(reading, context)
        elif "Flags [S]" in reading.text:
            yield from _captured(reading, context)


def _scanned(reading: Reading, context: Context) -> Iterator[Signal]:
    """A port of the service's own, or any where nothing that serves is open: many another is shut on purpose."""
    host, up, own = "", False, context.ports()
    serving = any(int(each[1]) not in MANAGING for row in rows(reading) if (each := OPEN.match(row)))
    for row in rows(reading):
        if found := REPORT.match(row):
            host, up = found["host"], False
        elif row.startswith("Host is up"):
            up = True
        elif up and (port := FILTERED.match(row)) and (int(port["port"]) in own or not serving):
            yield seen("filter-drops", f"host:{host}", reading, row, port=port["port"])


def _captured(reading: Reading, context: Context) -> Iterator[Signal]:
    found = [each for row in rows(reading) if (each := SYN.search(row))]
    answered = {each["caller"] for each in found if "." in each["flags"]}
    tries = Counter((each["host"], each["port"], each["seq"]) for each in found if each["flags"] == "S")
    for (host, port, _), count in tries.items():
        if count >= TRIES and host not in answered:
            detail = f"{count} times the same SYN to {host}:{port}, and no answer"
            yield seen("connect-timeout", context.entity, reading, detail, f"{host}:{port}", now="true")
            yield seen("peer-failing", context.entity, reading, detail, f"{host}:{port}")
