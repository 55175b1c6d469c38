"""Signals of readings, by their name."""

import pytest

from astreinte.evidence import Context, extract
from tests.evidence.extract.asked import Found


@pytest.fixture
def found(context: Context) -> Found:
    """Signals by id; the last of each."""
    return lambda *readings: {signal.id: signal for signal in extract(readings, context)}
