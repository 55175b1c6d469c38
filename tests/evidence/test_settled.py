"""A person's text that says that it is over complains of nothing."""

import pytest

from astreinte.evidence.extract.statements import settled

FAILED = "09:01 Bo: the builds failed with no space left on device"


@pytest.mark.parametrize(
    "text",
    [
        f"{FAILED}\n09:05 Cy: images pruned, reran everything, green",
        f"{FAILED}\nSince nine it works for everyone.",
        f"{FAILED}\nC'est réparé, tout fonctionne.",
        f"{FAILED}\nSeit 8 Uhr läuft alles wieder.",
    ],
)
def test_it_is_over(text: str) -> None:
    assert settled(FAILED, text)


@pytest.mark.parametrize(
    "text",
    [
        FAILED,
        f"It works for everyone else.\n{FAILED}",
        f"{FAILED}\nThe first one is back, but the other fails.",
        f"{FAILED}\nEs läuft alles, aber die Anmeldung geht nicht.",
    ],
)
def test_it_is_not(text: str) -> None:
    assert not settled(FAILED, text)


def test_a_line_of_a_program_is_not_settled_by_words() -> None:
    line = "2026-03-02T09:00:00Z ERROR no space left on device"
    assert not settled(line, f"{line}\nIt works again.")
