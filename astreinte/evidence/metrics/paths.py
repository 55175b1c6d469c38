"""Calls measured at both ends: what the caller waits for and the callee never sees is lost on the way between them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .change import Change, change
from .series import Floats, Series

BOTH = 2
SEVERAL = 1.0
"""The way must grow to several times what the whole call usually takes: a way is short, and its noise is not."""


def slow_ways(series: Sequence[Series]) -> dict[str, list[Change]]:
    """By callee, the ways to it that grew (`series.caller` is the other end): most of those that are measured.

    High percentiles are left out: at the two ends they are different requests.
    """
    ends: dict[tuple[str, str, str], dict[str, Series]] = {}
    for each in series:
        if each.caller and each.named.kind == "latency" and each.named.side and not each.named.tail:
            ends.setdefault((each.component, each.caller, each.named.statistic), {})[each.named.side] = each
    ways: dict[str, dict[str, Change | None]] = {}
    for (callee, caller, _), pair in sorted(ends.items()):
        if len(pair) == BOTH and not ways.setdefault(callee, {}).get(caller):
            ways[callee][caller] = _way(pair["client"], pair["server"])
    grown = {callee: [each for each in found.values() if each] for callee, found in ways.items()}
    return {callee: found for callee, found in grown.items() if 2 * len(found) > len(ways[callee])}


def _way(client: Series, server: Series) -> Change | None:
    seen = aligned(server, client.times, client.step)
    way = replace(client, values=np.maximum(client.values - seen, 0.0))
    grown = change(way)
    whole = float(np.nanmedian(client.values)) if np.isfinite(client.values).any() else 0.0
    return grown if grown and grown.now >= SEVERAL * whole else None


def aligned(series: Series, times: Floats, step: float) -> Floats:
    """The values at other moments: the nearest point within half a step, NaN where there is none."""
    if not series.times.size or not times.size:
        return np.full(times.size, np.nan)
    right = np.clip(np.searchsorted(series.times, times), 0, series.times.size - 1)
    left = np.maximum(right - 1, 0)
    nearest = np.where(np.abs(series.times[left] - times) <= np.abs(series.times[right] - times), left, right)
    close = np.abs(series.times[nearest] - times) <= max(step, series.step) / 2
    return np.where(close, series.values[nearest], np.nan)


__all__ = ["aligned", "slow_ways"]
