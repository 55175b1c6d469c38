"""One pass over a text finds what looking for each word would."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from astreinte.evidence.fold import fold
from astreinte.evidence.redaction import CONTROL, strip_controls
from astreinte.evidence.secret_classes import CLASSES
from astreinte.evidence.sweep import LONG, sweep
from astreinte.evidence.tiers import TIERS

LITERALS = sorted({hint for secret in CLASSES for hint in secret.hints})
STEMS = [stem for tier in TIERS for stem in tier.stems]
PIECE = st.sampled_from(LITERALS) | st.sampled_from(LITERALS).map(str.upper) | st.text(max_size=3)


@given(pieces=st.lists(PIECE | st.sampled_from(LITERALS).map(lambda each: each[1:]), max_size=6))
def test_every_literal_that_occurs_is_found(pieces: list[str]) -> None:
    text = "".join(pieces)
    lower, held = fold(text), sweep(text).hints
    assert held == {each for each in LITERALS if each in (text if each != each.lower() else lower)}
    assert sweep("\n" * LONG + text).hints == held


WORD = st.sampled_from([*STEMS, "emergency", "corrupted", "failing", "timed out", "restarted", "exited", " ", ": "])


@given(rows=st.lists(st.lists(WORD | st.text(max_size=3)), max_size=5))
def test_every_telling_line_is_found(rows: list[list[str]]) -> None:
    text = "\n".join("".join(row) for row in rows)
    folded = [fold(row) for row in text.split("\n")]
    told = {(i, tier.weight) for i, row in enumerate(folded) for tier in TIERS if tier.pattern.search(row)}
    assert set(sweep(text).weights) == told


def test_lone_surrogates_hide_nothing() -> None:
    assert set(sweep("\ud800\nfatal\udfff error").weights) == {(1, 3), (1, 2)}


def test_no_control_character_is_printable() -> None:
    """The quick way out of `strip_controls` relies on it."""
    assert not [c for c in map(chr, range(sys.maxunicode + 1)) if CONTROL.match(c) and c.isprintable()]


def test_every_control_character_is_taken_out() -> None:
    assert not [
        c for c in map(chr, range(sys.maxunicode + 1)) if CONTROL.match(c) and c in strip_controls(f"a{c}b\n\t")
    ]


def test_a_gate_opens_wherever_its_class_matches() -> None:
    said = [
        "password = s3cret11",
        "x.api-key: 'abcd'",
        "token\n:\nabcd1234",
        'mot_de_passe:="abc"',
        "redis://:p@ss/w@cache:1",
    ]
    for text in said:
        for secret in CLASSES:
            if secret.gate and secret.pattern.search(text):
                assert secret.gate.search(fold(text)), (secret.name, text)
