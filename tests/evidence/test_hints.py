"""Looking for many literals at once finds what looking for each of them would."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from astreinte.evidence.hints import Hints
from astreinte.evidence.redaction import CONTROL, fold, strip_controls
from astreinte.evidence.secret_classes import CLASSES

LITERALS = sorted({hint for secret in CLASSES for hint in secret.hints})
HINTS = Hints(LITERALS)
PIECE = st.sampled_from(LITERALS) | st.sampled_from(LITERALS).map(str.upper) | st.text(max_size=3)


@given(pieces=st.lists(PIECE | st.sampled_from(LITERALS).map(lambda each: each[1:]), max_size=6))
def test_every_literal_that_occurs_is_found(pieces: list[str]) -> None:
    text = "".join(pieces)
    lower = fold(text)
    assert HINTS.in_(text, lower) == {each for each in LITERALS if each in (text if each != each.lower() else lower)}


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
