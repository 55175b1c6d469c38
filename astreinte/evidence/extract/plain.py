"""Readings without the colours and cursor moves of a terminal, so that no extractor has to think of them."""

from collections.abc import Sequence
from dataclasses import replace

from astreinte.domain import Reading
from astreinte.evidence.redaction import strip_controls


def uncoloured(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings, texts of a terminal as plain ones; each keeps its id."""
    return [_plain(each) if _coloured(each.text) else each for each in readings]


def _coloured(text: str) -> bool:
    return "\x1b" in text or "\r" in text or "\x08" in text


def _plain(reading: Reading) -> Reading:
    return replace(reading, text=strip_controls(reading.text), digest=reading.digest or reading.text)
