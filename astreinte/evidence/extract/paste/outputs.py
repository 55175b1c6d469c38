"""Outputs of well-known commands inside a text, found by their header, as far as their rows go."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

import yaml

from astreinte.errors import ConfigError

FILE = "astreinte/evidence/extract/paste/outputs.yaml"


@dataclass(frozen=True)
class Shape:
    """An output: its header, the rows that belong to it, and the command that prints it (`{1}`: a group of the header).

    `alone` is a header that is all of the answer.
    """

    header: re.Pattern[str]
    row: re.Pattern[str]
    tool: str
    args: str
    alone: bool

    def arguments(self, header: str) -> tuple[str, ...]:
        found = self.header.search(header)
        groups = found.groups() if found else ()
        return tuple(self.args.format("", *(group or "" for group in groups)).split())


@dataclass(frozen=True)
class Part:
    """Rows from `start` up to, not including, `end`; `shape` is None for what lies between outputs."""

    start: int
    end: int
    shape: Shape | None = None


def parts_of(rows: Sequence[str]) -> list[Part]:
    """The rows in order, cut at every known output. A header without a row is none."""
    parts: list[Part] = []
    free = at = 0
    while at < len(rows):
        shape = _shape_at(rows, at)
        end = _end(rows, at, shape) if shape else at
        if shape is None or (end == at + 1 and not shape.alone):
            at += 1
            continue
        parts += [*([Part(free, at)] if free < at else []), Part(at, end, shape)]
        free = at = end
    return [*parts, *([Part(free, len(rows))] if free < len(rows) else [])]


def _shape_at(rows: Sequence[str], at: int) -> Shape | None:
    row = rows[at][:400]
    return next((shape for shape in shapes() if shape.header.search(row)), None) if row.strip() else None


def _end(rows: Sequence[str], at: int, shape: Shape) -> int:
    """Behind the last row of the output; blank ones between its rows belong to it, a new header does not."""
    end = at + 1
    for index in range(at + 1, len(rows)):
        row = rows[index][:400]
        if not row.strip():
            continue
        other = _shape_at(rows, index)
        if (other is not None and other.tool != shape.tool) or not shape.row.search(row):
            break
        end = index + 1
    return end


@cache
def shapes() -> tuple[Shape, ...]:
    """The table as shipped.

    Raises:
        ConfigError: it is damaged.
    """
    text = resources.files("astreinte.evidence.extract.paste").joinpath("outputs.yaml").read_text("utf-8")
    try:
        return tuple(_read(cast("list[dict[str, Any]]", yaml.safe_load(text))))
    except (yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise ConfigError(
            f"{FILE}: every row is {{tool, args, header, row}}: {error!r}; reinstall astreinte"
        ) from error


def _read(table: list[dict[str, Any]]) -> Iterator[Shape]:
    for row in table:
        header, rest = re.compile(row["header"]), re.compile(row["row"])
        yield Shape(header, rest, row["tool"], row["args"], bool(row.get("alone")))
