"""Tables as tools print them: rows by the title of the column, whatever the order, the gaps and the alignment."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from astreinte.domain import Reading
from astreinte.evidence.redaction import strip_controls

WIDE = re.compile(r"\S+(?: \S+)*")
WORD = re.compile(r"\S+")
LONGEST = 1000
"""Characters of a row that are looked at."""

MARKS = " \t●○×✗*✓"
"""What stands before a row to mark it, and is none of its cells."""


class _Cell(NamedTuple):
    text: str
    start: int
    end: int


def under(rows: Iterable[str], *titles: str) -> list[Mapping[str, str]]:
    """The rows below each header that holds these titles, up to the next blank row; titles are as printed.

    A row has the cells that it can be split into, one a column; an empty cell is left out where the columns tell.
    """
    found: list[Mapping[str, str]] = []
    header: Sequence[_Cell] = ()
    for row in rows:
        if new := _header(row, titles):
            header = new
        elif not row.strip():
            header = ()
        elif header:
            found.append(_row(row[:LONGEST], header))
    return found


def _header(row: str, titles: Sequence[str]) -> Sequence[_Cell]:
    if not all(title in row for title in titles):
        return ()
    for pattern in (WIDE, WORD):
        cells = _cells(pattern, row[:LONGEST])
        if {cell.text for cell in cells} >= set(titles):
            return cells
    return ()


def _cells(pattern: re.Pattern[str], row: str) -> list[_Cell]:
    return [_Cell(each[0], each.start(), each.end()) for each in pattern.finditer(row)]


def _row(row: str, header: Sequence[_Cell]) -> Mapping[str, str]:
    bare = row.lstrip(MARKS)
    for pattern in (WORD, WIDE):
        words = [each[0] for each in pattern.finditer(bare)]
        if len(words) == len(header):
            return {title.text: word for title, word in zip(header, words, strict=True)}
    return _placed(" " * (len(row) - len(bare)) + bare, header)


def _placed(row: str, header: Sequence[_Cell]) -> Mapping[str, str]:
    """Each cell under the title that it stands below, or nearest to."""
    found: dict[str, str] = {}
    chunks = (piece for cell in _cells(WIDE, row) for piece in _apart(cell, header))
    for cell in chunks:
        title = max(header, key=lambda each: min(each.end, cell.end) - max(each.start, cell.start))
        found[title.text] = f"{found[title.text]} {cell.text}" if title.text in found else cell.text
    return found


def _apart(cell: _Cell, header: Sequence[_Cell]) -> list[_Cell]:
    """The words of what stands below several titles; else the cell whole."""
    if sum(each.start < cell.end and cell.start < each.end for each in header) < 2:  # noqa: PLR2004
        return [cell]
    return [_Cell(each.text, cell.start + each.start, cell.start + each.end) for each in _cells(WORD, cell.text)]


def rows_under(reading: Reading, *titles: str) -> list[Mapping[str, str]]:
    """As `under`, of a reading; nothing is looked at where a title does not occur."""
    if not all(title in reading.text for title in titles):
        return []
    return under(strip_controls(reading.text).split("\n"), *titles)
