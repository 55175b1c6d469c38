"""Logs that are full of errors which no rule knows: not enough to name a fault, too much to call all well."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from astreinte.domain import Reading, Signal

from .context import Context
from .entities import entity_of
from .lines import Line, lines_of, matches
from .noise import is_noise
from .seen import of_kind, seen

LEVEL = re.compile(
    r"\b(ERROR|ERR|FATAL|CRITICAL|SEVERE|PANIC|EMERG)\b|(?i:\blevel\"?[=:] ?\"?(error|fatal|critical|panic)\b)"
    r"|\[(error|fatal|crit|emerg)\]|^(fail|crit): |\b(error|fatal): "
)
LATELY = timedelta(minutes=10)
MANY, SHARE = 10, 0.5
"""How many such lines, and which part of what was written lately."""


def find_clamour(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`errors-unexplained`, told of the whole system; `value` of lines are counted, the last one is shown."""
    for reading in of_kind(readings, "logs"):
        lines = lines_of(reading, context, dated=True)
        known = matches(reading, context)
        late = [(place, line) for place, line in enumerate(lines) if _lately(line, context)]
        loud = [line for place, line in late if place not in known and LEVEL.search(line.text)]
        loud = [line for line in loud if not is_noise(line.text)]
        if len(loud) >= max(MANY, SHARE * len(late)):
            who = entity_of(reading.query, context)
            detail = f"{len(loud)} of {len(late)} lines of {who} are errors that no rule knows: {loud[-1].text.strip()}"
            yield seen("errors-unexplained", "cluster:logs", reading, detail)


def _lately(line: Line, context: Context) -> bool:
    return line.at is not None and line.at >= min(context.window.end, context.now) - LATELY
