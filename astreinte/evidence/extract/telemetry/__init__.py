"""Metrics, statements, events, alerts and monitors of managed services, from the JSON that their tools print."""

from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context

from .alerts import find_alerts, find_rule
from .bystander import bystanders
from .database import Instance, find_limits, instances, within_bounds
from .messages import spoken
from .series import all_series
from .statements import find_statements, loads
from .told import Told, find_told, quiet, told

HARMLESS = frozenset({"past-warning", "recovery-seen", "db-cpu-raised", "db-connections-dropped"})
"""What no longer holds, or is no limit."""


def find_telemetry(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """Limits, told conditions, leading statements; `metrics-normal` where there is nothing of the kind."""
    mine = [reading for reading in readings if reading.query.tool != "kubectl" and reading.status == "ok"]
    yield from find_rule(mine, context)
    mine = [reading for reading in mine if reading.text.lstrip()[:1] in {"{", "["}]
    if not mine:
        return
    yield from find_alerts(mine, context)
    found = {one.name: one for one in instances(all_series(mine))}
    heard = {each.name: each for each in told(mine, list(found.values()), context.service)} if found else {}
    shares = {each.instance or context.service: each for each in loads(mine)}
    for name in dict.fromkeys([*found, *heard, *shares]):
        one = found.get(name)
        limits = list(find_limits(one)) if one else []
        said = list(find_told(heard[name], one, limits)) if name in heard else []
        strained = {each.id: each for each in (*limits, *said) if each.id not in HARMLESS}
        led = list(find_statements(shares[name], strained)) if name in shares else []
        yield from (*limits, *said, *led, *bystanders([*limits, *said, *led]))
        if _asked(name, context):
            yield from _well(one, heard.get(name), [*limits, *said, *led])


def _asked(name: str, context: Context) -> bool:
    """Whether what is normal of this instance says anything of the one asked about."""
    return (
        name == context.service
        or not context.service
        or name.startswith(f"{context.service}-")
        or context.service.startswith(f"{name}-")
    )


def _well(one: Instance | None, heard: Told | None, limits: list[Signal]) -> Iterator[Signal]:
    if one and not [each for each in limits if each.id not in HARMLESS]:
        yield from within_bounds(one)
        yield from quiet(heard) if heard else ()


__all__ = ["find_telemetry", "spoken"]
