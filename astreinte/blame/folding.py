"""Text as the rules see it: lower case, no accents, plain apostrophes and spaces; every place stays where it was."""

import unicodedata
from functools import cache

PLAIN = {"’": "'", "ʼ": "'", "‘": "'", "´": "'", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\t": " "}


def fold(text: str) -> str:
    """As long as the text, character by character."""
    return "".join(map(_folded, text))


@cache
def _folded(character: str) -> str:
    plain = PLAIN.get(character)
    if plain:
        return plain
    base = unicodedata.normalize("NFKD", character)[:1].lower()
    return base if len(base) == 1 and not unicodedata.combining(base) else character
