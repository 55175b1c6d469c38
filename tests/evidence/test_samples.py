"""Every family of extractors on invented answers: the signals of each, whole, coloured, and with Windows line ends."""

from datetime import timedelta

import pytest

from astreinte.domain import Reading, Window
from astreinte.evidence import Context, extract

from .conftest import NOW
from .samples import SAMPLES, Sample

CONTEXT = Context("stall", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
EACH = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


def told(*readings: Reading) -> set[str]:
    return {each.id for each in extract(readings, CONTEXT)}


@EACH
def test_a_sample_says_this_and_nothing_else(sample: Sample) -> None:
    assert told(sample.reading()) == sample.signals


@EACH
def test_windows_line_ends_change_nothing(sample: Sample) -> None:
    assert told(sample.reading(sample.text.replace("\n", "\r\n"))) == sample.signals


@EACH
def test_colours_change_nothing(sample: Sample) -> None:
    coloured = "\n".join(f"\x1b[1;31m{row}\x1b[0m" if row else row for row in sample.text.split("\n"))
    assert told(sample.reading(coloured)) == sample.signals
