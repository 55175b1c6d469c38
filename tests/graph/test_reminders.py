"""Telling people: who is paged when, until when, what an update repeats; by the clock of a test."""

from datetime import timedelta
from typing import Any

import pytest

from astreinte.config import Settings
from astreinte.domain.outcome import Outcome
from astreinte.errors import NotFound
from astreinte.graph.reminders import Reminders

from .world import NIGHT, Pager, World, line, settings, world

MINUTE = 60.0
DOWN = (line("http", "http://127.0.0.1:8081/", "connection refused"),)
"""Nothing can be done about it here: the incident stays open and waits."""


def paging(**more: Any) -> Settings:
    user = {"name": "Camille", "notify": ["json://one.example"]}
    return settings(user=user, policy="confirm", paging={"every": "5m", "loops": 2, **more})


async def waiting(given: Settings, pager: Pager | None = None) -> tuple[World, Outcome, Reminders]:
    """A service that is down at night; the incident waits for the user."""
    wiki = world(DOWN, at=NIGHT, settings=given, pager=pager)
    outcome = await wiki.run(severity="CRITIQUE")
    assert "waiting" == outcome.state
    return wiki, outcome, Reminders(wiki.ports)


async def minutes(wiki: World, reminders: Reminders, outcome: Outcome, count: float) -> None:
    """Time goes by, a minute at a time, and what is due is said."""
    for _ in range(int(count)):
        wiki.clock.advance(MINUTE)
        await reminders.look(outcome.id)


async def test_pages_climb_the_levels_and_loop_until_the_loops_are_spent() -> None:
    """
    One now, the next level after five minutes, from the first again; twice through both, then no more.
    """
    wiki, outcome, reminders = await waiting(paging(levels=[["json://two.example"]], questions="9h", updates={}))
    await minutes(wiki, reminders, outcome, 4)
    assert [1] == wiki.pager.levels
    await minutes(wiki, reminders, outcome, 60)
    assert [1, 2, 1, 2] == wiki.pager.levels
    assert [0, 1, 2, 3] == [entry.data["turn"] for entry in await wiki.entries(outcome, "notified")]


async def test_an_acknowledgement_ends_the_pages() -> None:
    """
    The first counts; whoever comes later is told so; triage taking the incident up wakes nobody and ends nothing.
    """
    wiki, outcome, reminders = await waiting(paging(questions="9h", updates={}))
    await minutes(wiki, reminders, outcome, 5)
    assert 2 == len(wiki.pager.pages)
    assert await reminders.acknowledge(outcome.id, "Camille")
    assert not await reminders.acknowledge(outcome.id, "Robin")
    await minutes(wiki, reminders, outcome, 30)
    assert 2 == len(wiki.pager.pages)


async def test_an_answer_is_an_acknowledgement() -> None:
    wiki, outcome, reminders = await waiting(paging(updates={}))
    (question,) = (await wiki.desk.questions(outcome.id)).values()
    choice = next(each.id for each in question.choices if each.id != "approve")
    await wiki.desk.answer(outcome.id, question.id, choice, "Camille")
    before = len(wiki.pager.pages)
    await minutes(wiki, reminders, outcome, 30)
    assert before == len(wiki.pager.pages)


async def test_a_question_that_waits_is_sent_once() -> None:
    """
    Not before it has waited, with its choices and how to answer; a second look says nothing twice.
    """
    wiki, outcome, reminders = await waiting(paging(questions="2m", updates={}))
    await minutes(wiki, reminders, outcome, 1)
    assert 1 == len(wiki.pager.pages)
    await minutes(wiki, reminders, outcome, 2)
    (sent,) = [entry for entry in await wiki.entries(outcome, "notified") if "question" == entry.data["about"]]
    question = next(iter((await wiki.desk.questions(outcome.id)).values()))
    assert question.id == sent.data["question"]
    assert question.choices[0].label in wiki.pager.texts[-1]
    assert f"astreinte answer {outcome.id} {question.id}" in wiki.pager.texts[-1]
    await reminders.look(outcome.id)
    assert 2 == len(wiki.pager.pages)


async def test_updates_come_by_cadence_and_repeat_only_what_is_new() -> None:
    """
    Twenty minutes apart at CRITIQUE; each names the next; what an update said, the following one leaves out.
    """
    wiki, outcome, reminders = await waiting(paging(loops=1, questions="9h"))
    await minutes(wiki, reminders, outcome, 19)
    assert [] == await wiki.entries(outcome, "update")
    await minutes(wiki, reminders, outcome, 21)
    first, second = await wiki.entries(outcome, "update")
    assert timedelta(minutes=20) == second.recorded_at - first.recorded_at
    assert "Question" in first.data["text"]
    assert "Rien de nouveau" in second.data["text"]
    assert "Question" not in second.data["text"]
    assert "Prochain point" in second.data["text"]
    assert first.data["text"] in wiki.pager.texts


async def test_who_was_told_of_the_beginning_is_told_of_the_end() -> None:
    """
    Once, with the post-mortem; and no further update is due.
    """
    wiki = world(at=NIGHT, settings=settings(user={"notify": ["json://one.example"]}))
    outcome = await wiki.run(severity="CRITIQUE")
    assert "resolved" == outcome.state
    reminders = Reminders(wiki.ports)
    assert await reminders.look(outcome.id) is None
    assert await reminders.look(outcome.id) is None
    (update,) = await wiki.entries(outcome, "update")
    assert str(outcome.postmortem) in update.data["text"]
    assert "next" not in update.data


async def test_within_hours_nobody_is_told_of_the_end() -> None:
    wiki = world()
    outcome = await wiki.run(severity="CRITIQUE")
    assert await Reminders(wiki.ports).look(outcome.id) is None
    assert [] == wiki.pager.pages + await wiki.entries(outcome, "update")


async def test_where_nothing_gets_through_the_fallback_is_named() -> None:
    wiki, outcome, _ = await waiting(paging(fallback="+33 6 00 00 00 00"), Pager(ok=False))
    (warning,) = [e for e in await wiki.entries(outcome, "warning") if "Camille" in e.data["text"]]
    assert "+33 6 00 00 00 00" in warning.data["text"]


async def test_calling_on_the_next_level_pages_it_at_once() -> None:
    """
    Whoever took the incident up, at any hour; the journal has who and why.
    """
    wiki, outcome, reminders = await waiting(paging(levels=[["json://two.example"]]))
    await reminders.acknowledge(outcome.id, "Camille")
    said = await reminders.escalate(outcome.id, "Camille", "I need a second pair of hands")
    assert [1, 2] == wiki.pager.levels
    assert "ntfy" in said
    assert any("second pair of hands" in entry.data["text"] for entry in await wiki.entries(outcome, "note"))


@pytest.mark.parametrize("verb", ["acknowledge", "escalate"])
async def test_an_unknown_incident_is_named(verb: str) -> None:
    with pytest.raises(NotFound, match="INC-nothing"):
        await getattr(Reminders(world().ports), verb)("INC-nothing", "Camille")
