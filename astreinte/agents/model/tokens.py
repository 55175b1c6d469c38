"""How many tokens a text has, without a provider's tokenizer."""

import re

PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_|\s+")
WORD, DIGITS = 7, 3
"""Letters and digits that one token holds: longer words are split, figures go by threes."""


def estimate(text: str) -> int:
    """An estimate that errs on the high side for logs and identifiers: docs/models.md compares it with a tokenizer."""
    return sum(_weight(piece) for piece in PIECE.findall(text))


def _weight(piece: str) -> int:
    if piece.isspace():
        return piece.count("\n") > 0
    size = DIGITS if piece[0].isdigit() else WORD
    return -(-len(piece) // size)
