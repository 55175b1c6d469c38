"""Invented tables: a shop of four services, half an hour of minutes, a fault in the last four."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTES = 40
BEGAN = 4
CALLS = (
    '[\n{"service": "portal", "downstream": ["orders", "search"]},\n{"service": "orders", "downstream": ["stock"]}\n]'
)


def moments() -> list[int]:
    return [int((NOW - timedelta(minutes=back)).timestamp()) for back in range(MINUTES - 1, -1, -1)]


def usual(level: float, noise: float = 0.03, seed: int = 1) -> list[float]:
    rng = random.Random(seed)  # noqa: S311 - noise, not secrets
    return [round(level * (1 + rng.uniform(-noise, noise)), 6) for _ in range(MINUTES)]


def risen(level: float, to: float, noise: float = 0.03, seed: int = 1) -> list[float]:
    return [*usual(level, noise, seed)[:-BEGAN], *[to] * BEGAN]


def table(columns: Mapping[str, Sequence[float | str]], times: Sequence[int] | None = None) -> str:
    rows = zip(times or moments(), *columns.values(), strict=True)
    return "\n".join([",".join(["timestamp", *columns]), *(",".join(map(str, row)) for row in rows)]) + "\n"


def reading(query: str, text: str, tool: str = "prometheus") -> Reading:
    return Reading(Query(tool, tuple(query.split()), "metrics"), NOW, "ok", text)


def context(service: str = "portal") -> Context:
    return Context(service, {}, Window(NOW - timedelta(minutes=30), NOW), NOW)


def signals(*readings: Reading, service: str = "portal") -> list[Signal]:
    return list(extract(readings, context(service)))


def accused(found: Sequence[Signal]) -> list[tuple[str, str]]:
    """Signal and component of those that may prove a cause, in order."""
    return [(each.id, each.entity.removeprefix("service:")) for each in found if "share" in each.attributes]
