"""Outputs of well-known commands inside a text, found by their header, as far as their rows go."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

import yaml

from astreinte.errors import ConfigError
from astreinte.evidence.extract.tried import Trial
from astreinte.yamltext import load_shipped

FILE = "astreinte/evidence/extract/paste/outputs.yaml"
WIDTH = 400
"""Characters of a row that are looked at."""


@dataclass(frozen=True)
class Shape:
    """An output: its header, the rows that belong to it, and the command that prints it (`{1}`: a group of the header).

    `alone` is a header that is all of the answer; one with `sections` may have several tables.
    """

    header: re.Pattern[str]
    row: re.Pattern[str]
    tool: str
    args: str
    alone: bool
    sections: bool = False

    @property
    def match(self) -> re.Pattern[str]:
        return self.header

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
    heads = _heads(rows)
    parts: list[Part] = []
    free = 0
    for at, shape in heads.items():
        end = _end(rows, at, shape, heads) if at >= free else at
        if end > at + 1 or (end > at and shape.alone):
            parts += [*([Part(free, at)] if free < at else []), Part(at, end, shape)]
            free = end
    return [*parts, *([Part(free, len(rows))] if free < len(rows) else [])]


def _heads(rows: Sequence[str]) -> Mapping[int, Shape]:
    """The rows that begin an output, and which."""
    found = _trial().matches([row[:WIDTH] for row in rows])
    return {at: shapes[0] for at, shapes in found.items() if rows[at].strip()}


def _end(rows: Sequence[str], at: int, shape: Shape, heads: Mapping[int, Shape]) -> int:
    """Behind the last row of the output; blank ones between its rows belong to it, a new header does not."""
    end = at + 1
    for index in range(at + 1, len(rows)):
        row = rows[index][:WIDTH]
        if not row.strip():
            continue
        other = heads.get(index)
        if other is shape and shape.sections:
            end = index + 1
            continue
        if (other is not None and other.tool != shape.tool) or not shape.row.search(row):
            break
        end = index + 1
    return end


@cache
def _trial() -> Trial[Shape]:
    return Trial(shapes())


@cache
def shapes() -> tuple[Shape, ...]:
    """The table as shipped.

    Raises:
        ConfigError: it is damaged.
    """
    text = resources.files("astreinte.evidence.extract.paste").joinpath("outputs.yaml").read_text("utf-8")
    try:
        return tuple(_read(cast("list[dict[str, Any]]", load_shipped(text))))
    except (yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise ConfigError(
            f"{FILE}: every row is {{tool, args, header, row}}: {error!r}; reinstall astreinte"
        ) from error


def _read(table: list[dict[str, Any]]) -> Iterator[Shape]:
    for row in table:
        header, rest = re.compile(row["header"]), re.compile(row["row"])
        yield Shape(header, rest, row["tool"], row["args"], bool(row.get("alone")), bool(row.get("sections")))
