"""What a line must hold before an expression can match it: pieces of plain text, found much faster than a match."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from astreinte.evidence.fold import fold
from astreinte.expressions import expression

SHORTEST = 3
"""A shorter piece is in too many lines to be worth looking for."""

MOST = 3
"""Sets of pieces that an alternative is looked for by."""

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


Pieces = frozenset[str]


def _shortest(pieces: Pieces) -> int:
    return min(map(len, pieces), default=0)


@dataclass
class _Way:
    """One alternative while it is read: the run of plain text at hand, and the pieces that it needs so far."""

    run: str = ""
    needs: list[Pieces] = field(default_factory=list[Pieces])

    def end(self) -> None:
        self.needs += [frozenset({self.run})] if self.run else []
        self.run = ""

    @property
    def best(self) -> Pieces:
        return max(self.needs, key=_shortest, default=Pieces())


def needs_of(pattern: str) -> tuple[Pieces, ...]:
    """Sets of lower-case texts: every match holds at least one of each. The most telling first, `MOST` at most."""
    found, _ = _choice([(found.lastgroup or "", found[0]) for found in TOKEN.finditer(pattern)], 0)
    worth = [pieces for pieces in dict.fromkeys(found) if _shortest(pieces) >= SHORTEST]
    return tuple(sorted(worth, key=_shortest, reverse=True)[:MOST])


def pieces_of(pattern: str) -> Pieces:
    """Lower-case texts of which every match holds at least one; empty where nothing can be said."""
    return next(iter(needs_of(pattern)), Pieces())


@dataclass(frozen=True)
class Way:
    """One alternative of an expression; every match of it holds one of each of `needs`, where there are any."""

    needs: tuple[Pieces, ...]
    expression: re.Pattern[str]


@cache
def ways_of(pattern: str) -> tuple[Way, ...]:
    """The alternatives at the top level: a line is held against those alone of which it holds a piece."""
    if REFERRING.search(pattern):
        return (Way(needs_of(pattern), expression(pattern)),)
    flags = found[0] if (found := FLAGS.match(pattern)) else ""
    depth, alternatives = 0, [""]
    for token in TOKEN.finditer(pattern.removeprefix(flags)):
        depth += {"open": 1, "look": 1, "shut": -1}.get(token.lastgroup or "", 0)
        if token.lastgroup == "bar" and not depth:
            alternatives.append("")
        else:
            alternatives[-1] += token[0]
    return tuple(Way(needs_of(each), expression(flags + each)) for each in alternatives)


def _choice(tokens: Sequence[tuple[str, str]], at: int) -> tuple[list[Pieces], int]:
    """What the alternatives need from here to the closing parenthesis, and where that is."""
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
            if (kind == "open" and not _may_be_absent(tokens, at + 1)) or text == "(?=":
                way.needs += inner
            at += 1
        elif kind not in {"zero", "flag"}:
            way.end()
    for way in ways:
        way.end()
    if len(ways) == 1:
        return ways[0].needs, at
    return [Pieces().union(*(way.best for way in ways))] if all(way.best for way in ways) else [], at


def _counted(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    return at < len(tokens) and tokens[at][0] == "many"


def _may_be_absent(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    return _counted(tokens, at) and not re.match(r"\+|\{[1-9]", tokens[at][1])
