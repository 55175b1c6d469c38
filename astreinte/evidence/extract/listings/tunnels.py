"""Tunnels of WireGuard: peers that do not answer any more."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_tool, rows, seen

HANDSHAKE = re.compile(r"^\s*latest handshake: (?P<ago>.+?)(?: ago)?$")
ALLOWED = re.compile(r"^\s*allowed ips: (?P<ips>.+)$")
PART = re.compile(r"(\d+) (day|hour|minute|second)s?")
UNITS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
REJECTED = 180
"""Seconds after which a session of WireGuard is no longer used; a peer that sends shakes hands before."""


def find_tunnels(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`tunnel-silent`, with the addresses behind the peer. A peer with nothing to say is silent too."""
    for reading in latest(each for each in of_tool(readings, "wg") if each.status == "ok"):
        ips = ""
        for row in rows(reading):
            if row.startswith("peer:"):
                ips = ""
            if found := ALLOWED.match(row):
                ips = found["ips"]
            if (found := HANDSHAKE.match(row)) and _seconds(found["ago"]) > REJECTED:
                detail = f"{ips or 'a peer'}: latest handshake {found['ago']} ago"
                yield seen("tunnel-silent", context.entity, reading, detail, allowed=ips)


def _seconds(text: str) -> int:
    return sum(int(count) * UNITS[unit] for count, unit in PART.findall(text))
