"""Which language a text is in, as far as it matters: French, English, or neither."""

import re

WORD = re.compile(r"[^\W\d_]+")
FRENCH = (
    "le la les des une un du est sont et de dans sur pas que qui pour par avec plus ce cette au aux il elle "
    "ne se été mais ou où donc son sa ses en aucun aucune"
)
ENGLISH = (
    "the is are and of in on not that which for by with more this was were has have no an it its but or so "
    "to from at as be been"
)
COMMON = {"fr": frozenset(FRENCH.split()), "en": frozenset(ENGLISH.split())}
LEAST = 6
LATIN = 0x250


def foreign(text: str, language: str) -> bool:
    """Whether a text is clearly in another language; a short one, or one of names alone, is not."""
    words = [word.lower() for word in WORD.findall(text)]
    if len(words) < LEAST:
        return sum(ord(char) >= LATIN for char in text) > len(text) // 2
    if sum(ord(word[0]) >= LATIN for word in words) > len(words) // 2:
        return True
    own = sum(word in COMMON[language] for word in words)
    other = sum(word in COMMON["en" if language == "fr" else "fr"] for word in words)
    return other > 2 * own + 2
