"""Memory that is taken and not given back: rising through the whole window, falling only where something restarted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .series import Floats, Series

LEAST, LEAST_SECONDS = 8, 600.0
"""Points of one climb, and how long it must last."""

RESTART = 0.7
"""A value below this share of the one before it is a new start."""

CLIMB = 1.3
"""How many times what it began with a climb ends at."""

ORDER = 0.9
"""Share of the pairs of points of which the later one is higher."""

STILL = 0.3
"""The last third must climb by at least this share of the mean: a cache that has filled up is no leak."""


@dataclass(frozen=True)
class Growth:
    """A series that climbs; `climbs` are counted between restarts, `first` and `last` the ends of the last one."""

    series: Series
    climbs: int
    first: float
    last: float


def growths(found: Sequence[Series]) -> tuple[Growth, ...]:
    """The components whose memory grows; none where it grows for most of them, as after a start of everything."""
    memory = [each for each in found if each.named.kind == "memory" and not each.caller]
    grown = tuple(growth for each in memory if (growth := _growth(each)))
    components = {each.component for each in memory}
    return grown if len({each.series.component for each in grown}) <= max(1, len(components) // 2) else ()


def _growth(series: Series) -> Growth | None:
    there = ~np.isnan(series.values)
    times, values = series.times[there], series.values[there]
    breaks = np.flatnonzero(values[1:] < RESTART * values[:-1]) + 1
    parts = list(zip(np.split(times, breaks), np.split(values, breaks), strict=True))
    long = [(t, v) for t, v in parts if t.size >= LEAST and t[-1] - t[0] >= LEAST_SECONDS]
    if not long or sum(t.size for t, _ in long) < 0.8 * times.size or not all(_climbs(v) for _, v in long):
        return None
    last = long[-1][1]
    return Growth(series, len(long), float(last[0]), float(last[-1]))


def _climbs(values: Floats) -> bool:
    if values[0] <= 0 or values[-1] < CLIMB * values[0]:
        return False
    ahead = np.sign(values[None, :] - values[:, None])[np.triu_indices(values.size, 1)]
    late = values[-1] - values[-1 - values.size // 3]
    return float(np.mean(ahead > 0)) >= ORDER and late >= STILL * (values[-1] - values[0]) / 3
