"""Every family of extractors on invented answers: the signals of each, whole, coloured, and with Windows line ends."""

from datetime import timedelta

import pytest

from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, extract

from .conftest import NOW
from .samples import FORMS, SAMPLES, Sample

CONTEXT = Context("stall", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
NAMELESS = frozenset({"dig", "host", "resolvectl", "curl", "wget", "nc"})
"""Tools whose answers do not tell who was asked."""

TYPED = {name: each for name, each in FORMS.items() if each.tool != "paste"}
SHOWN = {name: each for name, each in TYPED.items() if each.tool not in NAMELESS and "{{" not in each.args}
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


def pasted(text: str) -> Reading:
    return Reading(Query("paste", ("chat",)), NOW, "ok", text)


@pytest.mark.parametrize("sample", TYPED.values(), ids=TYPED)
def test_typed_at_a_prompt_it_says_the_same(sample: Sample) -> None:
    text = f"root@stall1:~# {sample.tool} {sample.args}\n{sample.text}\nroot@stall1:~# "
    assert told(pasted(text)) >= sample.signals


@pytest.mark.parametrize("sample", SHOWN.values(), ids=SHOWN)
def test_shown_in_a_fence_amid_prose_it_says_the_same(sample: Sample) -> None:
    text = f"Bonjour, voici ce que je vois :\n\n```\n{sample.text}```\n\nMerci d'avance."
    assert told(pasted(text)) >= sample.signals
