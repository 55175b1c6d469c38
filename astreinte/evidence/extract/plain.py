"""Readings without the colours and cursor moves of a terminal, so that no extractor has to think of them."""

from collections.abc import Sequence
from dataclasses import replace

from astreinte.domain import Reading
from astreinte.evidence.redaction import strip_controls

CONTROLS = ("\x1b", "\r", "\x08")


def uncoloured(readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings, texts of a terminal as plain ones; each keeps its id."""
    return [_plain(each) if any(sign in each.text for sign in CONTROLS) else each for each in readings]


def _plain(reading: Reading) -> Reading:
    return replace(reading, text=strip_controls(reading.text), digest=reading.digest or reading.text)
