"""Many literals looked for in one text at once, in a single pass over it (Aho and Corasick, 1975)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import ahocorasick

T = TypeVar("T")
AUTOMATON: Any = ahocorasick.Automaton  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - it ships without types


class Needles(Generic[T]):
    """Literals with what each stands for.

    Args:
        literals: what is looked for, not empty texts, and the value that is told where one stands.
    """

    def __init__(self, literals: Mapping[str, T]) -> None:
        self._found: Any = AUTOMATON()
        for literal, value in literals.items():
            self._found.add_word(literal, value)
        self._found.make_automaton()
        self._any = bool(literals)

    def places(self, text: str) -> Iterable[tuple[int, T]]:
        """Index of the last character and value of every occurrence, in the order of the text."""
        return self._found.iter(text) if self._any else ()

    def lines(self, text: str) -> Iterator[tuple[int, T]]:
        """Index of the line and value of every occurrence; literals hold no line break."""
        line, end = 0, text.find("\n")
        for at, value in self.places(text):
            while -1 < end < at:
                line, end = line + 1, text.find("\n", end + 1)
            yield line, value
