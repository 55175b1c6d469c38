"""2.3: validated or undone, round after round, and the user when nothing more may be tried alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from astreinte.domain import Decision
from astreinte.errors import ReasonerFailed
from astreinte.evidence import RecordedSource
from tests.graph.remediation.deciding import FREE, RESTART, STILL_FULL, STOP, STOPPED, deciding
from tests.graph.world import (
    AT,
    BROKEN,
    DOWN,
    ROOM,
    STATUS,
    UP,
    World,
    after,
    settings,
    world,
)


async def test_a_fix_that_does_not_help_is_undone_and_tried_no_third_time() -> None:
    """
    Each round takes back what it stopped; the same failure twice, and the user is asked.
    """
    recordings = (*BROKEN, *after("stop", DOWN, STOPPED), *after("undo-stop", DOWN, STATUS))
    wiki = world(recordings, reasoner=deciding(STOP))
    outcome = await wiki.run(severity="HAUTE")
    assert ["stop", "undo-stop", "stop", "undo-stop"] == wiki.hand.ran
    validations = await wiki.entries(outcome, "validation")
    assert [(1, False), (2, False)] == [(entry.data["round"], entry.data["passed"]) for entry in validations]
    assert ("waiting", ["escalation"]) == (outcome.state, [question.kind for question in outcome.questions])


async def test_at_most_three_rounds_each_with_another_fix() -> None:
    """
    Three fixes, three failures of their own: then the user.
    """
    tries: list[Any] = [FREE, RESTART, STOP]

    class Turning:
        name = "turning"

        async def think(self, persona: Any, task: Any, case: Any) -> Any:
            if type(task).__name__ == "Decide":
                proof = tuple(reading.id for reading in case.readings if reading.query.tool == "df")
                return Decision("forge", "disk-full", "wiki", 0.9, "df", proof, (tries[case.round - 1],))
            raise ReasonerFailed(f"{persona.tag} leaves this to the playbook")

    turning: Any = Turning()
    wiki = world(STILL_FULL, reasoner=turning)
    outcome = await wiki.run(severity="HAUTE")
    assert [1, 2, 3] == [entry.data["round"] for entry in await wiki.entries(outcome, "validation")]
    assert ["free-disk", "restart", "stop", "undo-stop"] == wiki.hand.ran
    assert ("waiting", "q-escalation-3") == (outcome.state, outcome.questions[-1].id)


async def test_each_round_looks_further_back() -> None:
    """
    Thirty minutes before the start, then an hour more a round.
    """
    starts: list[Any] = []

    class Watching(RecordedSource):
        def plan(self, ask: Any) -> Any:
            if ask.phase == "collect":
                starts.append(ask.window.start)
            return super().plan(ask)

    source = Watching(BROKEN)
    wiki = world(sources=[source], reasoner=deciding(STOP))
    await wiki.run(severity="HAUTE")
    assert [AT - timedelta(minutes=30), AT - timedelta(minutes=90)] == list(dict.fromkeys(starts))


async def escalated() -> tuple[World, Any]:
    """The disk stays full whatever is done; the user is asked."""
    wiki = world(STILL_FULL, reasoner=deciding(FREE))
    return wiki, await wiki.run(severity="HAUTE")


async def test_stop_ends_it_unresolved_with_its_post_mortem() -> None:
    """
    What happened is written as a draft.
    """
    wiki, outcome = await escalated()
    outcome = await wiki.answer(outcome, "stop")
    assert "unresolved" == outcome.state
    assert "Brouillon" in wiki.shelf.text
    assert wiki.shelf.text.startswith("---")


async def test_fixed_validates_what_a_person_did() -> None:
    """
    Nothing more is applied; the service answers, so the incident is resolved.
    """
    wiki, outcome = await escalated()
    now = tuple(replace(each, at=AT + timedelta(minutes=9)) for each in (UP, ROOM))
    mended = world(now, database=wiki.database, saver=wiki.saver, store=wiki.store, clock=wiki.clock)
    outcome = await mended.answer(outcome, "fixed")
    assert ("resolved", []) == (outcome.state, mended.hand.ran)


async def test_fixed_that_is_not_fixed_asks_again() -> None:
    """
    Validation fails, and the next question is another one.
    """
    wiki, outcome = await escalated()
    before = outcome.questions[-1].id
    outcome = await wiki.answer(outcome, "fixed")
    assert "waiting" == outcome.state
    assert before != outcome.questions[-1].id


async def test_retry_goes_round_once_more() -> None:
    """
    Collected, analysed and decided anew, one round further.
    """
    wiki, outcome = await escalated()
    rounds = max(entry.data["round"] for entry in await wiki.entries(outcome, "decision"))
    outcome = await wiki.answer(outcome, "retry")
    assert rounds + 1 == max(entry.data["round"] for entry in await wiki.entries(outcome, "decision"))
    assert "waiting" == outcome.state


async def test_no_more_than_five_effects() -> None:
    """
    The limit counts containment and repair of all rounds; beyond it everything is refused.
    """
    script, fails = deciding(FREE, RESTART), {"fails": frozenset({"free-disk"})}
    wiki = world(STILL_FULL, settings=settings(limits={"actions": 2}), reasoner=script, hand=fails)
    outcome = await wiki.run(severity="CRITIQUE")
    assert ["isolate-network", "free-disk"] == wiki.hand.ran
    (refused,) = await wiki.entries(outcome, "refused")
    assert ("restart", True) == (refused.data["action"], "2" in refused.data["why"])
    assert 5 == settings().limits.actions
