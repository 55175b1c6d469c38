"""The rules of an `nft list ruleset`, with or without handles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HANDLE = re.compile(r"\s*# handle (?P<handle>\d+)$")
COUNTER = re.compile(r"\bcounter packets (?P<packets>\d+) bytes \d+\b")
COMMENT = re.compile(r'\bcomment "(?P<comment>[^"]*)"')
PORT = re.compile(r"\b(?:tcp|th) dport (?:\{(?P<list>[^}]*)\}|(?P<one>\d+(?:-\d+)?)(?![\w-]))")
SCOPED = frozenset({"table", "chain", "set", "map", "flowtable", "element", "ct", "type", "policy", "}"})


@dataclass(frozen=True)
class NftRule:
    """One rule: `text` as listed, figures of counters left out; `table` as `family name`; `handle` 0 if not listed."""

    table: str
    chain: str
    text: str
    ports: tuple[tuple[int, int], ...]
    packets: int | None = None
    handle: int = 0
    comment: str = ""

    @property
    def refuses(self) -> bool:
        return re.search(r"\b(?:drop|reject)\b", COMMENT.sub("", self.text)) is not None

    def fits(self, port: int) -> bool:
        return any(low <= port <= high for low, high in self.ports)


def parse_ruleset(text: str) -> Iterator[NftRule]:
    """The rules in order; lines of sets, maps and chain headers are none."""
    table = chain = ""
    depth = 0
    for row in text.split("\n"):
        handle = HANDLE.search(row)
        line = HANDLE.sub("", row).strip()
        words = line.split()
        if not words:
            continue
        if words[0] == "}":
            depth -= 1
        elif line.endswith("{"):
            depth += 1
            table = " ".join(words[1:3]) if words[0] == "table" else table
            chain = words[1] if words[0] == "chain" and len(words) > 1 else ""
        elif depth == 2 and chain and words[0] not in SCOPED:  # noqa: PLR2004
            yield _rule(line, table, chain, int(handle["handle"]) if handle else 0)


def _rule(line: str, table: str, chain: str, handle: int) -> NftRule:
    counted, comment, named = COUNTER.search(line), COMMENT.search(line), PORT.search(line)
    return NftRule(
        table,
        chain,
        " ".join(COUNTER.sub("counter", line).split()),
        _ranges(named["list"] or named["one"]) if named else (),
        int(counted["packets"]) if counted else None,
        handle,
        comment["comment"] if comment else "",
    )


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    found = (re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", part.strip()) for part in text.split(","))
    return tuple((int(each[1]), int(each[2] or each[1])) for each in found if each)
