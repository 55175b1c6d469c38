"""Little is sure and something was left unread: one more look, at everything, before anything is concluded."""

from collections.abc import Sequence

import pytest

from astreinte.config import Settings
from astreinte.domain import Entry
from astreinte.replay.player import Result, play
from tests.clusters.variants import Variant, variants


def of(cause: str, town: str = "shop") -> Variant:
    return next(each for each in variants() if each.cause == cause and each.town == town)


def read(result: Result) -> int:
    return len([entry for entry in result.entries if entry.kind == "reading"])


def rounds(entries: Sequence[Entry]) -> list[int]:
    return [int(entry.data["round"]) for entry in entries if entry.kind == "decision"]


def notes(result: Result) -> list[str]:
    return [str(entry.data["text"]) for entry in result.entries if entry.kind == "note"]


@pytest.mark.parametrize("cause", ["missing-secret", "node-cordoned", "kubelet-unavailable"])
async def test_a_loud_fault_is_named_on_a_part_of_what_could_be_read(cause: str) -> None:
    """
    One round; most details of what is well are never read.
    """
    taken = of(cause).take()
    result = await play(taken)
    assert ([1], 1, []) == (rounds(result.entries), result.score.rank, notes(result))
    assert read(result) < len(taken.recordings) / 2


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Sûr à 52 % seulement"), ("en", "Only 52 % sure")],
)
async def test_a_quiet_fault_is_looked_for_everywhere_before_all_is_called_well(language: str, said: str) -> None:
    """
    Nothing in the overviews shows it; the second look does, and the reader is told why there is one.
    """
    taken = of("gateway-misroute", "campus").take()
    result = await play(taken, settings=Settings(language=language))  # pyright: ignore[reportArgumentType]
    assert ([1, 2], 1) == (rounds(result.entries), result.score.rank)
    assert len(taken.recordings) == read(result)
    assert [True] == [text.startswith(said) for text in notes(result)]


async def test_there_is_one_further_look_and_no_more() -> None:
    """
    Still unsure with everything read: that is the answer.
    """
    result = await play(of("pod-cpu-overload").take())
    assert [1, 2] == rounds(result.entries)
