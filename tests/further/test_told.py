"""Incidents nobody had seen before they were written down: each is diagnosed as a person would."""

from dataclasses import replace
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

    assert "" == await incident.judged()


async def test_a_known_miss_that_gets_right_is_to_be_taken_off() -> None:
    one = next(each for each in INCIDENTS.values() if "missed" not in each.fields)

    told_so = await replace(one, fields={**one.fields, "missed": "says something else"}).judged()

    assert "take `missed: says something else` away" in told_so
