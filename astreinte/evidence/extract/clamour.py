"""Logs that are full of errors which no rule knows: not enough to name a fault, too much to call all well."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

from astreinte.domain import Reading, Signal
from astreinte.evidence.known_lines import once_a_line

from .context import Context
from .entities import entity_of
from .lines import lines_of, matches
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
        since = min(context.window.end, context.now) - LATELY
        late = [(place, line) for place, line in enumerate(lines) if line.at is not None and line.at >= since]
        loud = [line for place, line in late if place not in known and _loud(line.words) and not is_noise(line.words)]
        if len(loud) >= max(MANY, SHARE * len(late)):
            who = entity_of(reading.query, context)
            detail = f"{len(loud)} of {len(late)} lines of {who} are errors that no rule knows: {loud[-1].text.strip()}"
            yield seen("errors-unexplained", "cluster:logs", reading, detail)


@once_a_line
def _loud(line: str) -> bool:
    return LEVEL.search(line) is not None
