"""A post-mortem stays readable however long the incident was; what it leaves out it says."""

from datetime import UTC, datetime

import pytest

from astreinte.config import Settings
from astreinte.domain import Draft, ManualClock, Query, Reading, Ref, dump
from astreinte.evidence import Evidence, MemoryStore, Redactor
from astreinte.memory import MemoryJournal, project
from astreinte.templates import Words, compose

BEGAN = datetime(2026, 3, 1, 13, 2, tzinfo=UTC)


async def text(language: str, repeats: int) -> str:
    """The post-mortem of an incident with so many notes, each after a reading."""
    clock = ManualClock(BEGAN)
    journal, evidence = MemoryJournal(clock), Evidence([], MemoryStore(), Redactor(), clock, 1.0, 100, "en")
    declared = {"title": "the till is slow", "source": "cli", "service": "till", "detected": BEGAN.isoformat()}
    await journal.append("INC-1", Draft("declared", "cli", declared))
    component = {"domain": "lxc", "name": "till"}
    triaged = {
        "severity": "HAUTE",
        "variant": "infra",
        "component": component,
        "impact": "",
        "assumptions": list[str](),
    }
    await journal.append("INC-1", Draft("triaged", "incident", {**triaged, "overrun": False, "seconds": 1}))
    for number in range(repeats):
        clock.advance(60)
        ref: Ref = evidence.ref(Reading(Query("df", (f"-h-{number}",)), clock.now(), "ok", f"line {number}"))
        await journal.append("INC-1", Draft("reading", "incident", dump(ref), (ref.id,)))
        await journal.append("INC-1", Draft("note", "ana", {"text": f"looked again, number {number}"}))
    entries = await journal.read("INC-1")
    return compose(project(entries), entries, Settings(), Words(language), {})


@pytest.mark.parametrize(("language", "says"), [("fr", "sont dans le journal"), ("en", "are in the journal")])
async def test_a_long_incident_is_told_by_its_ends(language: str, says: str) -> None:
    long = await text(language, 3000)
    assert ("number 0 " in long, "number 2999 " in long, "number 1500 " in long) == (True, True, False)
    assert ("-h-2999" in long, "-h-1500" in long) == (True, False)
    assert 2 == long.count(says)
    assert len(long) < 5 * len(await text(language, 300))


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_of_an_ordinary_one_nothing_is_left_out(language: str) -> None:
    whole = await text(language, 100)
    assert all(f"number {number} " in whole and f"-h-{number}" in whole for number in range(100))
