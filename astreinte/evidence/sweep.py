"""One pass over a text for all that redaction and excerpts look for in it; both see most texts."""

from dataclasses import dataclass
from functools import lru_cache

from .fold import fold
from .needles import Needles
from .secret_classes import CLASSES
from .tiers import TIERS

LONG = 32_768
"""Characters beyond which what was found is not remembered."""


@dataclass(frozen=True)
class Sweep:
    """The folded text, the hints of secrets that it holds, and its telling lines with their weights, in order."""

    lower: str
    hints: frozenset[str]
    weights: tuple[tuple[int, int], ...]


def sweep(text: str) -> Sweep:
    return _remembered(text) if len(text) <= LONG else _sweep(text)


@lru_cache(maxsize=512)
def _remembered(text: str) -> Sweep:
    return _sweep(text)


def _sweep(text: str) -> Sweep:
    lower, weights = fold(text), list[tuple[int, int]]()
    places = NEEDLES.places(lower)
    line = seen = 0
    for which, start, end in places:
        for tier in STEMS[which]:
            if tier.pattern.match(lower, start):
                line, seen = line + lower.count("\n", seen, end), end
                weights.append((line, tier.weight))
    held = {hint for which in {place[0] for place in places} for hint in NEEDLES.values[which]}
    return Sweep(lower, frozenset(held - EXACT) | {hint for hint in held & EXACT if hint in text}, tuple(weights))


HINTS = frozenset(hint for secret in CLASSES for hint in secret.hints)
EXACT = frozenset(hint for hint in HINTS if hint != hint.lower())
"""With capitals: they are looked for without them, and held against the text itself afterwards."""

WORDS = sorted({*(hint.lower() for hint in HINTS), *(stem for tier in TIERS for stem in tier.stems)})
NEEDLES = Needles({word: tuple(hint for hint in HINTS if hint.lower() == word) for word in WORDS})
STEMS = tuple(tuple(tier for tier in TIERS if word in tier.stems) for word in WORDS)
"""By the index of the word, what may begin with it."""
