"""Expected statements are judged by their words: strictly where they can be, not at all where they cannot."""

import pytest

from astreinte.replay.importers.statements import judgeable, terms


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("The `LEDGER_URL` variable is undefined or missing", [("ledger_url",), ("variabl",), ("undefin", "miss")]),
        ("The answer should mention expired certificates", [("expir",), ("certificat",)]),
        ("Optionally, the port: ledger:5432", []),
        ("connects to `ledger:5432`", [("connect",), ("ledger:5432",)]),
    ],
)
def test_words_that_carry_meaning_are_asked_for(statement: str, words: list[tuple[str, ...]]) -> None:
    assert list(terms([statement])) == words


@pytest.mark.parametrize(
    "statement",
    ["Either of the two behaviors is acceptable", "does not mention any other pod", "did you mean till?", "x" * 300],
)
def test_what_needs_a_judge_is_not_judged(statement: str) -> None:
    assert not judgeable([statement, "The disk is full"])


def test_without_statements_nothing_is_judged() -> None:
    assert not judgeable([])
    assert not judgeable(["Optionally, the port"])
