"""Sessions of a database: `pg_stat_activity` and `SHOW PROCESSLIST`, whatever the columns that were asked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_tool, rows, seen

WAITS = re.compile(r"(?i)^(waiting for .*\block\b|locked$|waiting for (table )?metadata lock)")
CHANGES = re.compile(r"(?i)^\s*(alter|rename|drop) (table|type|index)\b|^\s*create (unique )?index\b")
IDLE = 5
"""Sessions idle inside a transaction from which they count: one or two are between two statements."""

LIMIT = 300
EDGES = re.compile(r"^[|+ -]+$")


def find_sessions(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`db-wait-lock` for sessions that wait for a lock, `db-idle-sessions` for many idle in a transaction.

    `db-migration-locked` where one of those that wait is to change the schema.
    """
    for reading in latest(each for each in of_tool(readings, "psql", "mysql") if each.status == "ok"):
        table = _table(rows(reading))
        waiting = [row for row in table if _waits(row)]
        if waiting:
            detail = f"{len(waiting)} session(s) wait for a lock: {_statement(waiting[0])}"
            yield replace(seen("db-wait-lock", context.entity, reading, detail), value=float(len(waiting)))
        changing = (v for row in waiting for k, v in row.items() if "blocking" not in k and CHANGES.match(v))
        if statement := next(changing, ""):
            yield seen("db-migration-locked", context.entity, reading, f"waits for a lock: {statement[:LIMIT]}")
        idle = [row for row in table if row.get("state", "").startswith("idle in transaction")]
        if len(idle) >= IDLE:
            detail = f"{len(idle)} sessions idle in a transaction"
            yield replace(seen("db-idle-sessions", context.entity, reading, detail), value=float(len(idle)))


def _table(lines: Sequence[str]) -> list[Mapping[str, str]]:
    """Rows by the title of the column, of a table whose columns bars divide."""
    header: Sequence[str] = ()
    found: list[Mapping[str, str]] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if EDGES.match(line) or len(cells) < 2:  # noqa: PLR2004
            continue
        if not header:
            header = [cell.lower() for cell in cells]
        elif len(cells) == len(header):
            found.append(dict(zip(header, cells, strict=True)))
    return found


def _waits(row: Mapping[str, str]) -> bool:
    if row.get("blocked_pid", "").isdigit() and row.get("blocking_pid", "").isdigit():
        return True
    return row.get("wait_event_type") == "Lock" or WAITS.match(row.get("state", "")) is not None


def _statement(row: Mapping[str, str]) -> str:
    return (row.get("query") or row.get("info") or row.get("blocked_statement") or "")[:LIMIT]
