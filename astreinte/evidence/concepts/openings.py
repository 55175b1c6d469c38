"""Which of many phrases may stand in a sentence, by the word that each begins with: the others need not be tried."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .words import folded

KEPT = 20_000
"""Words whose phrases are remembered."""


class Openings:
    """An index of names by the first words of their phrases.

    Args:
        phrases: by name, as the lexicon writes them.
        always: names that may stand anywhere, for they have other expressions too.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], always: Iterable[str] = ()) -> None:
        self._places = {name: place for place, name in enumerate(phrases)}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._always = set(always)
        for name, each in ((name, each) for name, many in phrases.items() for each in many):
            first = _first(each)
            if stem := first.partition("*")[0]:
                (self._stems if "*" in first else self._exact)[stem].add(name)
            else:
                self._always.add(name)
        self._known: dict[str, frozenset[str]] = {}

    def among(self, words: str) -> Sequence[str]:
        """The names of which a phrase may stand in these words, in the order of all."""
        found = self._always.copy()
        for word in words.split(" "):
            found |= self._of(word)
        return sorted(found, key=self._places.__getitem__)

    def _of(self, word: str) -> frozenset[str]:
        names = self._known.get(word)
        if names is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            stems = (self._stems.get(word[:length], ()) for length in range(1, len(word) + 1))
            names = self._known[word] = frozenset(self._exact.get(word, ())).union(*stems)
        return names


def _first(phrase: str) -> str:
    """Its first word, with `*` where any ending may follow; empty where it begins with anything at all."""
    word = " ".join(phrase.split()).split(" ")[0]
    return "" if word in {"..", r"\d+"} else folded(word).replace("-", " ").split(" ")[0]
