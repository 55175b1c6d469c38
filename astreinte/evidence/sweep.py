"""One pass over a text for all that redaction and excerpts look for in it; both see most texts."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .fold import fold
from .needles import Needles
from .secret_classes import CLASSES
from .tiers import TIERS

LONG = 32_768
"""Characters beyond which what was found is not remembered."""


class Sweep(NamedTuple):
    """The folded text, the hints of secrets that it holds, and its telling lines with their weights, in order.

    `places` are where literals stand near which alone some classes of secrets need be looked for.
    """

    lower: str
    hints: frozenset[str]
    weights: tuple[tuple[int, int], ...]
    places: Mapping[str, Sequence[int]]


def sweep(text: str) -> Sweep:
    return _remembered(text) if len(text) <= LONG else _sweep(text)


@lru_cache(maxsize=512)
def _remembered(text: str) -> Sweep:
    return _sweep(text)


def _sweep(text: str) -> Sweep:
    lower, weights = fold(text), list[tuple[int, int]]()
    words, near = set[int](), dict[str, list[int]]()
    line = seen = 0
    for which, start, end in NEEDLES.places(lower):
        words.add(which)
        for tier in STEMS[which]:
            if tier.pattern.match(lower, start):
                line, seen = line + lower.count("\n", seen, end), end
                weights.append((line, tier.weight))
        if which in NEAR:
            near.setdefault(NEAR[which], []).append(start)
    hints = [hint for which in words for hint in NEEDLES.values[which] if hint not in EXACT or hint in text]
    return Sweep(lower, frozenset(hints), tuple(weights), near)


HINTS = frozenset(hint for secret in CLASSES for hint in secret.hints)
EXACT = frozenset(hint for hint in HINTS if hint != hint.lower())
"""With capitals: they are looked for without them, and held against the text itself afterwards."""

WORDS = sorted({*(hint.lower() for hint in HINTS), *(stem for tier in TIERS for stem in tier.stems)})
NEEDLES = Needles({word: tuple(hint for hint in HINTS if hint.lower() == word) for word in WORDS})
STEMS = tuple(tuple(tier for tier in TIERS if word in tier.stems) for word in WORDS)
"""By the index of the word, what may begin with it."""

NEAR = {WORDS.index(word): word for secret in CLASSES for word in secret.near}
