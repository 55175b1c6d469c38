"""What breaks in one fault of the lab stays with that fault."""

from collections.abc import Awaitable, Callable

import pytest

from lab.faults import FAULTS
from lab.inside import Rows, attempt
from lab.space import LabError

FAULT = FAULTS["starved-io"]


async def well() -> Rows:
    return [{"fault": "starved-io", "right": True, "wrong": []}]


async def breaks() -> Rows:
    raise LabError("waited 60 s for the database")


async def surprises() -> Rows:
    raise KeyError("pid")


@pytest.mark.parametrize(("play", "why"), [(breaks, "waited 60 s for the database"), (surprises, "pid")])
async def test_an_error_is_the_row_of_its_fault_and_the_platform_is_mended(
    play: Callable[[], Awaitable[Rows]], why: str
) -> None:
    mended: list[str] = []
    (row,) = await attempt(FAULT, play, lambda: mended.append("yes"))
    assert (row["fault"], row["right"], mended) == ("starved-io", False, ["yes"])
    assert why in row["wrong"][0]


async def test_a_platform_that_cannot_be_mended_is_a_row_of_its_own() -> None:
    """
    Beside the answer, which stays as it was.
    """

    def mend() -> None:
        raise LabError("waited 90 s for the platform to answer")

    answer, after = await attempt(FAULT, well, mend)
    assert answer["right"]
    assert not after["right"]
    assert "afterwards" in after["wrong"][0]
