"""What was found out about a line, kept for when the line comes again: most lines that a system writes do."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST, CHARACTERS = 8192, 400_000
"""Lines of which one fact is kept, and characters that they have together."""

LONGEST = 1000
"""A longer line seldom comes twice."""

T = TypeVar("T")


class Known(Generic[T]):
    """One fact of each of many lines, which follows from the text of the line alone. Of redacted text only."""

    def __init__(self) -> None:
        self.facts: dict[str, T] = {}
        self._room = CHARACTERS

    def keep(self, line: str, fact: T) -> T:
        """The fact, kept; when there is no room for it, all others are forgotten."""
        if len(line) <= LONGEST:
            self._room -= len(line)
            if self._room < 0 or len(self.facts) >= MOST:
                self.facts.clear()
                self._room = CHARACTERS - len(line)
            self.facts[line] = fact
        return fact


def once_a_line(find: Callable[[str], T]) -> Callable[[str], T]:
    """A function of one line, not asked again for what is known of it."""
    known = Known[T]()
    facts = known.facts

    def found(line: str) -> T:
        try:
            return facts[line]
        except KeyError:
            return known.keep(line, find(line))

    return found
