"""Whether an account keeps to the facts: no number, no name and no identifier that they do not hold."""

import re
from collections.abc import Iterator, Sequence

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
WORD = re.compile(r"[^\W_][\w./@:-]*[^\W_]|[^\W\d_]{2,}")
START = re.compile(r"(?:^|[.!?:;]\s|\n|[«“\"(]\s?)$")
"""What stands before a word that is written with a capital whatever it means."""

INSIDE = re.compile(r"\w[._/@:-]\w|\w[A-Z]")
"""A path, an address, an option: a word that is a name whatever its first letter."""


def invented(text: str, facts: Sequence[str]) -> list[str]:
    """What the account says that no fact holds, one sentence each."""
    held = " ".join(facts)
    numbers, known = set(NUMBER.findall(held)), held.casefold()
    return [
        *(f"the number {each} is not among the facts" for each in _once(NUMBER.findall(text)) if each not in numbers),
        *(f"the name {each!r} is not among the facts" for each in _once(_names(text)) if each.casefold() not in known),
    ]


def _names(text: str) -> Iterator[str]:
    for found in WORD.finditer(text):
        word = found[0]
        begins = bool(START.search(text[: found.start()]))
        named = word[0].isupper() and not begins
        if (named or (INSIDE.search(word) and not NUMBER.fullmatch(word))) and not _elided(word):
            yield word


def _elided(word: str) -> bool:
    """`est-il`, `time-out`: words that a hyphen alone joins are words."""
    return word.islower() and all(part.isalpha() for part in word.split("-"))


def _once(words: Sequence[str] | Iterator[str]) -> list[str]:
    return list(dict.fromkeys(words))
