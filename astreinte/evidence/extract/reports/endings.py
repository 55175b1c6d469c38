"""The table of `endings.yaml`: which words of a tool say that something ended well or badly."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

from astreinte.evidence.extract.noise import is_noise
from astreinte.evidence.extract.tried import Trial
from astreinte.evidence.stamps import evened
from astreinte.yamltext import load_shipped

GOOD = "backup-good"


@dataclass(frozen=True)
class Ending:
    """One row: what a line that matches says of which act. A `loose` one needs a text that is about backups."""

    signal: str
    act: str
    match: re.Pattern[str]
    why: str = ""
    loose: bool = False


@dataclass(frozen=True)
class Told:
    """A line that tells of an ending; `guest` where it names one."""

    ending: Ending
    guest: str
    text: str


@cache
def table() -> tuple[Ending, ...]:
    text = resources.files("astreinte.evidence.extract.reports").joinpath("endings.yaml").read_text("utf-8")
    rows = cast("list[Mapping[str, Any]]", load_shipped(text))
    return tuple(_ending(row) for row in rows)


def _ending(row: Mapping[str, Any]) -> Ending:
    match = re.compile(row["match"])
    return Ending(row["signal"], row["act"], match, row.get("why", ""), loose=row.get("loose", False))


def tell(lines: Sequence[str], loose: Callable[[str], bool]) -> Iterator[Told]:
    """Of each line the first row that fits; `loose` says whether rows for people's own words may."""
    for index, endings in _trial().matches([evened(line) for line in lines]).items():
        line = lines[index]
        mine = loose(line)
        ending = next((each for each in endings if mine or not each.loose), None)
        found = ending.match.search(line) if ending and not is_noise(line) else None
        if ending and found:
            yield Told(ending, found.groupdict().get("guest") or "", line)


@cache
def _trial() -> Trial[Ending]:
    return Trial(table())


def held(said: Iterable[Told]) -> Iterator[Told]:
    """What still holds at the end: a good ending lifts what was bad of the same act and guest, and the reverse."""
    last: dict[tuple[str, str, str], Told] = {}
    for each in said:
        good = each.ending.signal == GOOD
        act = (each.ending.act, each.guest)
        last = {key: old for key, old in last.items() if key[:2] != act or (old.ending.signal == GOOD) == good}
        last[*act, each.ending.signal] = each
    yield from last.values()
