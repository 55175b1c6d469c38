"""Metrics around the incident: the line, the band of before, and what happened on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from astreinte.domain import Reading, Zone
from astreinte.evidence.extract.telemetry.series import Series, all_series

from .scale import Tick, around

WIDTH, HEIGHT = 480.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 472.0, 12.0, 124.0
FEWEST = 4
MOST = 8
POINTS = 400
NORMAL = 1.4826
"""From a median absolute deviation to a standard deviation."""
BAND = 3.0


@dataclass(frozen=True)
class Plot:
    """`band` is (top, height) of median ± 3 robust deviations before the onset; None when too little is known of it."""

    title: str
    owner: str
    evidence: str
    path: str
    band: tuple[float, float] | None
    ticks: list[Tick]
    values: list[Tick]
    events: list[tuple[float, str, str]]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM


@dataclass(frozen=True)
class Event:
    """Something drawn across a plot: `kind` is onset, effect or resolved."""

    at: datetime
    kind: str
    text: str


def plots(
    readings: Sequence[Reading], cited: Sequence[str], events: Sequence[Event], zone: Zone, component: str = ""
) -> list[Plot]:
    """The series of the component that the decision cites first, then those that moved most; at most eight."""
    known = [one for one in all_series(readings) if len(one.points) >= FEWEST]
    onset = next((event.at for event in events if event.kind == "onset"), None)
    known.sort(key=lambda one: (one.evidence not in cited, one.owner != component, -_moved(one, onset)))
    return [_plot(one, events, onset, zone) for one in known[:MOST]]


def _before(series: Series, onset: datetime | None) -> list[float]:
    return [value for at, value in series.points if onset and at < onset]


def _band(series: Series, onset: datetime | None) -> tuple[float, float] | None:
    before = _before(series, onset)
    if len(before) < FEWEST:
        return None
    middle = median(before)
    spread = NORMAL * median(abs(value - middle) for value in before)
    room = BAND * spread or abs(middle) * 0.02
    return middle - room, middle + room


def _moved(series: Series, onset: datetime | None) -> float:
    before = _before(series, onset) or series.values[: len(series.values) // 2]
    middle = median(before)
    span = max(series.values) - min(series.values)
    return abs(series.now - middle) / span if span else 0.0


def _plot(series: Series, events: Sequence[Event], onset: datetime | None, zone: Zone) -> Plot:
    points = series.points[:: max(len(series.points) // POINTS, 1)]
    scale = around([at for at, _ in points], LEFT, RIGHT)
    band = _band(series, onset)
    low = min([*series.values, *(band or ())])
    high = max([*series.values, *(band or ())])
    up = _Height(low, high if high > low else low + 1)
    drawn = None if band is None else (up.y(band[1]), round(up.y(band[0]) - up.y(band[1]), 1))
    return Plot(
        title=series.metric or series.owner,
        owner=series.owner,
        evidence=series.evidence,
        path="M" + " L".join(f"{scale.x(at)},{up.y(value)}" for at, value in points),
        band=drawn,
        ticks=_spaced(scale.ticks(zone)),
        values=[Tick(up.y(value), _short(value)) for value in (low, (low + high) / 2, high)],
        events=[(scale.x(one.at), one.kind, one.text) for one in events if scale.holds(one.at)],
    )


@dataclass(frozen=True)
class _Height:
    low: float
    high: float

    def y(self, value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - self.low) / (self.high - self.low), 1)


def _spaced(ticks: list[Tick]) -> list[Tick]:
    return ticks[:: 2 if len(ticks) > 5 else 1]  # noqa: PLR2004 - labels of a small drawing


def _short(value: float) -> str:
    """Three digits and a factor: 0.0123, 12.3, 4.56 k, 789 M."""
    for factor, letter in ((1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= factor:
            return f"{value / factor:.3g}{letter}"
    return f"{value:.3g}"
