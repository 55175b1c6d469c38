"""Sentences that the code words in English with values in them, told in French by a table of both."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

FIELD = re.compile(r"\{(\w+)\}")
NUMBER = re.compile(r"-?\d\S*( (%|[KMGT]?i?B(/s)?|s|ms))?")
SHAPES = {"_n": NUMBER, "_w": re.compile(r"\S+")}
"""What a value may be, by the end of its name; of any other name it may be anything."""
QUOTE = "_q"
"""A value with such a name is somebody's word: it stays even where a sentence reads the same."""

DEEPEST = 4


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is worded: texts with a value between each two, and the whole as French says it."""

    texts: tuple[str, ...]
    names: tuple[str, ...]
    french: str

    def read(self, said: str) -> Mapping[str, str] | None:
        """The values of a sentence; None where it is another one. It looks at each character once for every text."""
        head, *rest = self.texts
        if not said.startswith(head):
            return None
        values: list[str] = []
        at = len(head)
        for place, text in enumerate(rest):
            last = place == len(rest) - 1
            end = said.find(text, at) if text and not last else len(said) - len(text) if said.endswith(text) else -1
            if end < at:
                return None
            values.append(said[at:end])
            at = end + len(text)
        found = dict(zip(self.names, values, strict=True))
        return found if at == len(said) and all(_fits(name, value) for name, value in found.items()) else None


def table(rows: Iterable[tuple[str, str]]) -> Sequence[Sentence]:
    """Pairs of English and French, those that say the most by themselves first. `{{` stands for a brace."""
    return sorted((_sentence(*row) for row in rows), key=lambda each: -sum(map(len, each.texts)))


def told(said: str, known: Sequence[Sentence], depth: int = 0) -> str:
    """The French of what is known, values included; what is not is a quote and stays."""
    for each in known if depth < DEEPEST else ():
        if (values := each.read(said)) is not None:
            return each.french.format_map({name: _value(name, value, known, depth) for name, value in values.items()})
    return said


def known_to(said: str, known: Sequence[Sentence]) -> bool:
    return any(each.read(said) is not None for each in known)


def _value(name: str, value: str, known: Sequence[Sentence], depth: int) -> str:
    return value if name.endswith(QUOTE) else told(value, known, depth + 1)


def _fits(name: str, value: str) -> bool:
    shape = SHAPES.get(name[-2:])
    return bool(value) if shape is None else shape.fullmatch(value) is not None


def _sentence(english: str, french: str) -> Sentence:
    parts = FIELD.split(english)
    texts = tuple(part.replace("{{", "{").replace("}}", "}") for part in parts[::2])
    return Sentence(texts, tuple(parts[1::2]), french)
