"""What a French reader is shown of an incident: nothing of the product's own wording stands in English."""

from pathlib import Path

import pytest

from astreinte.evidence.details import details
from astreinte.memory import Labels
from astreinte.memory.timeline import timeline
from astreinte.replay.player import Result, play, take
from astreinte.replay.scenario import read_scenario
from tests.clusters.variants import variants

EXAMPLES = Path(__file__).parents[2] / "examples"
SHORTEST = 12
"""Fewer letters than this, or one word alone, stand in what people and tools write, too."""

SAID = {text.strip(" :;,()") for each in details() for text in each.texts}
OWN = sorted(text for text in SAID if len(text) >= SHORTEST and " " in text)


def shown(result: Result) -> str:
    """The post-mortem, the timeline and the diagnostic tree."""
    rows = timeline(result.entries, result.ports.words, Labels())
    return "\n".join([result.text, *(row.text for row in rows), result.tree()])


@pytest.mark.parametrize("name", ["wiki-01", "wiki-02", "wiki-03", "lab/teal-martin", "lab/hazel-knot"])
async def test_a_recorded_incident_is_told_in_french(name: str) -> None:
    """
    Post-mortem, timeline and tree of a recorded incident quote evidence and word the rest in French.
    """
    result = await play(take(read_scenario(EXAMPLES / name), EXAMPLES / name), explain=True)
    assert [] == [text for text in OWN if text in shown(result)]


@pytest.mark.parametrize("cause", ["node-cordoned", "gateway-misroute", "pod-cpu-overload"])
async def test_an_incident_of_a_cluster_is_told_in_french(cause: str) -> None:
    """
    What the extractors of a cluster word is told in French as well.
    """
    result = await play(next(each for each in variants() if each.cause == cause).take(), explain=True)
    assert [] == [text for text in OWN if text in shown(result)]
