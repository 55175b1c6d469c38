"""The table of `pipelines.yaml`: what lines of a pipeline say of how it stands, and of the reason."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

from astreinte.yamltext import load_shipped


@dataclass(frozen=True)
class Row:
    """`tells`: red, green, recap (of one host), done, offline, or clue with its `stage` and `reason`."""

    tells: str
    match: re.Pattern[str]
    stage: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Clue:
    """A line that explains a failure: of which stage, and why where that is known. A higher `rank` explains more."""

    stage: str
    reason: str
    text: str
    rank: int


@cache
def table() -> tuple[Row, ...]:
    text = resources.files("astreinte.evidence.extract.reports").joinpath("pipelines.yaml").read_text("utf-8")
    return tuple(_rows(cast("list[Mapping[str, Any]]", load_shipped(text))))


def _rows(data: list[Mapping[str, Any]]) -> Iterator[Row]:
    for row in data:
        yield Row(row["tells"], re.compile(row["match"]), row.get("stage", ""), row.get("reason", ""))


def tells(line: str) -> str:
    """How the run stands by this line: red, green, recap, done or offline; empty when the line says nothing of it."""
    return next((row.tells for row in table() if row.tells != "clue" and row.match.search(line)), "")


def clue_of(line: str) -> Clue | None:
    for place, row in enumerate(table()):
        if row.tells == "clue" and row.match.search(line):
            return Clue(row.stage, row.reason, line, -place)
    return None
