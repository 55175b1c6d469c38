"""Tables of `kubectl get`: rows by column name, whatever the order and number of columns."""

import re
from collections.abc import Mapping

HEADER = re.compile(r"^\s*(NAME|NAMESPACE|LAST SEEN|READY|STATUS|AGE|TYPE|KIND|POD|PHASE|NODE)\b")
ALIASES = {
    "POD": "NAME",
    "POD NAME": "NAME",
    "POD_NAME": "NAME",
    "PHASE": "STATUS",
    "STATE": "STATUS",
    "NS": "NAMESPACE",
}
"""What people call the columns that they choose themselves."""

COLUMN = re.compile(r"\S+(?: \S+)*")


def table(rows: list[str]) -> list[Mapping[str, str]]:
    """The rows under each header; a row that does not fit its header is split at its spaces where that fits."""
    found: list[Mapping[str, str]] = []
    columns: list[tuple[str, int]] = []
    for row in rows:
        if HEADER.match(row) and row.upper() == row:
            columns = [(each[0], each.start()) for each in COLUMN.finditer(row)]
            taken = {name for name, _ in columns}
            columns = [(name if ALIASES.get(name, name) in taken else ALIASES[name], at) for name, at in columns]
        elif columns and row.strip():
            found.append(_cells(row, columns))
    return found


def _cells(row: str, columns: list[tuple[str, int]]) -> Mapping[str, str]:
    words = row.split()
    starts = [start for _, start in columns]
    aligned = all(start == 0 or start > len(row) or row[start - 1] == " " for start in starts)
    if not aligned and len(words) >= len(columns):
        head = words[: len(columns) - 1]
        return dict(zip((name for name, _ in columns), [*head, " ".join(words[len(head) :])], strict=True))
    ends = [*starts[1:], None]
    return {name: row[start:end].strip() for (name, start), end in zip(columns, ends, strict=True)}
