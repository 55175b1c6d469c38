"""Incidents of the live lab, recorded: played again they come to the same answer as they did live."""

from pathlib import Path

import pytest

from astreinte.blame import lint
from astreinte.replay.player import play, take
from astreinte.replay.scenario import read_scenario

ROOT = Path(__file__).parents[2] / "examples" / "lab"
RECORDED = sorted(path.parent.name for path in ROOT.glob("*/scenario.yaml"))
SMALL = 120_000
"""Bytes of a recorded incident that ships."""


@pytest.mark.parametrize("name", RECORDED)
async def test_a_recorded_fault_is_answered_as_it_was_live(name: str) -> None:
    """
    State, severity, variant, lead, cause, component, actions and questions are those that the live run came to.
    """
    scenario = read_scenario(ROOT / name)
    result = await play(take(scenario, ROOT / name))
    assert [] == [check for check in result.score.checks if not check.passed]
    assert scenario.expected.cause
    assert "# Post-Mortem" in result.text
    assert [] == [one.sentence for one in lint(result.text, "fr") if one.blocks]
    assert (ROOT / name / "recordings.jsonl").stat().st_size < SMALL


def test_the_ids_of_the_recorded_faults_tell_nothing() -> None:
    """
    A colour and a bird: whoever reads the id knows no cause.
    """
    words = {word for name in RECORDED for word in name.split("-")}
    assert len(RECORDED) >= 1
    assert not words & {"oom", "disk", "dns", "cpu", "ssh", "secret", "backup", "config", "firewall", "release"}
