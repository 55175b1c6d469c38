"""What hostile lines changed: the same incidents with and without them, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from astreinte.config import Settings

from .batch import Plan, Played, batch
from .stage import Take
from .whatif import injected


@dataclass(frozen=True)
class Swayed:
    """How many of `whole` replays changed their effects, which must be none, and how many their diagnosis."""

    whole: int
    effects: int
    diagnoses: int


def swayed(takes: Sequence[Take], settings: Settings, plan: Plan, played: Sequence[Played]) -> Swayed:
    """Compare replays under hostile lines, in the order of `batch`, with the same ones without.

    Only incidents that such a line reaches are played without it; of the others one replay is both.
    """
    reached = [each for each in takes if injected(each.recordings) != list(each.recordings)]
    plain = replace(plan, variation=replace(plan.variation, inject=False), explain=False)
    clean = {one.key: one for one in batch(reached, settings, plain)}
    pairs = [(clean.get(one.key, one), one) for one in played]
    return Swayed(
        whole=len(pairs),
        effects=sum(before.effects != after.effects for before, after in pairs),
        diagnoses=sum(before.decided != after.decided for before, after in pairs),
    )
