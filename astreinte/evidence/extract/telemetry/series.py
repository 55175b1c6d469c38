"""Metrics over time from the JSON of CloudWatch and Prometheus, whatever called it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from statistics import median
from typing import Any, cast

from astreinte.domain import Reading

from .documents import Map, document, every_map, field, first_text, maps
from .messages import moment

STATS = ("Average", "Maximum", "Minimum", "Sum", "p99", "p95", "SampleCount")
OWNERS = ("dbinstanceidentifier", "dbclusteridentifier", "cacheclusterid", "instance", "instanceid", "pod", "service")
BEGIN = 3
"""Points at the start that stand for how it was before."""


@dataclass(frozen=True)
class Series:
    """One metric of one owner. `points` are in order of time; `complete` is false where the source says so."""

    metric: str
    owner: str
    unit: str
    points: tuple[tuple[datetime, float], ...]
    evidence: str
    complete: bool = True

    @property
    def values(self) -> list[float]:
        return [value for _, value in self.points]

    @property
    def last(self) -> float:
        return self.points[-1][1]

    @property
    def now(self) -> float:
        """The median of the last quarter, so that a single point does not decide."""
        return median(self.values[-max(len(self.points) // 4, 1) :])

    @property
    def lowest_start(self) -> float:
        return min(self.values[:BEGIN])

    @property
    def highest_start(self) -> float:
        return max(self.values[:BEGIN])

    def since(self, value: float, *, above: bool = True) -> datetime:
        """When the metric first went over (or under) the value; its last moment where it never did."""
        over = (at for at, each in self.points if (each >= value if above else each <= value))
        return next(over, self.points[-1][0])


def all_series(readings: Sequence[Reading]) -> list[Series]:
    """Every series of the readings with at least one number."""
    found = [each for reading in readings for each in _of(reading)]
    return list({(each.metric, each.owner): each for each in found}.values())


def _of(reading: Reading) -> Iterator[Series]:
    for each in every_map(document(reading), 5):
        made = (read(each, reading.id) for read in (_columns, _datapoints, _vector))
        yield from [one for one in made if one.points][:1]


NOTHING = Series("", "", "", (), "")


def _columns(data: Map, ref: str) -> Series:
    """`get-metric-data`: timestamps and values side by side."""
    stamps, values, name = field(data, "timestamps"), field(data, "values"), _name(data)
    if not name or not isinstance(stamps, list) or not isinstance(values, list):
        return NOTHING
    points = zip(cast("list[Any]", stamps), cast("list[Any]", values), strict=False)
    complete = first_text(data, "status_code").lower() in {"", "complete"}
    return Series(name, _owner(data), first_text(data, "unit"), _points(points), ref, complete)


def _datapoints(data: Map, ref: str) -> Series:
    """`get-metric-statistics`: one mapping a point."""
    listed, name = maps(field(data, "datapoints")), _name(data)
    points = ((field(each, "timestamp", "time"), _stat(each)) for each in listed)
    unit = first_text(listed[0], "unit") if listed else ""
    return Series(name, _owner(data), unit, _points(points), ref) if name and listed else NOTHING


def _vector(data: Map, ref: str) -> Series:
    """Prometheus: labels under `metric`, pairs under `values` or one under `value`."""
    labels, values, value = data.get("metric"), data.get("values"), data.get("value")
    pairs: list[Any] = (
        cast("list[Any]", values) if isinstance(values, list) else [value] if isinstance(value, list) else []
    )
    if not isinstance(labels, dict) or not pairs:
        return NOTHING
    own = cast("Map", labels)
    points = (
        cast("list[Any]", pair)[:2] for pair in pairs if isinstance(pair, list) and len(cast("list[Any]", pair)) > 1
    )
    return Series(first_text(own, "__name__"), _labelled(own), "", _points(points), ref)


def _name(data: Map) -> str:
    return first_text(data, "metric_name", "MetricName", "label", "Label")


def _stat(data: Map) -> Any:
    return next((found for key in STATS if (found := field(data, key)) is not None), None)


def _owner(data: Map) -> str:
    """The value of the dimension that names a machine or a service, else of the first one."""
    dimensions = maps(field(data, "dimensions")) or maps(field(data, "metric_stat", "metric"))
    named = {first_text(each, "name", "key"): first_text(each, "value") for each in dimensions}
    direct = field(data, "dimensions")
    named |= {str(k): str(v) for k, v in cast("Map", direct).items()} if isinstance(direct, dict) else {}
    return _labelled(named) or first_text(data, "db_instance_identifier", "instance", "resource")


def _labelled(labels: Map) -> str:
    plain = {str(key).lower().replace("_", ""): str(value) for key, value in labels.items() if key != "__name__"}
    return next((plain[key] for key in OWNERS if key in plain), next(iter(plain.values()), ""))


def _points(pairs: Any) -> tuple[tuple[datetime, float], ...]:
    found = [(at, value) for stamp, raw in pairs if (at := moment(stamp)) and (value := _number(raw)) is not None]
    return tuple(sorted(found))


def _number(raw: Any) -> float | None:
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        return None
    return value if isfinite(value) else None
