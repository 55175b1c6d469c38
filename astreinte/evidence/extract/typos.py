"""Commands that do not exist, beside the well-known one that their name comes nearest to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib import resources

from astreinte.domain import Signal

MISSING = frozenset({"entrypoint-failing", "command-unknown"})
FORMS = (
    re.compile(r"exec:? \\?\"(?P<command>[^\"\\]+)\\?\": (executable file not found|stat )"),
    re.compile(r"(?:^|[\s:\]])(?P<command>[\w./+-]+): (?:command )?not found\s*$"),
    re.compile(r"command not found: (?P<command>[\w./+-]+)"),
)
NEAR = 0.75
"""Likeness from which on two names may be one, mistyped."""

LONGEST = 40


def find_typos(signals: Iterable[Signal]) -> Iterator[Signal]:
    """The same signals; one of an unknown command carries it as `command`, and as `meant` the known one it is like."""
    for signal in signals:
        command = _command(signal.detail) if signal.id in MISSING else ""
        facts = {"command": command, "meant": meant(command)} if command else {}
        told = {key: value for key, value in facts.items() if value}
        yield replace(signal, attributes={**signal.attributes, **told}) if told else signal


def meant(command: str) -> str:
    """The well-known command that this one may be a typo of; empty for one that is known, or like none."""
    if command in known() or not 1 < len(command) <= LONGEST:
        return ""
    return next(iter(get_close_matches(command, known(), 1, NEAR)), "")


@cache
def known() -> tuple[str, ...]:
    text = resources.files("astreinte.evidence.extract").joinpath("commands.txt").read_text("utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


def _command(text: str) -> str:
    found = next((each for form in FORMS if (each := form.search(text))), None)
    return found["command"].rpartition("/")[2] if found else ""
