"""Timelines that people wrote: zones, days, forms; and what of their post-mortems is recalled."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.memory.chronicle import chronicle, sections
from astreinte.memory.foreign import foreign

TABLE = """# Mill stopped

## Summary

The mill ground nothing for an hour.

## Timeline

All times in CET.

| Time | Event |
| :--- | --- |
| 2026-07-03 HH:mm | A row of the template |
| 2026-07-03 23:40 | The new sieve was fitted |
| 2026-07-03 23:55 | An alert told of flour on the floor |
| 00:10 | The old sieve was put back |
| 00:20 | All **back to normal** |

## Contributing Factors

- The sieve of the new kind has wider holes
- Nobody had tried it

## Attendees

- Zebulon

## Stats

- Category: Milling
- Time to detection: 15 minutes
"""


def test_wall_times_are_read_in_the_stated_zone() -> None:
    """
    Summer in Central Europe; rows without a date go on to the next day; a row of the template is none.
    """
    told = chronicle(TABLE)
    assert 4 == len(told.rows)
    assert datetime(2026, 7, 3, 21, 40, tzinfo=UTC) == told.started
    assert datetime(2026, 7, 3, 21, 55, tzinfo=UTC) == told.detected
    assert datetime(2026, 7, 3, 22, 20, tzinfo=UTC) == told.resolved


@pytest.mark.parametrize("zone", ["", "All times in UTC.", "All times in MOON."])
def test_without_a_zone_that_exists_times_are_utc(zone: str) -> None:
    assert datetime(2026, 7, 3, 23, 40, tzinfo=UTC) == chronicle(TABLE.replace("All times in CET.", zone)).started


def test_a_list_is_a_timeline_too() -> None:
    """
    In French, its date in the title, no word of an end.
    """
    told = chronicle("# Panne du 2026-02-01\n\n## Chronologie\n\n- **9h12** : alerte reçue\n- 09:20 – on cherche\n")
    assert (datetime(2026, 2, 1, 9, 12, tzinfo=UTC), None) == (told.detected, told.resolved)
    assert ["alerte reçue", "on cherche"] == [row.text for row in told.rows]


@pytest.mark.parametrize(
    "text", ["", "# T\n", "## Timeline\n\n| 09:00 | no day |\n", "## Timeline\n| 2026-13-40 09:00 | x |"]
)
def test_no_day_no_timeline(text: str) -> None:
    assert () == chronicle(text).rows


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    rows = chronicle(f"# 2026-01-01\n## Timeline\n| 09:00 | a |\n{text}").rows
    assert all(row.at.tzinfo is UTC for row in rows)
    sections(text)


def test_a_post_mortem_is_recalled_without_its_people(tmp_path: Path) -> None:
    """
    Contributing factors are the cause; the day is that of the timeline, where the file's name has none.
    """
    (tmp_path / "2026").mkdir()
    (tmp_path / "2026" / "PM-7.md").write_text(TABLE, encoding="utf-8")
    assert [] == list(foreign(tmp_path, {}))
    (found,) = foreign(tmp_path, {}, "mills/")
    assert ("mills/2026/PM-7.md", "Mill stopped", "2026-07-03") == (found.id, found.title, found.day)
    assert "wider holes" in found.cause
    assert "Zebulon" not in found.text
    assert [] == list(foreign(tmp_path, {found.id: found.stamp}, "mills/"))
