"""Follow-ups and insights over many incidents."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from astreinte.domain import Entry
from astreinte.memory import Followup, followups, insights, project
from astreinte.memory.kit import ticked
from tests.templates.full_disk import drafts, journal_of

TODAY = date(2026, 4, 1)


async def incident(id_: str, **changed: dict[str, Any]) -> list[Entry]:
    entries = await journal_of(drafts())
    return [replace(one, incident=id_, data=dict(one.data) | changed.get(one.kind, {})) for one in entries]


async def listed(lines: Sequence[str] = (), *journals: list[Entry]) -> list[Followup]:
    return followups(journals or [await incident("INC-1")], lines, TODAY)


async def test_a_request_is_overdue_after_its_day() -> None:
    found = await listed((), await incident("INC-1", followup={"due": "2026-03-31"}))
    assert {"overdue"} == {one.status for one in found}
    found = await listed((), await incident("INC-1", followup={"due": "2026-04-01"}))
    assert {"open"} == {one.status for one in found}


async def test_a_ticked_line_is_a_request_done() -> None:
    (first, *_) = await listed()
    line = f"- [x] [forge→{first.to}] INC-1 : {first.text.replace('*', chr(92) + '*')}, échéance bientôt"
    found = await listed([line])
    assert "done" in {one.status for one in found if one.text == first.text}


async def test_a_tick_of_another_incident_counts_for_nothing() -> None:
    (first, *_) = await listed()
    found = await listed([f"- [x] INC-2 : {first.text}"])
    assert "done" not in {one.status for one in found}


async def test_a_cause_that_came_back_reopens_what_was_done() -> None:
    first, second = await incident("INC-1"), await incident("INC-2")
    (one, *_) = await listed((), first)
    found = await listed([f"- [x] INC-1 : {one.text}"], first, second)
    assert ("reopened", "INC-2") in {(each.status, each.recurred) for each in found if each.incident == "INC-1"}
    assert {""} == {each.recurred for each in found if each.incident == "INC-2"}


@pytest.mark.parametrize("line", ["- [x] a", "* [X] a", "| 2026-01-01 | a → b | INC-1 : a | ✅ |"])
def test_ticks_of_people_and_kits_are_known(line: str) -> None:
    assert [line] == ticked(f"- [ ] b\n{line}\n| x | ⏳ |\n")


async def test_a_handful_of_values_is_listed_not_averaged() -> None:
    found = insights([project(await incident(f"INC-{n}")) for n in range(4)])
    spread = found.spread["mttr"]
    assert (4, None) == (len(spread.values), spread.median)
    assert 4 == found.incidents == sum(found.by["lead"].values())


async def test_many_values_have_a_median_and_a_tail() -> None:
    found = insights([project(await incident(f"INC-{n}")) for n in range(6)])
    spread = found.spread["mttr"]
    assert ((), spread.least) == (spread.values, spread.median)
    assert tuple(f"INC-{n}" for n in range(6)) == found.recurring[0].incidents
