"""Usual faults told by runtimes of other languages, with settings in other shapes."""

import pytest

from tests.further.scene import Scene
from tests.further.tongues import databases, placing, routing, starting

SCENES: dict[str, Scene] = {**databases.SCENES, **routing.SCENES, **starting.SCENES, **placing.SCENES}


@pytest.mark.parametrize("name", SCENES)
async def test_a_usual_fault_in_other_words(name: str) -> None:
    assert "" == await SCENES[name].verdict()
