"""Readings of an invented machine."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from astreinte.domain import Query, Reading, Signal

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LOG = "/var/log/wiki/wiki.log"
GIT = """commit 2222222222222222222222222222222222222222
parent 1111111111111111111111111111111111111111
Date: 2026-11-23T11:50:00+00:00

    Tune the wiki

 wiki.yaml | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)
"""
DF = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n"
VMSTAT = "procs\n r b swpd free buff cache si so bi bo in cs us sy id wa st\n 1 0 0 1 1 1 0 0 0 0 0 0 5 5 90 0 0\n"
RULE = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"
TABLE = "Chain INPUT (policy ACCEPT 1 packets, 2 bytes)\n pkts bytes target prot opt in out source destination\n"
PROBE = "http://127.0.0.1:8080/health"
SS = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"

Found = Callable[..., dict[str, Signal]]
"""Readings → their signals by id."""


def reading(tool: str, args: str, text: str, minutes: float = 0, status: str = "ok", **more: str) -> Reading:
    query = Query(tool, tuple(args.split()))
    at = NOW - timedelta(minutes=minutes)
    return Reading(query, at, status, text, **more)  # pyright: ignore[reportArgumentType]


def log(*lines: str) -> Reading:
    return reading("tail", f"-n 400 {LOG}", "\n".join(lines))


def docker(**state: object) -> str:
    return json.dumps([{"Name": "/pg", "RestartCount": 3, "State": state}], indent=4)
