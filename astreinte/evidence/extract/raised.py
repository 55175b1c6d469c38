"""Whether what a log's exceptions were raised by lies outside of the code: a call, a disk, a right, a limit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from astreinte.domain import Reading, Signal
from astreinte.evidence.known_lines import once_a_line
from astreinte.evidence.signals import SignalRule

from .context import Context
from .entities import entity_of
from .lines import Line, lines_of, matches
from .noise import is_noise
from .peers import peer_of
from .seen import of_kind, seen

ANSWERED = frozenset(
    {"connect-refused", "connect-timeout", "call-timeout", "call-reset", "dependency-failing", "no-healthy-upstream"}
)
CODE = frozenset({"code-raised"})
UNKNOWN_AT_MOST = "0.5"
"""How sure one may be that an exception of no known kind is a defect of the code."""

LATELY = timedelta(minutes=10)
RAISED = re.compile(
    r"Traceback \(most recent|(?:Error|Exception|Timeout)\b|\b[Pp]anic|\bErrno::|\bgaierror\b|_error\b|terminate called"
    r"|\bthrew\b|\(stdlib |\bat \S+\.p[lm] line \d"
)
HINTS = (
    "Traceback", "Error", "Exception", "Timeout", "anic", "Errno::", "gaierror", "_error", "terminate called", "threw",
    "(stdlib ", ".pm line", ".pl line",
)  # fmt: skip
"""One of them stands in every text that `RAISED` finds something in."""

FRAME = re.compile(
    r"^\s+at \S|^\s*File \"|^goroutine \d|^\t\S+\.go:\d|^\S+\.rb:\d|^#\d+ |^thread '|^\s+\(\w+ [\d.]+\) "
    r"|\bat \S+ line \d"
)
CHAINED = re.compile(r"During handling of the above exception|direct cause of the following|^Caused by")
FRESH = re.compile(r"^Traceback \(most recent")


@dataclass(frozen=True)
class Record:
    """What was logged at once: its first line with an exception, and the one that tells what outside raised it."""

    first: int
    outside: int | None
    stack: bool
    code: bool


def find_raised(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`raised-outside`, where the newest exception came from outside of the code, as most of the lately logged did.

    With it `call-unnamed`, where it was raised by a call and its line does not tell to whom. `raised-inside`, where
    the newest exception has a stack and nothing outside is known to have raised it: not sure unless it is of a kind
    that only code raises.
    """
    telling = (each for each in of_kind(readings, "logs") if any(hint in each.text for hint in HINTS))
    for reading in telling:
        found, lines = matches(reading, context), lines_of(reading, context, dated=True)
        raised = [each for each in _records(lines, found) if _lately(lines[each.first], context)]
        outside = [each for each in raised if each.outside is not None]
        entity = entity_of(reading.query, context)
        if outside and raised[-1] is outside[-1] and 2 * len(outside) >= len(raised):
            yield from _outside(lines[outside[-1].outside or 0].text, found[outside[-1].outside or 0], entity, reading)
        elif raised and raised[-1].outside is None and raised[-1].stack:
            limit = {} if raised[-1].code else {"most": UNKNOWN_AT_MOST}
            yield seen("raised-inside", entity, reading, lines[raised[-1].first].text, **limit)


def _outside(text: str, rules: Sequence[SignalRule], entity: str, reading: Reading) -> Iterator[Signal]:
    yield seen("raised-outside", entity, reading, text)
    if any(rule.id in ANSWERED for rule in rules) and not peer_of(text):
        yield seen("call-unnamed", entity, reading, text)


def _records(lines: Sequence[Line], found: Mapping[int, Sequence[SignalRule]]) -> Iterator[Record]:
    """The exceptions of a log in their order."""
    loud = {index for index, line in enumerate(lines) if _raises(line.words)}
    starts = [index for index in range(len(lines)) if index == 0 or _begins(lines, index)] if loud else []
    for start, end in pairwise([*starts, len(lines)]):
        first = next((index for index in range(start, end) if index in loud), None)
        if first is not None:
            rules = {index: found[index] for index in range(start, end) if index in found}
            code = any(rule.id in CODE for each in rules.values() for rule in each)
            told = (place for place, each in rules.items() if any(rule.outside for rule in each))
            outside = None if code else next((place for place in told if not is_noise(lines[place].words)), None)
            yield Record(first, outside, any(_framed(line.words) for line in lines[start:end]), code)


def _begins(lines: Sequence[Line], index: int) -> bool:
    """Whether a line begins a record: it is dated, or a trace that no earlier one led to."""
    if lines[index].dated or not FRESH.match(lines[index].text):
        return lines[index].dated
    return not any(line.dated or CHAINED.search(line.text) for line in lines[max(0, index - 2) : index])


@once_a_line
def _raises(line: str) -> bool:
    return RAISED.search(line) is not None


@once_a_line
def _framed(line: str) -> bool:
    return FRAME.search(line) is not None


def _lately(line: Line, context: Context) -> bool:
    return line.at is None or line.at >= min(context.window.end, context.now) - LATELY
