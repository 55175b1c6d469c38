"""A source made of a fixed list of commands: what it plans is all that it ever runs."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from astreinte.domain import Ask, Clock, Item, Query, Reading, ReadingStatus, SystemClock, rfc3339
from astreinte.evidence.unavailable import Unavailable

from .run import Ran, Run, run

BEFORE = timedelta(hours=24)
"""How far before the window a change, a backup or a login may lie and still matter."""

QUICK = 20.0
"""Seconds within which a command answers whoever only wants to know whether it can be asked."""

SLOTS: Mapping[str, Callable[[datetime], str]] = {
    "{since}": lambda at: rfc3339(at.replace(microsecond=0)),
    "{since wall}": lambda at: f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
}
"""The beginning of the time asked about, as git and as journalctl take it."""


@dataclass(frozen=True)
class Command:
    """One read-only command. A slot in its words stands for the beginning of the time asked about.

    `answers` are exit codes by which the tool says what it found rather than that it failed; `services` are those it
    tells of (empty: every one); `before` goes in front of the words that a person would type, e.g. `env NAME=value`,
    and is not shown.
    """

    tool: str
    words: tuple[str, ...]
    item: Item
    timeout: float = 10.0
    answers: frozenset[int] = frozenset({0})
    services: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    errors: bool = False
    """Whether what the tool writes to its error stream is part of its answer."""

    optional: bool = False
    """Whether it is left out where the tool is not installed, instead of counting as a gap."""

    def asked(self, since: datetime) -> Query:
        return Query(self.tool, tuple(_filled(word, since) for word in self.words), self.item)

    def fits(self, query: Query) -> bool:
        """Whether the query is this command with instants where it has them."""
        if query.tool != self.tool or len(query.args) != len(self.words) or query.where != "local":
            return False
        return all(_word_fits(word, arg) for word, arg in zip(self.words, query.args, strict=True))


class CommandSource:
    """Runs its own commands on this machine, without a shell, each in its own time.

    Args:
        name: what the source is called in the settings.
        commands: everything that it may run.
        run: how a command is run.
        clock: dates the readings.
    """

    def __init__(self, name: str, commands: Sequence[Command], run: Run = run, clock: Clock | None = None) -> None:
        self.name, self._commands, self._run, self._clock = name, tuple(commands), run, clock or SystemClock()

    def plan(self, ask: Ask) -> Sequence[Query]:
        if ask.phase == "probe":
            return []
        since = ask.window.start - BEFORE
        wanted = (each for each in self._commands if not each.services or ask.service in each.services)
        return [each.asked(since) for each in wanted if not each.optional or shutil.which(each.tool)]

    def quick(self, ask: Ask) -> Sequence[Query]:
        """What it plans, without the checks and scans that take minutes."""
        long = [each for each in self._commands if each.timeout > QUICK]
        return [query for query in self.plan(replace(ask, phase="collect")) if not any(c.fits(query) for c in long)]

    def accepts(self, query: Query) -> bool:
        return any(each.fits(query) for each in self._commands)

    async def read(self, query: Query) -> Reading:
        command = next((each for each in self._commands if each.fits(query)), None)
        if command is None:
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        at = self._clock.now()
        ran = await self._run((*command.before, query.tool, *query.args), command.timeout)
        return _reading(query, at, command, ran)


def _reading(query: Query, at: datetime, command: Command, ran: Ran) -> Reading:
    text = ran.out + (ran.err if command.errors else "")
    if ran.code not in command.answers and not text.strip():
        why = " ".join(ran.err.split())[:300]
        raise Unavailable("exited" if why else "exited_silent", tool=query.tool, code=ran.code, why=why)
    note = "; ".join(filter(None, [f"exit {ran.code}" if ran.code else "", "output cut" if ran.cut else ""]))
    status: ReadingStatus = "ok" if text.strip() else "no_data"
    return Reading(query, at, status, text, note=note)


def _filled(word: str, since: datetime) -> str:
    for slot, written in SLOTS.items():
        word = word.replace(slot, written(since))
    return word


def _word_fits(word: str, arg: str) -> bool:
    slot = next((each for each in SLOTS if each in word), None)
    if slot is None:
        return word == arg
    head, tail = word.split(slot)
    middle = arg[len(head) : len(arg) - len(tail)] if arg.startswith(head) and arg.endswith(tail) else ""
    try:
        return middle.isascii() and SLOTS[slot](datetime.fromisoformat(middle.replace(" UTC", "+00:00"))) == middle
    except (ValueError, OverflowError):
        return False
