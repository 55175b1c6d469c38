"""Packet filters that refuse what they do not name, where a call to a port that they do not accept got no answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from astreinte.domain import Reading, Signal

from .context import Context, port_of
from .seen import latest, of_tool, rows, seen

HOOK = re.compile(r"\bhook input\b")
POLICY = re.compile(r"\bpolicy drop\b")
BARE = re.compile(r"^(?:counter(?: packets (?P<packets>\d+) bytes \d+)? )?(?:drop|reject\b.*)$")
PORTS = re.compile(r"\b(?:tcp|udp|th) dport (?:\{(?P<list>[^}]*)\}|(?P<one>\d+(?:-\d+)?))")
OPEN = re.compile(r"^(?:counter(?: packets \d+ bytes \d+)? )?accept$")
ELSEWHERE = re.compile(r"\b(?:jump|goto)\b|\bdport @|\bvmap\b")
UNANSWERED = re.compile(r"(?i)timed? ?out|no answer|timeout")
PROBES = ("tcp", "http", "curl", "nc", "wget")


@dataclass
class Chain:
    """A base chain of what comes in; `told` is false where it hands on to chains that are not judged here."""

    name: str = ""
    refuses: str = ""
    accepted: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    told: bool = True
    packets: int | None = None

    def shuts(self, port: int) -> bool:
        accepted = any(low <= port <= high for low, high in self.accepted)
        return bool(self.refuses) and self.told and self.packets != 0 and not accepted


def find_refusing(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`filter-drops` for a port that gave a probe no answer and that a chain with a refusing end does not accept."""
    current = latest(each for each in readings if each.status == "ok")
    silent = {port: target for each in of_tool(current, *PROBES) for port, target in _silent(each)}
    for reading in of_tool(current, "nft") if silent else ():
        for chain in _chains(rows(reading)):
            for port, target in silent.items():
                if chain.shuts(port):
                    owner = context.at_address(target)
                    entity = f"service:{owner}" if owner else context.entity
                    detail = f"chain {chain.name}: {chain.refuses}, and no rule accepts port {port}"
                    facts = {"chain": chain.name, "port": str(port), "tool": "nft", "rule": chain.refuses}
                    yield seen("filter-drops", entity, reading, detail, **facts)


def _silent(reading: Reading) -> Iterator[tuple[int, str]]:
    target = next((arg for arg in reversed(reading.query.args) if not arg.startswith("-")), "")
    port = port_of(target)
    if port and UNANSWERED.search(reading.text):
        yield port, target


def _chains(table: Sequence[str]) -> Iterator[Chain]:
    chain: Chain | None = None
    for row in (each.strip() for each in table):
        if row.startswith("chain "):
            chain = Chain(row.split()[1])
        elif row == "}":
            if chain and chain.refuses:
                yield chain
            chain = None
        elif chain:
            _rule(chain, row)


def _rule(chain: Chain, row: str) -> None:
    if HOOK.search(row):
        chain.refuses = "policy drop" if POLICY.search(row) else ""
        chain.told = True
    elif found := BARE.match(row):
        chain.refuses = row if chain.refuses or chain.name == "input" else ""
        chain.packets = int(found["packets"]) if found["packets"] else None
    elif OPEN.match(row) or ELSEWHERE.search(row):
        chain.told = False
    elif (ports := PORTS.search(row)) and row.endswith("accept"):
        chain.accepted += _ranges(ports["list"] or ports["one"])


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for part in re.split(r"[,\s]+", text):
        low, _, high = part.partition("-")
        if low.isdigit():
            yield int(low), int(high) if high.isdigit() else int(low)
