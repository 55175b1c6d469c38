"""When a series left its band, and whether it did: robust scores against its own healthy past."""

from dataclasses import dataclass

import numpy as np

from .series import Flags, Floats, Series

RECENT = 5
"""Points at the end that are judged; the ones before them are the past."""

TWICE = 2
"""Of those, as many must be out: one point is a blip, or one slow request."""

REACH = 50
"""Points before the alarm in which the change may lie."""

LEAST_PAST = 8
FROM_MAD = 1.4826
"""Makes the median absolute deviation a standard deviation where the noise is normal."""

FAR = 4.0
"""Robust standard deviations that count as out of the band."""

ONCE = 1
"""Times that the past may have looked as bad, whatever its length: an earlier incident proves no noise."""

RARE = 0.01
"""Further times, at most, per window of the past: the false alarms that the same rule would have raised."""

CLIP, SLACK = 1.5 * FAR, FAR / 2
"""Of the cumulative sum: no point counts for more, and half of a shift that matters is taken off each."""


@dataclass(frozen=True)
class Band:
    """The usual value of a series and its spread, both of the values before the judged points."""

    centre: float
    spread: float


@dataclass(frozen=True, eq=False)
class Change:
    """A series that left its band. `score` is in spreads; `now` the typical value while out; `onset` in seconds.

    `excess` is what came on top of the usual value at each judged point, in the direction that is bad; 0 where it is
    within the band.
    """

    series: Series
    band: Band
    score: float
    now: float
    onset: float
    times: Floats
    excess: Floats

    @property
    def ratio(self) -> float:
        return self.now / self.band.centre if self.band.centre > 0 else float("inf")


def change(series: Series, far: float = FAR) -> Change | None:
    """How the last points differ from the past, or None when they do not, or nothing can be said.

    Two of the last five points must be `far` spreads off on the bad side, and the series' own past may hardly ever
    have looked as bad.
    """
    past, last = series.values[:-RECENT], series.values[-RECENT:]
    if np.isfinite(past).sum() < LEAST_PAST or np.isfinite(last).sum() < TWICE:
        return None
    band = band_of(past, series)
    with np.errstate(over="ignore", invalid="ignore"):
        scores = series.named.worse * (series.values - band.centre) / band.spread
    score = _second(scores[-RECENT:])
    if not np.isfinite(score) or score < far or false_alarms(scores[:-RECENT], score) > ONCE + RARE * past.size:
        return None
    out = np.isfinite(scores[-RECENT:]) & (scores[-RECENT:] >= far)
    excess = np.where(out, series.named.worse * (last - band.centre), 0.0)
    return Change(
        series,
        band,
        float(score),
        float(np.median(last[out])),
        _onset(series, scores, far),
        series.times[-RECENT:],
        excess,
    )


def band_of(past: Floats, series: Series) -> Band:
    """Median and scaled median absolute deviation, the spread no smaller than what is worth an alarm at all."""
    known = past[np.isfinite(past)]
    centre = float(np.median(known))
    spread = FROM_MAD * float(np.median(np.abs(known - centre)))
    return Band(centre, max(spread, _floor(series, centre), np.finfo(np.float64).tiny * 1e20))


def _floor(series: Series, centre: float) -> float:
    if series.named.kind == "success":
        return 0.25 if series.named.percent or centre > 1.5 else 0.0025  # noqa: PLR2004
    if series.named.percent:
        return 2.0
    return 0.05 * abs(centre)


def _second(scores: Floats) -> float:
    """The second highest of the finite scores."""
    known = np.sort(scores[np.isfinite(scores)])
    return float(known[-TWICE]) if known.size >= TWICE else float("nan")


def false_alarms(past: Floats, score: float) -> int:
    """How often in the past the same rule would have begun to see at least this score."""
    if past.size < RECENT:
        return 0
    filled = np.where(np.isfinite(past), past, -np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(filled, RECENT)
    as_bad = np.partition(windows, RECENT - TWICE, axis=1)[:, RECENT - TWICE] >= score
    return int(as_bad[0]) + int(np.sum(as_bad[1:] & ~as_bad[:-1]))


def _onset(series: Series, scores: Floats, far: float) -> float:
    """Page's cumulative sum: the moment after its last zero before the alarm.

    E. S. Page, Continuous inspection schemes, Biometrika 41 (1954). Scores are clipped, so that one wild point neither
    hides nor makes a change.
    """
    steps = np.clip(np.where(np.isfinite(scores), scores, 0.0), -CLIP, CLIP) - SLACK
    alarm = _alarm(scores, far)
    total, began = 0.0, alarm
    for at in range(max(alarm - REACH, 0), alarm + 1):
        began = at if total <= 0.0 else began
        total = max(0.0, total + float(steps[at]))
    return float(series.times[began])


def _alarm(scores: Floats, far: float) -> int:
    out: Flags = np.isfinite(scores) & (scores >= far)
    first = np.flatnonzero(out[-RECENT:])
    return int(scores.size - min(RECENT, scores.size) + first[0])
