"""What to ask a container engine: the containers of the service and of what it needs, then whatever is unwell. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence

from astreinte.config import Service
from astreinte.domain import Ask, Item, Query, Reading, rfc3339
from astreinte.evidence.needed import needed

MOST = 5
"""Unwell containers beyond those of the service that are looked into."""

UNWELL = re.compile(r"\bExited \((?!0\))\d+\)|\bRestarting\b|\bDead\b|\(unhealthy\)")
PROJECT = re.compile(r'"com\.docker\.compose\.project": ?"([a-z0-9][a-z0-9_-]{0,62})"')
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


def plan_probe(tool: str, ask: Ask, services: Mapping[str, Service]) -> list[Query]:
    return [Query(tool, ("inspect", unit)) for unit in units_of(ask.service, services)[:1]]


def plan_collect(tool: str, ask: Ask, services: Mapping[str, Service], lines: int) -> list[Query]:
    units = units_of(ask.service, services)
    span = ("--since", rfc3339(ask.window.start), "--until", rfc3339(ask.window.end))
    once = ("--stream=false",) if tool == "podman" else ()
    return [
        *(query for unit in units for query in _looks(tool, unit, lines)),
        Query(tool, ("ps", "-a")),
        Query(tool, ("events", *span, *once), item="events"),
        Query(tool, ("stats", "--no-stream"), item="metrics"),
        Query(tool, ("info",)),
        Query(tool, ("system", "df")),
    ]


def follow(tool: str, readings: Sequence[Reading], lines: int) -> list[Query]:
    """The compose projects of what was inspected, then the containers that the list calls unwell."""
    answered = [reading for reading in readings if reading.status == "ok" and reading.query.tool == tool]
    projects = dict.fromkeys(name for each in _of(answered, "inspect") for name in PROJECT.findall(each.text))
    unwell = dict.fromkeys(name for each in _of(answered, "ps") for name in _unwell(each.text))
    return [
        *(Query(tool, ("compose", f"--project-name={name}", "ps", "-a")) for name in projects),
        *(query for name in list(unwell)[:MOST] for query in _looks(tool, name, lines)),
    ]


def units_of(name: str, services: Mapping[str, Service]) -> list[str]:
    """The containers of the service, then of what it needs."""
    wanted = [services[each] for each in (name, *needed(name, services)) if each in services]
    return list(dict.fromkeys(each.unit for each in wanted if each.manager == "docker" and each.unit))


def _looks(tool: str, unit: str, lines: int) -> Iterator[Query]:
    item: Item = "logs"
    yield Query(tool, ("inspect", unit))
    yield Query(tool, ("logs", "--timestamps", "--tail", str(lines), unit), item=item)


def _of(readings: Sequence[Reading], verb: str) -> Iterator[Reading]:
    return (reading for reading in readings if reading.query.args[:1] == (verb,))


def _unwell(table: str) -> Iterator[str]:
    for row in table.split("\n")[1:]:
        name = row.split()[-1] if row.split() else ""
        if UNWELL.search(row) and NAME.fullmatch(name):
            yield name
