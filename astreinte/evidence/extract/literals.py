"""What a line must hold before an expression can match it: pieces of plain text, found much faster than a match."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from astreinte.evidence.redaction import fold

SHORTEST = 3
"""A shorter piece is in too many lines to be worth looking for."""

TOKEN = re.compile(
    r"(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<look>\(\?<?[=!])"
    r"|(?P<open>\((?:\?(?:P<\w+>|[a-z-]*:)|(?!\?)))"
    r"|(?P<flag>\(\?[a-z]+\))"
    r"|(?P<shut>\))"
    r"|(?P<bar>\|)"
    r"|(?P<zero>\^|\$|\\[bBAZ])"
    r"|(?P<many>[*+?]\??|\{\d*,?\d*\}\??)"
    r"|(?P<any>\.|\\[A-Za-z0-9])"
    r"|\\?(?P<plain>.)",
    re.DOTALL,
)

FLAGS = re.compile(r"\(\?[a-z]+\)")
REFERRING = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")
"""Back references and conditions: such an expression is one, whatever bars it has."""


@dataclass
class _Way:
    """One alternative while it is read: the run of plain text at hand, and the best piece so far."""

    run: str = ""
    best: frozenset[str] = frozenset()

    def end(self) -> None:
        self.offer(frozenset({self.run}) if self.run else frozenset())
        self.run = ""

    def offer(self, pieces: frozenset[str]) -> None:
        if pieces and min(map(len, pieces)) > min(map(len, self.best), default=0):
            self.best = pieces


def pieces_of(pattern: str) -> frozenset[str]:
    """Lower-case texts of which every match holds at least one; empty where nothing can be said."""
    pieces, _ = _choice([(found.lastgroup or "", found[0]) for found in TOKEN.finditer(pattern)], 0)
    return pieces if pieces and min(map(len, pieces)) >= SHORTEST else frozenset()


@dataclass(frozen=True)
class Way:
    """One alternative of an expression; every match of it holds one of `pieces`, where there are any."""

    pieces: frozenset[str]
    expression: re.Pattern[str]


@cache
def ways_of(pattern: str) -> tuple[Way, ...]:
    """The alternatives at the top level: a line is held against those alone of which it holds a piece."""
    if REFERRING.search(pattern):
        return (Way(pieces_of(pattern), re.compile(pattern)),)
    flags = found[0] if (found := FLAGS.match(pattern)) else ""
    depth, alternatives = 0, [""]
    for token in TOKEN.finditer(pattern.removeprefix(flags)):
        depth += {"open": 1, "look": 1, "shut": -1}.get(token.lastgroup or "", 0)
        if token.lastgroup == "bar" and not depth:
            alternatives.append("")
        else:
            alternatives[-1] += token[0]
    return tuple(Way(pieces_of(each), re.compile(flags + each)) for each in alternatives)


def _choice(tokens: Sequence[tuple[str, str]], at: int) -> tuple[frozenset[str], int]:
    """The pieces of the alternatives from here to the closing parenthesis, and where that is."""
    ways = [_Way()]
    while at < len(tokens) and tokens[at][0] != "shut":
        kind, text = tokens[at]
        way, rare = ways[-1], _may_be_absent(tokens, at + 1)
        at += 1
        if kind == "plain":
            way.run += "" if rare else fold(text[-1])
            if rare or _counted(tokens, at):
                way.end()
        elif kind == "bar":
            way.end()
            ways.append(_Way())
        elif kind in {"open", "look"}:
            inner, at = _choice(tokens, at)
            way.end()
            if kind == "open" and not _may_be_absent(tokens, at + 1):
                way.offer(inner)
            at += 1
        elif kind not in {"zero", "flag"}:
            way.end()
    for way in ways:
        way.end()
    whole = all(way.best for way in ways)
    return frozenset[str]().union(*(way.best for way in ways)) if whole else frozenset(), at


def _counted(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    return at < len(tokens) and tokens[at][0] == "many"


def _may_be_absent(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    return _counted(tokens, at) and not re.match(r"\+|\{[1-9]", tokens[at][1])


class Rows:
    """Lines to look for pieces in, all at once."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._text = "\n".join(fold(row) for row in rows)
        self._starts: list[int] = []
        at = 0
        for row in rows:
            self._starts.append(at)
            at += len(row) + 1
        self._ends = [*self._starts[1:], at]
        self._found: dict[str, tuple[int, ...]] = {}

    def holding(self, pieces: frozenset[str]) -> list[int]:
        """Indexes of the lines that hold one of the pieces; every line where there are none to look for."""
        if not pieces:
            return list(range(len(self._starts)))
        return sorted({index for piece in pieces for index in self._of(piece)})

    def _of(self, piece: str) -> tuple[int, ...]:
        if piece not in self._found:
            self._found[piece] = tuple(self._search(piece))
        return self._found[piece]

    def _search(self, piece: str) -> Iterator[int]:
        index, at = 0, self._text.find(piece)
        while at >= 0:
            index = bisect_right(self._ends, at, index)
            yield index
            at = self._text.find(piece, self._ends[index])
