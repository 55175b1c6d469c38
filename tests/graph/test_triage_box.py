"""1.1: five minutes by the clock, then on with stated assumptions."""

from collections.abc import Sequence
from typing import Any

import pytest

from astreinte.domain import Ask, ManualClock, Query, Reading
from astreinte.errors import UnknownName

from .world import AT, DISK, WIKI, RecordedSource, World, declared, settings, world

UNKNOWN: dict[str, Any] = {"title": "Quelque chose ne va pas", "service": ""}
TWO = {"wiki": WIKI, "blog": WIKI.model_copy(update={"probe": "http://127.0.0.1:8082/", "port": 8082, "unit": "blog"})}


class Late:
    """A recorded source whose probe takes its time, by the clock of the test."""

    name = "recorded"

    def __init__(self, clock: ManualClock, seconds: float) -> None:
        self._inner, self._clock, self._seconds = RecordedSource(DISK), clock, seconds

    def plan(self, ask: Ask) -> Sequence[Query]:
        return self._inner.plan(ask)

    def accepts(self, query: Query) -> bool:
        return self._inner.accepts(query)

    async def read(self, query: Query) -> Reading:
        seconds, self._seconds = self._seconds, 0.0
        self._clock.advance(seconds)
        return await self._inner.read(query)


def asking() -> World:
    """Two services, and a title that names neither."""
    return world((), interactive=True, settings=settings(services=TWO))


async def triaged(wiki: World, incident: str) -> dict[str, Any]:
    return dict(next(e.data for e in await wiki.desk.entries(incident) if e.kind == "triaged"))


@pytest.mark.parametrize(("seconds", "overrun"), [(360, True), (300, True), (299, False), (1, False)])
async def test_a_probe_that_outlasts_the_box_is_noted_and_the_run_goes_on(seconds: float, *, overrun: bool) -> None:
    """
    The overrun, its length and the assumptions are in the journal; diagnosis follows.
    """
    clock = ManualClock(AT)
    wiki = world(clock=clock, sources=[Late(clock, seconds)], settings=settings(policy="observe"))
    outcome = await wiki.run()
    said = await triaged(wiki, outcome.id)
    assert (overrun, seconds) == (said["overrun"], said["seconds"])
    assert overrun == any("5 minutes" in str(each) for each in said["assumptions"])
    assert outcome.decision is not None


async def test_a_spent_box_asks_nothing() -> None:
    """
    Someone is there to answer, and the five minutes are over: assumptions it is.
    """
    clock = ManualClock(AT)
    wiki = world(clock=clock, sources=[Late(clock, 360)], interactive=True, settings=settings(services=TWO))
    outcome = await wiki.run(title="Rien de clair", service="")
    assert [] == [question for question in outcome.questions if question.kind == "fact"]


async def test_without_anyone_to_answer_nothing_is_asked() -> None:
    """
    The same incident, not interactive.
    """
    wiki = world((), settings=settings(services=TWO, policy="observe"))
    outcome = await wiki.run(declared(**UNKNOWN))
    assert ([], "unresolved") == (outcome.questions, outcome.state)
    assert "inconnu" == (outcome.component.name if outcome.component else "")


async def test_what_cannot_be_inferred_is_asked_and_the_answer_used() -> None:
    """
    Each question knows what is assumed without an answer; both answers reach the brief.
    """
    wiki = asking()
    outcome = await wiki.run(declared(**UNKNOWN))
    asked = await wiki.desk.questions(outcome.id)
    assert ("waiting", {"q-component", "q-domain"}) == (outcome.state, set(asked))
    assert "lxc" == asked["q-domain"].assumed
    wiki.clock.advance(60)
    await wiki.desk.answer(outcome.id, "q-component", "blog", "alex")
    assert {"q-domain"} == set(await wiki.desk.questions((await wiki.desk.run(outcome.id)).id))
    await wiki.desk.answer(outcome.id, "q-domain", "data", "alex")
    outcome = await wiki.desk.run(outcome.id)
    assert ("blog", "data") == ((outcome.component.name, outcome.component.domain) if outcome.component else None)
    said = await triaged(wiki, outcome.id)
    assert (False, 60) == (said["overrun"], said["seconds"])


async def test_a_closed_question_refuses_another_answer() -> None:
    """
    The message lists what may be answered, and the question stays open.
    """
    wiki = asking()
    outcome = await wiki.run(declared(**UNKNOWN))
    with pytest.raises(UnknownName, match="cicd, data, k3s"):
        await wiki.desk.answer(outcome.id, "q-domain", "k4s", "alex")
    assert "q-domain" in await wiki.desk.questions(outcome.id)


async def test_an_unanswered_question_expires_into_its_assumption() -> None:
    """
    Before the box ends the incident waits; after it, the next run goes on and says what was assumed.
    """
    wiki = asking()
    outcome = await wiki.run(declared(**UNKNOWN))
    wiki.clock.advance(299)
    assert "waiting" == (await wiki.desk.run(outcome.id)).state
    wiki.clock.advance(1)
    outcome = await wiki.desk.run(outcome.id)
    assert {"expired"} == {question.status for question in outcome.questions if question.kind == "fact"}
    said = await triaged(wiki, outcome.id)
    assert said["overrun"] is True
    assert any("le domaine" in str(each) and "lxc" in str(each) for each in said["assumptions"])
    assert "inconnu" == (outcome.component.name if outcome.component else "")
