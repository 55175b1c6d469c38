"""What is known of a line is what looking at it again would tell, and it is forgotten before it is too much."""

from hypothesis import given
from hypothesis import strategies as st

from astreinte.evidence.known_lines import CHARACTERS, LONGEST, MOST, Known, once_a_line
from astreinte.evidence.stamps import evened, stamp_of


def test_a_line_is_looked_at_once() -> None:
    asked: list[str] = []

    @once_a_line
    def shouts(line: str) -> bool:
        asked.append(line)
        return line.isupper()

    assert [shouts(line) for line in ("A", "b", "A", "b")] == [True, False, True, False]
    assert asked == ["A", "b"]


def test_no_more_is_kept_than_there_is_room_for() -> None:
    many, wide = Known[int](), Known[int]()
    for number in range(2 * MOST + 5):
        many.keep(str(number), number)
        wide.keep(str(number).rjust(LONGEST), number)
        assert len(many.facts) <= MOST
        assert len(wide.facts) * LONGEST <= CHARACTERS


def test_a_long_line_is_not_kept() -> None:
    known = Known[int]()
    assert known.keep("x" * (LONGEST + 1), 7) == 7
    assert not known.facts


STAMPS = ["2026-03-01T13:02:07Z ", "2025-12-31 23:59:58,123 ", "2026-03-01T13:02:07.5+01:00 2026-03-01T12:02:07Z "]


@given(one=st.sampled_from(STAMPS), words=st.text(max_size=30))
def test_the_words_of_a_line_are_the_same_whenever_it_was_written(one: str, words: str) -> None:
    other = one.replace("2026", "2024").replace("2025", "2023").replace("02:07", "44:38").replace("59:58", "17:33")
    assert evened(one + words) == evened(other + words)
    assert len(evened(one + words)) == len(one + words)
    assert stamp_of(one + words, 2026) != stamp_of(other + words, 2026)


@given(line=st.text(max_size=60))
def test_a_line_that_begins_with_no_time_stays_as_it_is(line: str) -> None:
    assert evened(f"x{line}") == f"x{line}"
