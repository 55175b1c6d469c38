"""Calls to a port of a service that listens on another one, by its own word."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from astreinte.domain import Reading, Signal

from .context import Context
from .entities import entity_of
from .lines import SCANNED, lines_of
from .peers import peer_of
from .seen import of_kind, rows, seen

LISTENS = re.compile(
    r"(?i)\b(?:listening (?:on|at)|(?:server|app|uvicorn|puma|tomcat)\b.{0,30}\b(?:started|running) (?:on|at))\b"
    r"(?:\W{0,3}[\w.\[\]:/-]{0,60}[:\s]|.{0,12}\bports?(?:\(s\))?:? )(?P<port>\d{2,5})\b(?![.:-]\d)"
)
REFUSED = re.compile(r"(?i)connect(ion)?:? (connection )?refused|ECONNREFUSED")
NAMED = re.compile(r"(?i)\b(?:service|servicename|backend|upstream|server)[=: \"']+(?P<name>[a-z0-9][\w.-]*)")
GATEWAY = re.compile(r"(?i)traefik|caddy|nginx|haproxy|envoy|proxy|gateway|ingress|edge|swag")


def find_misdirected(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`route-backend-logged` of a proxy, `address-env-differs` of other callers; clusters tell ports better."""
    logs = [each for each in of_kind(readings, "logs") if each.query.tool != "kubectl"]
    ports = _ports(logs, context)
    for reading in logs if ports else ():
        caller = _name(reading, context)
        for line in lines_of(reading, context, dated=True):
            host, _, port = peer_of(line.text).rpartition(":") if REFUSED.search(line.text) else ("", "", "")
            callee = _callee(line.text, host, ports) if port else ""
            if callee and callee != caller and port not in ports[callee]:
                name = "route-backend-logged" if GATEWAY.search(caller) else "address-env-differs"
                detail = f"calls {callee} on port {port}, which listens on {', '.join(sorted(ports[callee]))}"
                yield seen(name, entity_of(reading.query, context), reading, detail, callee)
                break


def _ports(logs: Sequence[Reading], context: Context) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for reading in logs:
        for row in rows(reading):  # of any age: it said so when it started
            if told := LISTENS.search(row[:SCANNED]):
                found[_name(reading, context)].add(told["port"])
    return {name: frozenset(ports) for name, ports in found.items()}


def _callee(text: str, host: str, ports: Mapping[str, frozenset[str]]) -> str:
    named = (found["name"].partition("@")[0] for found in NAMED.finditer(text))
    return next((name for name in (host, *named) if name in ports), "")


def _name(reading: Reading, context: Context) -> str:
    return entity_of(reading.query, context).rpartition("/")[2].rpartition(":")[2]
