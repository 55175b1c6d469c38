"""What extractors word themselves, told in the reader's language; what they quote stays as it was read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from astreinte.errors import ConfigError
from astreinte.yamltext import load_shipped

from .concepts import lexicon
from .phrases import Language

FILE = "details.yaml"
FIELD = re.compile(r"\{(\w+)\}")
NUMBER = re.compile(r"-?\d\S*( (%|[KMGT]?i?B(/s)?|s|ms))?")
SHAPES = {"_n": NUMBER, "_w": re.compile(r"\S+")}
CUT = 199
"""So long is the detail of a signal that may have lost its end."""

DEEPEST = 3


@dataclass(frozen=True)
class Detail:
    """A sentence as it stands in a signal: texts with a value between each two, and the whole as French says it."""

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


def worded(said: str, language: Language) -> str:
    """The detail of a signal for a reader of that language."""
    return said if language == "en" else _french(said, 0)


def _french(said: str, depth: int) -> str:
    for each in details() if depth < DEEPEST else ():
        if (values := each.read(said)) is not None:
            return each.french.format_map({name: _french(value, depth + 1) for name, value in values.items()})
    return said


def _fits(name: str, value: str) -> bool:
    shape = SHAPES.get(name[-2:])
    return bool(value) if shape is None else shape.fullmatch(value) is not None


@cache
def details() -> Sequence[Detail]:
    """Every sentence and every concept, those that say the most by themselves first.

    Raises:
        ConfigError: the shipped file is damaged.
    """
    rows: Any = load_shipped(files("astreinte.evidence").joinpath(FILE).read_text(encoding="utf-8"))
    concepts = ((pair.titles["en"], pair.titles["fr"]) for pair in lexicon().pairs)
    try:
        made = [_detail(row["en"], row["fr"]) for row in rows]
        made += [_detail(english, french) for english, french in dict(concepts).items()]
    except (KeyError, TypeError) as error:
        raise ConfigError(f"{FILE} is damaged: {error!r}; reinstall astreinte") from error
    return sorted(made, key=lambda each: -sum(map(len, each.texts)))


def _detail(english: str, french: str) -> Detail:
    parts = FIELD.split(english)
    return Detail(tuple(parts[::2]), tuple(parts[1::2]), french)
