"""Queues and consumer groups as brokers list them: what waits for a consumer, and grows or is left alone."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import of_kind, rows, seen

BEHIND = 1000
"""Messages that a consumer must be behind, so that it is more than what waits at any moment."""

GROUP = re.compile(r"^\s*GROUP\s+TOPIC\s+PARTITION\b.*\bLAG\b")
QUEUE = re.compile(r"^\s*name\s+messages(_ready)?(\s|$)")


def find_queues(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`queue-growing` of each consumer group that is far behind, told of the group's name, and of each long queue."""
    for reading in of_kind(readings, "metrics", "logs"):
        table = rows(reading)
        for place, row in enumerate(table):
            if GROUP.match(row):
                yield from _groups(reading, row.split(), table[place + 1 :])
            elif QUEUE.match(row):
                yield from _queues(reading, row.split(), table[place + 1 :], context)


def _groups(reading: Reading, header: Sequence[str], table: Sequence[str]) -> Iterator[Signal]:
    worst: dict[str, tuple[int, str]] = {}
    for row in table:
        cells = row.split()
        lag = cells[header.index("LAG")] if len(cells) >= header.index("LAG") + 1 else ""
        if lag.isdigit() and int(lag) >= max(BEHIND, worst.get(cells[0], (0, ""))[0]):
            worst[cells[0]] = (int(lag), f"{cells[1]}-{cells[2]}")
    for group, (lag, where) in worst.items():
        detail = f"{group} is {lag} messages behind on {where}"
        yield seen("queue-growing", f"service:{group}", reading, detail, workload=group)


def _queues(reading: Reading, header: Sequence[str], table: Sequence[str], context: Context) -> Iterator[Signal]:
    column = 1
    for row in table:
        cells = row.split()
        if len(cells) == len(header) and cells[column].isdigit() and int(cells[column]) >= BEHIND:
            yield seen("queue-growing", context.entity, reading, f"{cells[column]} messages wait in {cells[0]}")
