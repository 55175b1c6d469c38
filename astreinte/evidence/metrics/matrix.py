"""Range answers of Prometheus (`query_range`) as series."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from .kinds import Named, Side, named
from .series import Series, series
from .tables import Asked, component_of, moment, number

LABELS = (
    *("service", "destination_workload", "destination_service_name", "destination_service", "workload", "deployment"),
    *("app", "component", "pod", "container", "instance", "job"),
)
CALLERS = ("source_workload", "source_app", "client")
ENDS: Mapping[str, Side] = {"source": "client", "destination": "server"}
"""Which end of a call a mesh's `reporter` stands at."""

PAIR = 2


def of_matrix(text: str, asked: Asked) -> list[Series]:
    """The series of the answer; one whose labels name no metric is of the metric that the query names."""
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [each for result in _results(document) if (each := _series(result, asked))]


def _results(document: Any) -> Iterator[Mapping[str, Any]]:
    found = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    data = found.get("data", found)
    results = cast("dict[str, Any]", data).get("result") if isinstance(data, dict) else None
    for each in cast("list[Any]", results) if isinstance(results, list) else []:
        if isinstance(each, dict):
            yield cast("dict[str, Any]", each)


def _series(result: Mapping[str, Any], asked: Asked) -> Series | None:
    labels, points = result.get("metric"), result.get("values")
    if not isinstance(labels, dict) or not isinstance(points, list):
        return None
    told = {str(key): str(value) for key, value in cast("dict[Any, Any]", labels).items()}
    metric, said = _metric(told, asked.query)
    if said is None:
        return None
    listed = [cast("list[Any]", each) for each in cast("list[Any]", points) if isinstance(each, list)]
    pairs = [pair for pair in listed if len(pair) == PAIR]
    whose = next((told[key] for key in LABELS if told.get(key)), asked.default)
    caller = next((told[key] for key in CALLERS if told.get(key)), "")
    times, values = [moment(pair[0]) for pair in pairs], [number(pair[1]) for pair in pairs]
    return series((component_of(whose), component_of(caller)), metric, said, times, values, asked.reading)


def _metric(labels: Mapping[str, str], query: str) -> tuple[str, Named | None]:
    """What the labels name, else what the query does; a counter inside `rate(…)` is a rate."""
    own = labels.get("__name__", "")
    metric = own if named(own) else query
    said = named(metric)
    quantile = labels.get("quantile", "")
    if said and quantile:
        said = replace(said, statistic=f"p{100 * number(quantile):g}")
    side = ENDS.get(labels.get("reporter", ""))
    return metric, replace(said, side=side) if said and side else said
