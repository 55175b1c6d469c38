"""Which kinds of reading a query gives; the table is `kinds.yaml`."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, cast

import yaml

from astreinte.domain import Query
from astreinte.errors import ConfigError
from astreinte.yamltext import load_shipped, load_yaml

FILE = "astreinte/evidence/extract/kinds.yaml"
VALUED = re.compile(r"(?:^| )(?:-n|--namespace|--context|--kubeconfig|-H|--host|-c|-C)[ =]\S+")
DATED = frozenset({"logs", "kernel", "auth-log", "access-log", "container-events"})
"""Kinds whose lines follow one another in time, so that a line without a time has that of the line before it."""


@dataclass(frozen=True)
class KindRow:
    tool: str
    args: re.Pattern[str]
    kinds: frozenset[str]


@cache
def kind_rows() -> tuple[KindRow, ...]:
    text = resources.files("astreinte.evidence.extract").joinpath("kinds.yaml").read_text("utf-8")
    return read_kinds(text, FILE)


def read_kinds(text: str, file: str) -> tuple[KindRow, ...]:
    """Parse the table.

    Raises:
        ConfigError: not a list of {tool, args, kinds}, or an expression does not compile; names file and row.
    """
    try:
        rows = cast("list[dict[str, Any]]", (load_shipped if file == FILE else load_yaml)(text))
        return tuple(KindRow(row["tool"], re.compile(row["args"]), frozenset(row["kinds"])) for row in rows)
    except (yaml.YAMLError, KeyError, TypeError, re.error) as error:
        raise ConfigError(
            f"{file}: every row is {{tool, args, kinds}} and args a regular expression: {error!r}"
        ) from error


@cache
def _of_tool(tool: str) -> tuple[KindRow, ...]:
    return tuple(row for row in kind_rows() if row.tool == tool)


def kinds_of(query: Query) -> frozenset[str] | None:
    """The kinds of what this query answers; None when they are not known and it counts as every kind."""
    return _kinds(query.tool, query.args)


@lru_cache(maxsize=4096)
def _kinds(tool: str, words: tuple[str, ...]) -> frozenset[str] | None:
    rows = _of_tool(tool)
    if not rows:
        return None
    args = " ".join(words)
    args = VALUED.sub("", args).strip() if tool == "kubectl" else args
    return frozenset(kind for row in rows if row.args.match(args) for kind in row.kinds)
