"""Memory that grows, by the series among the readings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal

from .context import Context
from .seen import seen
from .shifts import series_of

MIB = 2.0**20


def find_growth(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`memory-growing`; `value` is how many times what it began with the last climb reached."""
    told = [each for each in readings if "mem" in each.query.text.lower() or "mem" in each.text[:4000].lower()]
    found = list(series_of(told, context)) if told else []
    if not found:
        return
    from astreinte.evidence.metrics.growth import growths

    by_id = {each.id: each for each in told}
    for growth in growths(found):
        one = growth.series
        grown = f"{_shown(growth.first)} to {_shown(growth.last)}"
        detail = f"{one.metric} of {one.component} grew from {grown} and has not levelled off"
        signal = seen("memory-growing", f"service:{one.component}", by_id[one.reading], detail, metric=one.metric)
        yield replace(signal, value=round(growth.last / growth.first, 2))


def _shown(value: float) -> str:
    return f"{value / MIB:.0f} MiB" if value >= MIB else f"{value:.4g}"
