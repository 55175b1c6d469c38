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
    """The folded text, the hints of secrets that it holds, and the lines with a stem of which weight, in order."""

    lower: str
    hints: frozenset[str]
    stems: tuple[tuple[int, int], ...]


def sweep(text: str) -> Sweep:
    return _remembered(text) if len(text) <= LONG else _sweep(text)


@lru_cache(maxsize=512)
def _remembered(text: str) -> Sweep:
    return _sweep(text)


def _sweep(text: str) -> Sweep:
    lower, hints, stems = fold(text), set[str](), list[tuple[int, int]]()
    for line, (literals, weights) in NEEDLES.lines(lower):
        hints.update(literals)
        stems.extend((line, weight) for weight in weights)
    held = frozenset(each for each in hints if each == each.lower() or each in text)
    return Sweep(lower, held, tuple(stems))


def _needles() -> Needles[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Hints with capitals are looked for without them, and held against the text itself afterwards."""
    hints = sorted({hint for secret in CLASSES for hint in secret.hints})
    stems = [(stem, tier.weight) for tier in TIERS for stem in tier.stems]
    words = {*(hint.lower() for hint in hints), *(stem for stem, _ in stems)}
    return Needles({
        word: (
            tuple(hint for hint in hints if hint.lower() == word),
            tuple(weight for stem, weight in stems if stem == word),
        )
        for word in words
    })  # fmt: skip


NEEDLES = _needles()
