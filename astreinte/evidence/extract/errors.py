"""Errors of the component's own code that were not there before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal, rfc3339
from astreinte.evidence.cap import weight

from .context import Context
from .entities import entity_of
from .lines import lines_of, matches
from .seen import of_kind, seen

RAISED = re.compile(r"^(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)\b: ?.*|^panic: .*")
ERROR = 2


def find_new_errors(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`errors-new`: a traceback or panic, after lines of the same log that tell of no error."""
    for reading in of_kind(readings, "logs"):
        lines, found = lines_of(reading, context, dated=True), matches(reading, context)
        at = next((index for index, rules in found.items() if any(rule.id == "traceback" for rule in rules)), None)
        if at and any(weight(line.text) < ERROR for line in lines[:at]):
            line = lines[at]
            named = next((row.text for row in lines[at : at + 60] if RAISED.match(row.text.strip())), line.text)
            when = {"first": rfc3339(line.at)} if line.at else {}
            yield replace(
                seen("errors-new", entity_of(reading.query, context), reading, named, **when), at=line.at or reading.at
            )
