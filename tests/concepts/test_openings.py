"""What is not tried of a lexicon would not have matched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.evidence.concepts import lexicon
from astreinte.evidence.concepts.openings import Openings
from astreinte.evidence.concepts.words import worded

FORM = lexicon().form
PHRASES = sorted({
    phrase.replace(" .. ", " of the ").replace("*", "s").replace(r"\d+", "17")
    for entries in (FORM.subjects, FORM.states, {"": FORM.recovered})
    for entry in entries.values()
    for phrase in entry.every
})  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PHRASES), st.text(max_size=12)), max_size=6))
def test_whatever_matches_is_tried(parts: list[str]) -> None:
    words = worded(" ".join(parts))
    for may, known in (
        (lexicon().may_state, lexicon().states),
        (lexicon().may_subject, lexicon().subjects),
        (lexicon().may_recover, {"recovered": lexicon().recovered}),
        (lexicon().may_say, {pair.id: pair.words for pair in lexicon().pairs if pair.words}),
    ):
        found = [name for name, pattern in known.items() if pattern.search(words)]
        assert [] == [name for name in found if name not in may.among(words)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("the disk is full", ["exact"]),
        ("no diskettes left", ["stem"]),
        ("17 errors", ["number"]),
        ("nothing of the kind", []),
    ],
)
def test_a_phrase_may_stand_where_its_first_word_does(words: str, names: list[str]) -> None:
    made = Openings({"exact": ["disk"], "stem": ["diskette*"], "number": ["17 .. errors"], "free": []})
    assert names == list(made.among(words))


def test_what_has_other_expressions_may_stand_anywhere() -> None:
    assert ["any"] == list(Openings({"any": ["disk"], "none": ["disk"]}, ["any"]).among("all well"))
