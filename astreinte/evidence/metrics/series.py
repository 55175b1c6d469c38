"""One metric of one component over time, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .kinds import Named

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LARGEST = 1e100
"""What nothing measures: squares and sums of numbers below it are still numbers."""


@dataclass(frozen=True, eq=False)
class Series:
    """`times` in seconds since 1970, strictly ascending; `values` beside them, NaN where nothing was measured.

    `metric` is the name as it was written. `caller` is set for the calls from one component to this one. `reading` is
    the id of the reading it comes from.
    """

    component: str
    metric: str
    named: Named
    times: Floats
    values: Floats
    caller: str = ""
    reading: str = ""

    def until(self, moment: float) -> "Series":
        """What was known at a moment."""
        kept = self.times <= moment
        return Series(
            self.component, self.metric, self.named, self.times[kept], self.values[kept], self.caller, self.reading
        )

    @property
    def step(self) -> float:
        """Seconds between two points, usually; 0 with fewer than two."""
        return float(np.median(np.diff(self.times))) if self.times.size > 1 else 0.0


def series(
    whose: tuple[str, str],
    metric: str,
    said: Named,
    times: Sequence[float] | Floats,
    values: Sequence[float] | Floats,
    reading: str = "",
) -> Series:
    """A series of a component and its caller (empty but for calls).

    In order of time, of two points at one moment the later given, infinities as gaps, a counter as its rate.
    """
    moments, numbers = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    known = np.abs(moments) < LARGEST
    moments, numbers = moments[known], numbers[known]
    order = np.argsort(moments, kind="stable")
    moments, numbers = moments[order], numbers[order]
    last = np.append(np.diff(moments) > 0, True) if moments.size else np.zeros(0, dtype=np.bool_)
    moments, numbers = moments[last], np.where(np.abs(numbers[last]) < LARGEST, numbers[last], np.nan)
    if said.counter:
        moments, numbers = _rate(moments, numbers)
    return Series(whose[0], metric, said, moments, numbers, whose[1], reading)


def _rate(times: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Growth per second between points; after a reset, what the counter holds has grown since."""
    if times.size < 2:  # noqa: PLR2004
        return times[:0], values[:0]
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.diff(values)
        grown = np.where(grown < 0, values[1:], grown) / np.diff(times)
    return times[1:], np.where(np.isfinite(grown), grown, np.nan)
