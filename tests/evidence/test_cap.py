from hypothesis import given
from hypothesis import strategies as st

from astreinte.evidence import cap
from astreinte.evidence.cap import telling, weight


def test_a_short_text_is_left_as_it_is() -> None:
    assert cap("a\nb\n", 10) == ("a\nb\n", "")


def test_what_was_cut_is_said() -> None:
    assert cap("\n".join(str(n) for n in range(100)), 10)[1] == "truncated, 10 of 100 lines"


def test_errors_first_and_last_lines_are_kept() -> None:
    rows = [f"line {n}" for n in range(1000)]
    rows[500] = "ERROR No space left on device"
    kept = cap("\n".join(rows), 10)[0].split("\n")
    assert (kept[0], kept[-1]) == ("line 0", "line 999")
    assert rows[500] in kept


def test_lines_keep_their_order() -> None:
    kept = cap("\n".join(f"{n:04}" for n in range(500)), 20)[0].split("\n")
    assert sorted(kept) == kept


def test_one_endless_line_is_cut() -> None:
    text, note = cap("x" * 100_000, 10)
    assert len(text) < 3000
    assert note


@given(text=st.text(), lines=st.integers(10, 50))
def test_never_more_lines_than_asked(text: str, lines: int) -> None:
    capped, note = cap(text, lines)
    assert len(capped.rstrip("\n").split("\n")) <= lines
    assert note or capped == text


@given(text=st.text(), size=st.integers(1, 240))
def test_an_excerpt_fits(text: str, size: int) -> None:
    assert len(telling(text, size)) <= size


def test_the_excerpt_is_the_most_telling_line() -> None:
    assert telling("all is well here\nFATAL: could not write\nstill fine", 25) == "FATAL: could not write"


WORDS = [
    "fatal",
    "oom",
    "no space left",
    "ERR",
    "time out",
    "cannot",
    "ſlow",
    "drop",
    "100%",
    "well",
    "\n",
    " ",
    "İ",
    "-",
    "ed",
]


@given(words=st.lists(st.sampled_from(WORDS), max_size=20), size=st.integers(1, 60))
def test_no_line_is_passed_over_for_one_that_tells_less(words: list[str], size: int) -> None:
    text = "".join(words)
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    order = sorted(range(len(rows)), key=lambda i: (-weight(rows[i]), i))
    if order and len(rows[order[0]]) < size:
        assert rows[order[0]] in telling(text, size).split("\n")


@given(rows=st.lists(st.sampled_from(["ok", "fatal", "an error", "warning", "timed out", "terrace"]), min_size=20))
def test_what_is_cut_is_never_more_telling_than_what_is_kept(rows: list[str]) -> None:
    told = [f"{row} {n}" for n, row in enumerate(rows)]
    kept = set(cap("\n".join(told), 10)[0].split("\n"))
    middle = told[2 : len(told) - 4]
    cut = [weight(row) for row in middle if row not in kept]
    assert not cut or max(cut) <= min((weight(row) for row in middle if row in kept), default=3)
