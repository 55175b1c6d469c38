"""From matches to ranked suspicions: echoes step back, rivals share, independent faults stand side by side."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge

from .ground import Ground
from .match import Match
from .weigh import weight

ECHO = -1.7
"""What a suspicion loses once a deeper one explains it."""

LOWEST, HIGHEST = 0.02, 0.98
HEALTHY = frozenset({"no-fault", "already-recovered"})
STANDS = 0.3
"""A fault below this confidence does not contradict a healthy system."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """A match with its confidence in (0, 1). `explained_by` is the deeper match whose echo it is."""

    match: Match
    confidence: float
    explained_by: Match | None = None


def rank(matches: Sequence[Match], case: Case, ground: Ground, knowledge: Knowledge) -> list[Ranked]:
    """Most probable first. A healthy verdict stays only where no fault stands."""
    faults = [match for match in matches if match.cause.id not in HEALTHY]
    ranked = _rank(faults, case, ground, knowledge)
    if not any(each.confidence >= STANDS for each in ranked):
        well = [match for match in matches if match.cause.id in HEALTHY]
        ranked = _rank([*well, *faults], case, ground, knowledge)
    return ranked


def _rank(matches: Sequence[Match], case: Case, ground: Ground, knowledge: Knowledge) -> list[Ranked]:
    weights = {match: weight(match, case, ground, knowledge) for match in matches}
    causes = {match: _explained_by(match, weights, ground, knowledge) for match in matches}
    odds = {match: math.exp(weights[match] + (ECHO if causes[match] else 0.0)) for match in matches}
    ranked = [Ranked(m, _confidence(m, odds, causes, ground), causes[m]) for m in matches]
    return sorted(ranked, key=lambda r: (-r.confidence, -len(r.match.proof), r.match.cause.id, r.match.spot.name))


def _confidence(match: Match, odds: dict[Match, float], causes: dict[Match, Match | None], ground: Ground) -> float:
    """The share among its rivals and "something unknown"; an echo takes nothing from what it echoes."""
    rivals = sum(
        value
        for other, value in odds.items()
        if other is not match and causes[other] is None and ground.near(match.spot, other.spot)
    )
    share = odds[match] / (1.0 + odds[match] + rivals)
    return round(min(max(share, LOWEST), most(match)), 3)


def most(match: Match) -> float:
    """The highest confidence that a match may have: a signal that may mislead says how far it goes."""
    said = (each.signal.attributes.get("most") for each in (*match.proof, *match.hints))
    return min((float(each) for each in said if each), default=HIGHEST)


def _explained_by(match: Match, weights: dict[Match, float], ground: Ground, knowledge: Knowledge) -> Match | None:
    """The heaviest other match of which this one is the echo."""
    deeper = [other for other in weights if other is not match and explains(other, match, ground, knowledge)]
    return max(deeper, key=lambda other: weights[other], default=None)


def explains(deeper: Match, echo: Match, ground: Ground, knowledge: Knowledge) -> bool:
    """Whether one proven cause accounts for another.

    By the knowledge base, where both sit on or next to the same spot; or because the echo's component calls the
    deeper one's, and the echo rests on complaints alone, with no contradiction of its own.
    """
    if not ground.near(deeper.spot, echo.spot):
        return False
    if echo.cause.id in HEALTHY and deeper.cause.id not in HEALTHY:
        return False  # where a fault stands, no healthy verdict is left; a weaker one contradicts none
    if {deeper.cause.id, echo.cause.id} <= HEALTHY:
        return knowledge.yields(echo.cause, deeper.cause) and not knowledge.yields(deeper.cause, echo.cause)
    if knowledge.yields(echo.cause, deeper.cause) and not knowledge.yields(deeper.cause, echo.cause):
        return not ground.calls_to(deeper.spot, echo.spot) or _complains_of(echo, deeper)
    downstream = ground.calls_to(echo.spot, deeper.spot) and not ground.calls_to(deeper.spot, echo.spot)
    return downstream and _complains(echo, knowledge) and not _complains_of(deeper, echo)


def _complains(match: Match, knowledge: Knowledge) -> bool:
    """Whether a proof holds no contradiction and no change of its own: what a victim shows."""
    return all(knowledge.grade(each.id) not in {"contradiction", "change"} for each in match.proof)


def _complains_of(one: Match, other: Match) -> bool:
    """Whether the one has nothing but the word of the other's component."""
    return all(each.spot == other.spot for each in one.proof)
