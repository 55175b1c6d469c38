"""Lower case as expressions that ignore case compare."""

FOLDED = {0x130: "i", 0x131: "i", 0x17F: "s"}
"""Letters that an expression without regard to case takes for i and s, and that `str.lower` leaves or doubles."""

ODD = tuple(map(chr, FOLDED))


def fold(text: str) -> str:
    """Lower case of the same length, as expressions that ignore case compare."""
    if not text.isascii() and any(letter in text for letter in ODD):
        text = text.translate(FOLDED)
    return text.lower()
