"""Rules against lines: each is tried only where a piece of text stands that it needs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from astreinte.evidence.fold import fold
from astreinte.evidence.known_lines import Known
from astreinte.evidence.needles import Needles

from .literals import ways_of


class Matching(Protocol):
    """Something with an expression to search a line for."""

    @property
    def match(self) -> re.Pattern[str] | None: ...


T = TypeVar("T", bound=Matching)


class Trial(Generic[T]):
    """The alternatives of all rules by the pieces that they need.

    Args:
        rules: those without `match` are never found.
    """

    def __init__(self, rules: Iterable[T]) -> None:
        self._rules = tuple(rules)
        self._ways: list[tuple[int, re.Pattern[str]]] = []
        needing: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._whole: list[int] = []
        self._anywhere: list[int] = []
        for place, rule in enumerate(self._rules):
            for way in ways_of(rule.match.pattern) if rule.match else ():
                for bit, pieces in enumerate(way.needs):
                    for piece in pieces:
                        needing[piece].append((len(self._ways), 1 << bit))
                if not way.needs:
                    self._anywhere.append(len(self._ways))
                self._whole.append((1 << len(way.needs)) - 1)
                self._ways.append((place, way.expression))
        self._needles = Needles({piece: tuple(ways) for piece, ways in needing.items()})
        self._known = Known[Sequence[int]]()

    def matches(self, rows: Sequence[str]) -> Mapping[int, Sequence[T]]:
        """The rules that match, by line, in the order of the rules."""
        known = self._known.facts
        found = {row: places for row in rows if (places := known.get(row)) is not None}
        if new := [row for row in dict.fromkeys(rows) if row not in found]:
            tried = zip(new, self._tried(new), strict=True)
            found.update((row, self._known.keep(row, places)) for row, places in tried)
        told = ((index, found[row]) for index, row in enumerate(rows))
        return {index: [self._rules[each] for each in places] for index, places in told if places}

    def _tried(self, rows: Sequence[str]) -> Iterator[Sequence[int]]:
        """The places of the rules that match, of each line."""
        found: dict[int, set[int]] = defaultdict(set)
        for index, way in self._worth_trying(rows):
            place, expression = self._ways[way]
            if place not in found[index] and expression.search(rows[index]):
                found[index].add(place)
        yield from (tuple(sorted(found[index])) if index in found else () for index in range(len(rows)))

    def _worth_trying(self, rows: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Line and alternative, where the line holds a piece of each set that the alternative needs."""
        text = fold("\n".join(row.replace("\n", " ") for row in rows))
        held: dict[tuple[int, int], int] = {}
        for index, which in set(self._needles.lines(text)):
            for way, bit in self._needles.values[which]:
                held[index, way] = held.get((index, way), 0) | bit
        yield from (each for each, bits in held.items() if bits == self._whole[each[1]])
        yield from ((index, way) for way in self._anywhere for index in range(len(rows)))
