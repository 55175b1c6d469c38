"""Whether a series that had left its band is back inside it: judged by the band of its own healthy past."""

from dataclasses import dataclass

import numpy as np

from .change import FAR, LEAST_PAST, TWICE, Band, band_of
from .matrix import of_matrix
from .series import Series
from .tables import Asked


@dataclass(frozen=True)
class Back:
    """`now` is the worse of the last two points; `inside` whether both are within the band."""

    inside: bool
    now: float
    band: Band


@dataclass(frozen=True)
class Watched:
    """One series of a range answer, by component and metric as its signal names them, and since when it was out."""

    component: str
    metric: str
    onset: float


def back(before: str, after: str, asked: Asked, watched: Watched) -> Back | None:
    """Compare the newest points of a later range answer with what was usual before the onset.

    `asked` is the question of the first answer: it names the metric where the labels do not. Several series of one
    component and metric (its calls by caller) must all be back.

    Returns:
        None where it cannot be told: no such series, a healthy past of too few points, or no two newer points.
    """
    was, is_ = (_of(text, asked, watched) for text in (before, after))
    judged = [_judged(was[caller], is_.get(caller), watched.onset) for caller in was]
    known = [each for each in judged if each is not None]
    return max(known, key=lambda each: not each.inside) if known else None


def _of(text: str, asked: Asked, watched: Watched) -> dict[str, Series]:
    found = of_matrix(text, asked)
    return {each.caller: each for each in found if (each.component, each.metric) == (watched.component, watched.metric)}


def _judged(was: Series, now: Series | None, onset: float) -> Back | None:
    past = was.values[was.times < onset]
    if now is None or np.isfinite(past).sum() < LEAST_PAST:
        return None
    known = now.values[np.isfinite(now.values) & (now.times > was.times[-1])]
    if known.size < TWICE:
        return None
    band = band_of(past, was)
    with np.errstate(over="ignore", invalid="ignore"):
        scores = was.named.worse * (known[-TWICE:] - band.centre) / band.spread
    worst = int(np.argmax(scores))
    return Back(bool(scores[worst] < FAR), float(known[-TWICE:][worst]), band)
