"""Wide CSV tables as series."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite, nan
from typing import Any

from .kinds import named
from .series import Series, series

TIME = re.compile(r"(?i)^(unix[_ ]?)?(time|timestamp|date|datetime|ts)$|^@timestamp$")
OWNER = re.compile(
    r"(?i)^(pod|service|component|workload|app|application|deployment|container|instance|job)([_ ]?name)?$"
)
EDGE = re.compile(r"^(?P<caller>.+?)\s*(?:->|→)\s*(?P<callee>.+)$")
REPLICA = re.compile(r"-[0-9a-f]{6,10}-[a-z0-9]{5}$")
ROWS = 20_000
MILLISECONDS = 1e11
"""Moments beyond this are not seconds."""


@dataclass(frozen=True)
class Asked:
    """Where a table comes from: the query, the id of its reading, and whose metrics it shows when it names nobody."""

    query: str
    reading: str
    default: str


def of_table(text: str, asked: Asked) -> list[Series]:
    """The series of a CSV table whose first line names the columns.

    A column of names (`pod`, `service`) says whose the row is. Otherwise the query names the metric and each column a
    component, or a call as `caller->callee`; or each column names a metric.
    """
    rows = [row for row in csv.reader(text.splitlines()[: ROWS + 1]) if row]
    header = [cell.strip() for cell in rows[0]] if rows else []
    body = [row for row in rows[1:] if len(row) == len(header)]
    when = _time_column(header, body[0] if body else [])
    if when is None:
        return []
    owner = next((i for i, name in enumerate(header) if i != when and OWNER.match(name)), None)
    columns = {i: name for i, name in enumerate(header) if i not in {when, owner}}
    if owner is None and named(asked.query):
        return list(_of_components(body, when, columns, asked))
    parts = _by_owner(body, owner, asked.default)
    return [each for name, part in parts.items() for each in _of_metrics(part, when, columns, name, asked)]


def _of_components(
    rows: Sequence[Sequence[str]], when: int, columns: Mapping[int, str], asked: Asked
) -> Iterator[Series]:
    times, said = [moment(row[when]) for row in rows], named(asked.query)
    for i, head in columns.items():
        edge = EDGE.match(head)
        component, caller = (edge["callee"], edge["caller"]) if edge else (head, "")
        values = [number(row[i]) for row in rows]
        if said:
            whose = component_of(component), component_of(caller)
            yield series(whose, asked.query, said, times, values, asked.reading)


def _of_metrics(
    rows: Sequence[Sequence[str]], when: int, columns: Mapping[int, str], owner: str, asked: Asked
) -> Iterator[Series]:
    times = [moment(row[when]) for row in rows]
    for i, head in columns.items():
        if said := named(head):
            values = [number(row[i]) for row in rows]
            yield series((component_of(owner), ""), head, said, times, values, asked.reading)


def _by_owner(rows: Sequence[Sequence[str]], owner: int | None, default: str) -> Mapping[str, list[Sequence[str]]]:
    found: dict[str, list[Sequence[str]]] = {}
    for row in rows:
        found.setdefault(row[owner].strip() if owner is not None else default, []).append(row)
    return found


def _time_column(header: Sequence[str], first: Sequence[str]) -> int | None:
    """The column of moments: one that can be read as such in the first row, numbers before dates."""
    candidates = [i for i, name in enumerate(header) if TIME.match(name) and i < len(first)]
    read = [i for i in candidates if isfinite(moment(first[i]))]
    return max(read, key=lambda i: isfinite(number(first[i])), default=None)


def moment(text: Any) -> float:
    """Seconds since 1970 of a number (milliseconds too) or an ISO date, which is UTC where it names no zone."""
    told = number(text)
    if isfinite(told):
        return told / 1000 if told > MILLISECONDS else told
    try:
        parsed = datetime.fromisoformat(str(text).strip())
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return nan


def number(text: Any) -> float:
    """The number, NaN where there is none."""
    try:
        return float(text)
    except (TypeError, ValueError, OverflowError):
        return nan


def component_of(name: str) -> str:
    """The workload of a pod, anything else as it is."""
    return REPLICA.sub("", name.strip())
