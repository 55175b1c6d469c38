"""Faults that a cluster meets and no list of fault types holds; who suffers is loud and the culprit is quiet."""

import pytest

from tests.further.outside import admitted, calm, reaching, starting, storing, waiting
from tests.further.scene import Scene

SCENES: dict[str, Scene] = {
    **starting.SCENES,
    **admitted.SCENES,
    **reaching.SCENES,
    **storing.SCENES,
    **waiting.SCENES,
    **calm.SCENES,
}


@pytest.mark.parametrize("name", SCENES)
async def test_a_fault_outside_the_lists(name: str) -> None:
    assert "" == await SCENES[name].verdict()
