"""Many literals looked for in one text at once, in a single pass over it (Aho and Corasick, 1975)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

T = TypeVar("T")


class Needles(Generic[T]):
    """Literals with what each stands for.

    Args:
        literals: what is looked for, not empty texts, and the value that is told where one stands.
    """

    def __init__(self, literals: Mapping[str, T]) -> None:
        self._found = AhoCorasick(list(literals), implementation=Implementation.DFA, store_patterns=False)
        self.values = tuple(literals.values())

    def places(self, text: str) -> Sequence[tuple[int, int, int]]:
        """Index of the value, first character and end of every occurrence, in the order of their ends."""
        try:
            return self._found.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # lone surrogates, which no literal holds
            return self.places(text.encode("utf-8", "replace").decode())

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """Index of the line and of the value of every occurrence; literals hold no line break."""
        line = seen = 0
        for which, _, end in self.places(text):
            line, seen = line + text.count("\n", seen, end), end
            yield line, which
