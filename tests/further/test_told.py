"""Incidents nobody had seen before they were written down: each is diagnosed as a person would."""

from pathlib import Path

import pytest

from tests.further.told import Told, told

HERE = Path(__file__).parent / "told"
INCIDENTS = {f"{path.stem}: {each.name}": each for path in sorted(HERE.glob("*.txt")) for each in told(path)}


def test_there_are_incidents() -> None:
    assert INCIDENTS


@pytest.mark.parametrize("name", INCIDENTS)
async def test_a_told_incident(name: str) -> None:
    incident: Told = INCIDENTS[name]

    assert "" == await incident.verdict()
