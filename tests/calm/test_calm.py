"""Nobody healthy is blamed: readings of calm systems, and real faults among such readings."""

from collections import Counter
from functools import cache
from pathlib import Path

from tests.further.told import CALM, Told, told

HERE = Path(__file__).parent


@cache
def _incidents(*, calm: bool) -> list[Told]:
    files = [*sorted((HERE / "lot").glob("*.txt")), *sorted((HERE / "more").glob("*.txt"))]
    return [each for path in files for each in told(path) if (not each.fields["right"]) == calm]


class TestCalm:
    """Is anything wrong with it? No: what the programs print when all is well, or harmless, or over."""

    MOST_BLAMED = 8
    """Of 291: what was measured, and a little; it guards the mechanism, and no single wording."""

    async def test_hardly_anybody_is_blamed(self) -> None:
        blamed = [f"{each.name}: {said}" for each in _incidents(calm=True) if (said := await each.verdict())]

        assert len(blamed) <= self.MOST_BLAMED, blamed

    def test_the_lot_is_large(self) -> None:
        assert len(_incidents(calm=True)) >= 280


class TestFaults:
    """Silence is not bought by blindness: the fault stands among readings as calm as those."""

    LEAST_RIGHT, MOST_WRONG = 58, 8
    """Of 74."""

    async def test_most_are_named(self) -> None:
        count = Counter([await _judged(each) for each in _incidents(calm=False)])

        assert count["right"] >= self.LEAST_RIGHT
        assert count["wrong"] <= self.MOST_WRONG


async def _judged(each: Told) -> str:
    if not await each.verdict():
        return "right"
    decision = (await each.outcome()).decision
    return "silent" if decision is None or decision.cause is None or decision.cause in CALM else "wrong"
