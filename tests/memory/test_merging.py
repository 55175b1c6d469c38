"""Edits survive a text that is generated again, whatever both sides did."""

from hypothesis import given
from hypothesis import strategies as st

from astreinte.memory.merging import merge

BASE = "# T\n\n## Cause\nA\nB\nC\n\n## Actions\n- [ ] one\n\n## Figures\n1\n"
TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "- [ ] x", "", "## One", "## Two", "## Three", "```"]), max_size=14
).map("\n".join)


def test_changes_of_different_sections_meet() -> None:
    person = BASE.replace("- [ ] one", "- [x] one")
    generated = BASE.replace("\n1\n", "\n2\n")
    assert BASE.replace("- [ ] one", "- [x] one").replace("\n1\n", "\n2\n") == merge(BASE, person, generated).text


def test_changes_of_different_lines_of_one_section_meet() -> None:
    merged = merge(BASE, BASE.replace("A\n", "A, seen at 14:03\n"), BASE.replace("C\n", "C\nD\n"))
    assert BASE.replace("A\n", "A, seen at 14:03\n").replace("C\n", "C\nD\n") == merged.text
    assert () == merged.conflicts


def test_the_person_has_the_last_word_and_the_other_text_is_kept() -> None:
    merged = merge(BASE, BASE.replace("B", "mine"), BASE.replace("B", "yours --> here"))
    assert "A\nmine\nC" in merged.text
    assert "yours - -> here" in merged.text
    assert ("## Cause",) == merged.conflicts


def test_a_section_of_their_own_stays_where_they_put_it() -> None:
    person = BASE.replace("## Figures", "## Thanks\nTo all\n\n## Figures")
    assert person.replace("\n1\n", "\n2\n") == merge(BASE, person, BASE.replace("\n1\n", "\n2\n")).text


def test_a_section_they_took_out_stays_out_until_it_says_something_new() -> None:
    person = BASE.replace("## Figures\n1\n", "")
    assert "Figures" not in merge(BASE, person, BASE.replace("A\n", "Z\n")).text
    assert "Figures\n2" in merge(BASE, person, BASE.replace("\n1\n", "\n2\n")).text


@given(TEXTS, TEXTS)
def test_one_side_alone_is_taken_as_it_is(base: str, other: str) -> None:
    assert other == merge(base, base, other).text
    assert other == merge(other, other, other).text


@given(TEXTS, TEXTS, TEXTS, st.text(alphabet="éèqz", min_size=3, max_size=6))
def test_a_line_that_a_person_wrote_is_never_lost(base: str, own: str, new: str, line: str) -> None:
    assert line in merge(base, f"{own}\n{line}", new).text.split("\n")
