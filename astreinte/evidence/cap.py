"""A long text down to its most telling lines."""

from collections.abc import Iterator, Mapping
from itertools import islice

from .fold import fold
from .sweep import sweep
from .tiers import TIERS

LINE = 2000


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
    if len(text) <= LINE and text.count("\n") < lines:
        return text, ""
    rows = text.split("\n")
    if len(rows) <= lines and max(map(len, rows)) <= LINE:
        return text, ""
    whole = len(rows) - (rows[-1] == "")
    shortened = [row if len(row) <= LINE else row[:LINE] + "…" for row in rows[:whole]]
    long = shortened != rows[:whole]
    if whole <= lines:
        kept = "\n".join(shortened) + ("\n" if whole < len(rows) else "")
        return (kept, f"truncated, long lines cut at {LINE} characters") if long else (text, "")
    chosen = _choose("\n".join(shortened) if long else text, shortened, lines)
    return "\n".join(shortened[i] for i in chosen), f"truncated, {len(chosen)} of {whole} lines"


def _choose(text: str, rows: list[str], lines: int) -> list[int]:
    head, tail = lines // 5, (2 * lines + 4) // 5
    ends = [*range(head), *range(len(rows) - tail, len(rows))]
    newest_first = range(len(rows) - tail - 1, head - 1, -1)
    return sorted([*ends, *islice(_by_weight(text, newest_first), lines - len(ends))])


def telling(text: str, size: int) -> str:
    """The most telling lines in at most `size` characters, in their order, on one line each."""
    if len(text) < size:
        return "\n".join(row for row in map(str.strip, text.split("\n")) if row)
    rows = (text if sweep(text).weights else _head(text, size)).split("\n")
    chosen: dict[int, str] = {}
    room = size
    for index in _by_weight(text, range(len(rows))):
        row = rows[index].strip()
        if len(row) + 1 > room:
            return _joined(chosen) if chosen else row[: max(size - 1, 0)] + "…"
        if row:
            chosen[index] = row
            room -= len(row) + 1
    return _joined(chosen)


def _joined(rows: Mapping[int, str]) -> str:
    return "\n".join(row for _, row in sorted(rows.items()))


def _head(text: str, size: int) -> str:
    """As much of a text, whose lines all tell as little, as `size` characters of its lines can come from."""
    end, room = 0, size
    while room > 0 and 0 <= end < len(text):
        start, end = end, text.find("\n", end + 1)
        room -= len(row) + 1 if (row := text[start : None if end < 0 else end].strip()) else 0
    return text[: None if end < 0 else end]


def _by_weight(text: str, places: range) -> Iterator[int]:
    """`places`, which are lines of the text, with the most telling first; only as much is looked at as is asked for."""
    held: dict[int, set[int]] = {}
    for index, weight in sweep(text).weights:
        held.setdefault(weight, set()).add(index)
    given: set[int] = set()
    for tier in TIERS:
        of_tier = held.get(tier.weight, set()) - given
        yield from sorted((index for index in of_tier if index in places), reverse=places.step < 0)
        given |= of_tier
    yield from (index for index in places if index not in given)
