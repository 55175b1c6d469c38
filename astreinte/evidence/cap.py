"""A long text down to its most telling lines."""

import re

LINE = 2000
TELLING = (
    re.compile(
        r"\b(fatal|panic|emerg(ency)?|alert|traceback|oom|killed|corrupt\w*|denied|refused|no space left|segfault)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(err(or)?s?|crit(ical)?|exception|fail(ed|ure|ing)?|timed? ?out|unable|cannot|unreachable)\b", re.IGNORECASE
    ),
    re.compile(r"\b(warn(ing)?|retry\w*|slow|restart\w*|exit(ed)?|drop|100%)", re.IGNORECASE),
)


def weight(line: str) -> int:
    """How telling a line is: 3 for a death, 2 for an error, 1 for a warning, 0 for the rest."""
    return next((len(TELLING) - rank for rank, pattern in enumerate(TELLING) if pattern.search(line)), 0)


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
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    order = sorted(range(len(rows)), key=lambda i: (-weight(rows[i]), i))
    chosen: list[int] = []
    room = size
    for index in order:
        if len(rows[index]) + 1 > room:
            break
        chosen.append(index)
        room -= len(rows[index]) + 1
    if not chosen:
        return rows[order[0]][: max(size - 1, 0)] + "…" if rows else ""
    return "\n".join(rows[i] for i in sorted(chosen))
