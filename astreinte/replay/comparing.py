"""Two runs of the same scenarios side by side: what got better, what got worse, and whether that can be chance."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path
from typing import Any

from astreinte.errors import ConfigError

ALMOST = 1e-9


@dataclass(frozen=True)
class Comparison:
    """`p` is the two-sided exact probability that as uneven a split of the changes comes by chance (McNemar).

    `means` is the mean grade before and after by dimension, over the replays that both runs graded.
    """

    both: int
    better: tuple[str, ...]
    worse: tuple[str, ...]
    missing: tuple[str, ...]
    p: float
    means: dict[str, tuple[float, float]]


def read(path: Path) -> dict[str, Mapping[str, Any]]:
    """The lines of a `replay --json` by scenario and repeat.

    Raises:
        ConfigError: it cannot be read, or is something else.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        return {f"{row['scenario']}#{row.get('repeat', 0)}": row for row in rows}
    except (OSError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: not the output of `astreinte replay --json` ({error!r})") from error


def compare(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> Comparison:
    shared = sorted(before.keys() & after.keys())
    better = tuple(key for key in shared if not _passed(before[key]) and _passed(after[key]))
    worse = tuple(key for key in shared if _passed(before[key]) and not _passed(after[key]))
    pairs = [(before[key], after[key]) for key in shared]
    missing = tuple(sorted(before.keys() ^ after.keys()))
    return Comparison(len(shared), better, worse, missing, _chance(len(better), len(worse)), _means(pairs))


def _passed(row: Mapping[str, Any]) -> bool:
    return bool(row.get("score", {}).get("passed", False))


def _chance(better: int, worse: int) -> float:
    """Each changed replay is a fair coin under chance; both tails."""
    changed, least = better + worse, min(better, worse)
    if not changed:
        return 1.0
    tail = sum(comb(changed, place) for place in range(least + 1)) / 2**changed
    return round(min(1.0, 2 * tail), 4)


def _means(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, tuple[float, float]]:
    names = dict.fromkeys(name for pair in pairs for row in pair for name in row.get("grades", {}))
    found: dict[str, tuple[float, float]] = {}
    for name in names:
        graded = [tuple(row.get("grades", {}).get(name) for row in pair) for pair in pairs]
        known = [(float(old), float(new)) for old, new in graded if old is not None and new is not None]
        if known:
            found[name] = (
                round(sum(old for old, _ in known) / len(known), 3),
                round(sum(new for _, new in known) / len(known), 3),
            )
    return found
