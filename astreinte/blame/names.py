"""People named in a text: those of a roster, handles, and common given names."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files

GIVEN = "given_names.txt"
"""Frequent given names of many countries that are not also words of the trade or of the two languages."""
HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z][\w-]{1,38}(?![\w@.]*\.[a-z]{2,})")
CAPITAL = re.compile(r"\b([A-ZÀ-Ý][a-zà-ÿ\u0100-\u017f]+)(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\b(?![./_]\w)")
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|M|Mme|Mlle|Monsieur|Madame)\.? [A-ZÀ-Ý][\w'-]+")


def people(text: str, roster: Collection[str] = ()) -> list[tuple[int, int]]:
    """Places of people's names in the text as written, in order, without overlap.

    Args:
        text: one sentence, case and accents kept.
        roster: names and handles of people, as they are written.
    """
    marked = (hit.span() for pattern in (HANDLE, TITLED) for hit in pattern.finditer(text))
    found = sorted({*_listed(text, roster), *marked, *_given(text)})
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _listed(text: str, roster: Collection[str]) -> Iterator[tuple[int, int]]:
    for name in roster:
        for hit in re.finditer(rf"(?<![\w@-]){re.escape(name)}(?![\w-])", text):
            yield hit.span()


def _given(text: str) -> Iterator[tuple[int, int]]:
    """A common given name, with the family name after it where there is one."""
    for hit in CAPITAL.finditer(text):
        if hit[0] in _given_names() or hit[1] in _given_names():
            family = re.match(r"\s+[A-ZÀ-Ý][a-zà-ÿ'-]+\b", text[hit.end() :])
            yield hit.start(), hit.end() + (family.end() if family else 0)


@cache
def _given_names() -> frozenset[str]:
    return frozenset(files("astreinte.blame").joinpath(GIVEN).read_text(encoding="utf-8").split())
