"""Rivals of the metric ranking, from their published ideas: each gives the components of a case, likeliest first.

`nsigma` is the plain z-score: the largest distance of any metric from its mean, in standard deviations.
`baro` is the robust scorer of L. Pham, H. Ha and H. Zhang, BARO: Robust Root Cause Analysis for Microservices via
Multivariate Bayesian Online Change Point Detection, FSE 2024: the largest distance from the median, in interquartile
ranges. Its change point is given: the judged points begin where the case's own do.
"""

from collections.abc import Callable, Sequence

import numpy as np

from astreinte.evidence.metrics import Series
from astreinte.evidence.metrics.series import Floats

RECENT = 5
LEAST = 2
Scorer = Callable[[Floats, Floats], float]


def nsigma(past: Floats, last: Floats) -> float:
    spread = float(np.std(past))
    return float(np.max(np.abs(last - np.mean(past)))) / spread if spread > 0 else 0.0


def baro(past: Floats, last: Floats) -> float:
    low, middle, high = (float(each) for each in np.percentile(past, (25, 50, 75)))
    spread = high - low if high > low else 1.0
    return float(np.max(np.abs(last - middle))) / spread


def ranked(series: Sequence[Series], scorer: Scorer) -> list[str]:
    """Components by the highest score of any metric of theirs; ties by name."""
    scores: dict[str, float] = {}
    for each in series:
        past, last = each.values[:-RECENT], each.values[-RECENT:]
        past, last = past[np.isfinite(past)], last[np.isfinite(last)]
        if past.size >= LEAST and last.size:
            scores[each.component] = max(scores.get(each.component, 0.0), scorer(past, last))
    return sorted(scores, key=lambda name: (-scores[name], name))
