"""Where in a terminal's transcript something was typed, on which host, and what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from astreinte.errors import ConfigError
from astreinte.evidence.extract.kinds import kind_rows
from astreinte.evidence.extract.typos import known
from astreinte.yamltext import load_shipped

FILE = "astreinte/evidence/extract/paste/prompts.yaml"
NAME = r"[A-Za-z0-9][\w.-]{0,62}"
STAMP = r"^\s{0,4}(?:\[?\d\d:\d\d(?::\d\d)?\]? )?(?:\([\w.@/:-]{1,40}\) ?)?"
FOLDER = r"(?:[: ][^\s$#%>❯\]]{0,120})?\]?(?: \([^)]{1,60}\))? ?"
SURE = tuple(
    re.compile(STAMP + form)
    for form in (
        rf"\[?[\w.-]{{1,32}}@(?P<host>{NAME}){FOLDER}[$#%>❯➜»](?: +(?P<typed>\S.*)|\s*)$",
        rf"(?P<host>{NAME}):[~/][^\s$#%]{{0,120}} ?(?:[\w.-]{{1,32}})?[$#%](?: +(?P<typed>\S.*)|\s*)$",
        r"(?:ba|z|da|a|k)?sh-\d[\d.]*[$#] *(?P<typed>.*)$",
        r"[└╰]─+(?:[$#❯>]|➤)+ *(?P<typed>.*)$",
        r"PS(?: [^>]{1,120})?> ?(?P<typed>.*)$",
        r"[A-Z]:\\[^>\n]{0,120}> ?(?P<typed>.*)$",
    )
)
"""What nothing but a prompt looks like."""

BARE = re.compile(STAMP + r"(?:(?:~|/[\w./-]{0,80}) )?[$#%❯»λ] ?(?P<typed>[\w./~-].*)$")
ARROW = re.compile(STAMP + r"➜ +(?P<typed>\S.*)$")
QUESTION = re.compile(
    r"^(?:(?:kubectl|oc)(?: +-{1,2}[a-z][\w-]*(?:[ =]+[\w./-]+)?)* +(?:get|describe|logs|top|rollout|exec|events|auth)"
    r"|docker +(?:ps|logs|inspect|stats)|systemctl +(?:status|is-active)|journalctl +-|helm +(?:list|ls|history|status)"
    r"|flux +(?:get|logs))\b"
)
REPOSITORY = re.compile(r"^\S+ +(?:git:\(\S{0,80}\) +)?(?:✗ +)?")
"""What may stand between an arrow and the command: the folder, and the state of its repository."""

STATEMENT = r"(?i:\\\w|select|show|explain|with|insert|update|delete|table)\b"
STORES = (
    (re.compile(r"^(?:MariaDB \[[^\]]{0,60}\]|mysql)> *(?P<typed>.*)$"), "mysql"),
    (re.compile(rf"^[\w-]{{1,60}}[=-](?:#|>) +(?P<typed>{STATEMENT}.*)$"), "psql"),
    (re.compile(r"^[\w.-]{1,60}:\d{2,5}(?:\[\d+\])?> *(?P<typed>.*)$"), "redis-cli"),
)
"""The prompts of database clients, with the tool that stands behind them."""


@dataclass(frozen=True)
class Typed:
    """What was typed at a prompt; empty at a prompt where nothing was. `tool` is that of a database client."""

    command: str
    host: str = ""
    tool: str = ""


def typed_in(row: str) -> Typed | None:
    """What the row's prompt was given; None where the row has no prompt. A sign alone counts before a known program."""
    row = row[:2000]
    if (found := next((each for form in SURE if (each := form.match(row))), None)) is not None:
        return Typed((found["typed"] or "").strip(), found.groupdict().get("host") or "")
    for form, tool in STORES:
        if found := form.match(row):
            return Typed(found["typed"].strip(), "", tool)
    return next((Typed(each.strip()) for each in (*_guesses(row), *_bare(row)) if _program(each)), None)


def _guesses(row: str) -> list[str]:
    if found := ARROW.match(row):
        return [found["typed"], REPOSITORY.sub("", found["typed"], count=1)]
    return [found["typed"]] if (found := BARE.match(row)) else []


def _bare(row: str) -> list[str]:
    """A command line without any prompt, as people copy it: a known question, and nothing of a sentence."""
    return [row] if QUESTION.match(row) and not row.rstrip().endswith((".", "?", "!", ":", ",")) else []


def _program(text: str) -> bool:
    words = text.split()
    first = words[0].rpartition("/")[2] if words else ""
    return first in _words()["programs"] and not _words()["prose"].intersection(words[1:])


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """The table as shipped.

    Raises:
        ConfigError: it is damaged.
    """
    text = resources.files("astreinte.evidence.extract.paste").joinpath("prompts.yaml").read_text("utf-8")
    try:
        table = load_shipped(text)
        programs, prose = (frozenset(map(str, table[name])) for name in ("programs", "prose"))
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ConfigError(f"{FILE}: needs the lists 'programs' and 'prose': {error!r}; reinstall astreinte") from error
    return {"programs": programs | frozenset(known()) | {row.tool for row in kind_rows()}, "prose": prose}
