"""A long text down to its most telling lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .redaction import fold

LINE = 2000


@dataclass(frozen=True)
class Tier:
    """Words that tell equally much. A line that matches holds one of `stems`, which are found much faster."""

    weight: int
    stems: tuple[str, ...]
    pattern: re.Pattern[str]


def _tier(weight: int, stems: str, pattern: str) -> Tier:
    return Tier(weight, tuple(stems.split(",")), re.compile(pattern))


TIERS = (
    _tier(
        3,
        "fatal,panic,emerg,alert,traceback,oom,killed,corrupt,denied,refused,no space left,segfault",
        r"\b(fatal|panic|emerg(ency)?|alert|traceback|oom|killed|corrupt\w*|denied|refused|no space left|segfault)\b",
    ),
    _tier(
        2,
        "err,crit,exception,fail,time,unable,cannot,unreachable",
        r"\b(err(or)?s?|crit(ical)?|exception|fail(ed|ure|ing)?|timed? ?out|unable|cannot|unreachable)\b",
    ),
    _tier(
        1,
        "warn,retry,slow,restart,exit,drop,100%",
        r"\b(warn(ing)?|retry\w*|slow|restart\w*|exit(ed)?|drop|100%)",
    ),
)
"""In folded text."""


def weight(line: str) -> int:
    """How telling a line is: 3 for a death, 2 for an error, 1 for a warning, 0 for the rest."""
    folded = fold(line)
    return next((tier.weight for tier in TIERS if tier.pattern.search(folded)), 0)


def cap(text: str, lines: int) -> tuple[str, str]:
    """At most `lines` lines in their order, the most telling kept.

    A fifth goes to the first lines, two fifths to the last, the rest to the errors, the newest first.

    Returns:
        The text and a note, `truncated, N of M lines`, or an empty note when nothing was cut.
    """
    rows = text.split("\n")
    whole = len(rows) - (rows[-1] == "")
    shortened = [row if len(row) <= LINE else row[:LINE] + "…" for row in rows[:whole]]
    long = shortened != rows[:whole]
    if whole <= lines:
        kept = "\n".join(shortened) + ("\n" if whole < len(rows) else "")
        return (kept, f"truncated, long lines cut at {LINE} characters") if long else (text, "")
    chosen = _choose(shortened, lines)
    return "\n".join(shortened[i] for i in chosen), f"truncated, {len(chosen)} of {whole} lines"


def _choose(rows: list[str], lines: int) -> list[int]:
    head, tail = lines // 5, (2 * lines + 4) // 5
    ends = [*range(head), *range(len(rows) - tail, len(rows))]
    middle = sorted(range(head, len(rows) - tail), key=lambda i: (-weight(rows[i]), -i))
    return sorted([*ends, *middle[: lines - len(ends)]])


def telling(text: str, size: int) -> str:
    """The most telling lines in at most `size` characters, in their order, on one line each."""
    rows = [row.strip() for row in text.split("\n")]
    if len(text) < size:
        return "\n".join(row for row in rows if row)
    chosen: list[int] = []
    room = size
    for index in _by_weight(text, rows):
        if len(rows[index]) + 1 > room:
            break
        chosen.append(index)
        room -= len(rows[index]) + 1
    if not chosen:
        return rows[first][: max(size - 1, 0)] + "…" if (first := next(_by_weight(text, rows), -1)) >= 0 else ""
    return "\n".join(rows[i] for i in sorted(chosen))


def _by_weight(text: str, rows: list[str]) -> Iterator[int]:
    """Indexes of the rows that are not empty, the most telling first; only as much is looked at as is asked for."""
    folded = fold(text)
    given: set[int] = set()
    for tier in TIERS:
        held = sorted({index for stem in tier.stems for index in _holding(folded, stem)} - given)
        matching = [index for index in held if tier.pattern.search(fold(rows[index]))]
        yield from matching
        given.update(matching)
    yield from (index for index, row in enumerate(rows) if row and index not in given)


def _holding(text: str, stem: str) -> Iterator[int]:
    """Indexes of the lines that hold the stem, in order."""
    index = end = 0
    while (at := text.find(stem, end)) >= 0:
        index += text.count("\n", end, at)
        yield index
        end = text.find("\n", at)
        if end < 0:
            return
