"""What ends an incident without a fix, or holds one up: the kill switch, containments, no cause, no probe."""

from datetime import timedelta
from pathlib import Path

import pytest

from astreinte.actions import ReplayExecutor
from astreinte.errors import UnknownName
from astreinte.evidence import RecordedSource, Recording
from tests.graph.remediation.deciding import FREE, LOGGED, deciding_on
from tests.graph.world import (
    AT,
    CACHE,
    DISK,
    DOWN,
    ROOM,
    STATUS,
    UP,
    WIKI,
    declared,
    line,
    settings,
    world,
)


async def test_the_kill_switch_stops_every_effect(tmp_path: Path) -> None:
    """
    One file: no containment, no repair; once it is gone the incident goes on.
    """
    pause = tmp_path / "pause"
    pause.touch()
    wiki = world(pause=pause)
    outcome = await wiki.run(severity="CRITIQUE")
    assert ([], "waiting") == (wiki.hand.ran, outcome.state)
    pause.unlink()
    outcome = await wiki.answer(outcome, "retry")
    assert ["free-disk"] == wiki.hand.ran
    assert "resolved" == outcome.state


async def test_a_containment_that_cannot_be_lifted_is_put_to_the_user(tmp_path: Path) -> None:
    """
    Never validated from behind the isolation: the user is asked, and the lifting tried again.
    """
    pause = tmp_path / "pause"

    class Pausing(RecordedSource):
        """The switch is thrown while the repair is read back."""

        def advance(self, phase: str) -> None:
            super().advance(phase)
            if phase == "after:free-disk":
                pause.touch()

    source = Pausing(DISK)
    wiki = world(sources=[source], executor=ReplayExecutor(source.advance), pause=pause)
    outcome = await wiki.run(severity="CRITIQUE")
    assert ("waiting", ["isolate-network", "free-disk"]) == (outcome.state, wiki.hand.ran)
    assert [] == await wiki.entries(outcome, "validation")
    pause.unlink()
    outcome = await wiki.answer(outcome, "fixed")
    assert ("resolved", "undo-isolate-network") == (outcome.state, wiki.hand.ran[-1])


async def test_a_containment_whose_lifting_fails_is_a_warning_and_a_question() -> None:
    """
    The command failed: a person lifts it, says so, and the service is validated.
    """
    wiki = world(hand={"fails": frozenset({"undo-isolate-network"})})
    outcome = await wiki.run(severity="CRITIQUE")
    assert "waiting" == outcome.state
    assert any("isolate-network" in entry.data["text"] for entry in await wiki.entries(outcome, "warning"))
    assert "resolved" == (await wiki.answer(outcome, "fixed")).state


async def test_no_cause_looks_wider_once_and_then_asks() -> None:
    """
    Two rounds of collection, one question, no effect; `retry` goes on, `stop` ends.
    """
    wiki = world((DOWN,))
    outcome = await wiki.run(severity="HAUTE")
    assert [1, 2] == [entry.data["round"] for entry in await wiki.entries(outcome, "decision")]
    assert ("waiting", ["escalation"], []) == (outcome.state, [q.kind for q in outcome.questions], wiki.hand.ran)
    outcome = await wiki.answer(outcome, "stop")
    assert "unresolved" == outcome.state
    outcome = await wiki.desk.run(outcome.id)
    rounds = [entry.data["round"] for entry in await wiki.entries(outcome, "decision")]
    assert [1, 2, 3, 4] == rounds


@pytest.mark.parametrize("hint", [(), (line("tail", "-n 400 /srv/wiki/wiki.log", "INFO all is well\n", item="logs"),)])
async def test_a_healthy_system_is_resolved_without_an_effect(hint: tuple[Recording, ...]) -> None:
    """
    Nothing is wrong, and that is said.
    """
    wiki = world((UP, ROOM, STATUS, *hint))
    outcome = await wiki.run(severity="HAUTE")
    assert ("resolved", [], []) == (outcome.state, wiki.hand.ran, outcome.questions)
    assert outcome.decision is not None
    assert outcome.decision.cause in {"no-fault", "already-recovered", "false-alert"}


async def test_an_alert_that_is_over_goes_straight_to_evidence_and_post_mortem() -> None:
    """
    No containment, no page, no effect, no question; its own times count.
    """
    over = AT - timedelta(minutes=10)
    wiki = world(at=AT)
    outcome = await wiki.run(declared(AT - timedelta(minutes=30), severity="CRITIQUE", resolved=over, source="alert"))
    assert ("resolved", [], [], []) == (outcome.state, wiki.hand.ran, wiki.pager.pages, outcome.questions)
    assert outcome.evidence.collected > 0
    assert outcome.decision is not None
    assert "disk-full" == outcome.decision.cause
    assert 1200 == outcome.metrics.mttr
    assert "Brouillon" not in wiki.shelf.text


async def test_where_nothing_can_be_probed_a_person_attests() -> None:
    """
    Yes resolves; no goes round again.
    """
    blind = settings(services={"wiki": WIKI.model_copy(update={"probe": "", "port": None})})
    wiki = world((LOGGED, CACHE), settings=blind, reasoner=deciding_on(LOGGED, FREE))
    outcome = await wiki.run(severity="HAUTE")
    assert ("waiting", "attest") == (outcome.state, outcome.questions[-1].kind)
    with pytest.raises(UnknownName):
        await wiki.desk.answer(outcome.id, outcome.questions[-1].id, "maybe", "alex")
    outcome = await wiki.answer(outcome, "yes")
    assert "resolved" == outcome.state
