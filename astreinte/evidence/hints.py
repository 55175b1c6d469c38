"""Many literals looked for in one text at once: by the rarest character of each, not one after the other."""

import re
from collections.abc import Iterable

RARE = "~$=ZQJXKVGBWYHUMFPCLDNRSAOITE/_:.-0123456789zqjxkvbgywphfmucdlnrsaoite"
"""Characters of literals from the rarest in logs and tables to the commonest."""


class _Group:
    """Literals that share their rarest character: an expression that begins with it is found as fast as it is."""

    def __init__(self, pivot: str, literals: Iterable[str]) -> None:
        self.literals = tuple(literals)
        self.pattern = re.compile(re.escape(pivot) + f"(?:{'|'.join(_around(each, pivot) for each in self.literals)})")


class Hints:
    """Finds which of the literals a text holds; those without capitals are looked for in its lower-case form.

    Args:
        literals: not empty, of the characters of `RARE`.
    """

    def __init__(self, literals: Iterable[str]) -> None:
        known = sorted(set(literals))
        self._cased = _grouped(each for each in known if each != each.lower())
        self._lower = _grouped(each for each in known if each == each.lower())

    def in_(self, text: str, lower: str) -> frozenset[str]:
        """The literals that occur; `lower` is the folded text."""
        return frozenset(
            literal
            for place, groups in ((text, self._cased), (lower, self._lower))
            for group in groups
            if group.pattern.search(place)
            for literal in group.literals
            if literal in place
        )


def _grouped(literals: Iterable[str]) -> list[_Group]:
    groups: dict[str, list[str]] = {}
    for literal in literals:
        groups.setdefault(min(literal, key=RARE.index), []).append(literal)
    return [_Group(pivot, sharing) for pivot, sharing in groups.items()]


def _around(literal: str, pivot: str) -> str:
    """What must stand around the pivot, which has just been matched."""
    at = literal.index(pivot)
    before, after = re.escape(literal[: at + 1]), re.escape(literal[at + 1 :])
    return f"(?<={before}){after}" if at else after
