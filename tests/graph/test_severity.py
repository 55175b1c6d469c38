"""1.2: what each severity does at once, and what it leaves alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from langgraph.runtime import RunControl

from astreinte.config import Service
from astreinte.domain import Severity

from .world import BROKEN, NIGHT, Pager, declared, line, settings, world

CONTAINS = {"isolate-network", "undo-isolate-network"}


async def test_a_cosmetic_incident_is_logged_and_ends() -> None:
    """
    BASSE: nothing is collected, nobody is paged, nothing is applied.
    """
    wiki = world()
    outcome = await wiki.run(severity="BASSE")
    assert ("logged", [], None) == (outcome.state, outcome.actions, outcome.decision)
    assert not {"assigned", "finding", "contained", "notified", "postmortem"} & set(await wiki.kinds(outcome))


async def test_a_logged_incident_is_diagnosed_when_it_is_resumed() -> None:
    """
    It goes on where triage left it, in its first round; a BASSE incident has no post-mortem.
    """
    wiki = world()
    logged = await wiki.run(severity="BASSE")
    outcome = await wiki.desk.run(logged.id)
    assert ("resolved", "disk-full") == (outcome.state, outcome.decision.cause if outcome.decision else None)
    assert [1] == [entry.data["round"] for entry in await wiki.entries(outcome, "validation")]
    assert outcome.postmortem is None


async def test_a_resolved_incident_is_not_begun_again() -> None:
    """
    Running it once more changes nothing.
    """
    wiki = world()
    outcome = await wiki.run(severity="HAUTE")
    before = await wiki.entries(outcome)
    assert outcome == await wiki.desk.run(outcome.id)
    assert before == await wiki.entries(outcome)


async def test_a_risk_is_planned_and_runs_at_once_when_nothing_is_more_severe() -> None:
    """
    MOYENNE: planned first, never contained, never paged, even at night.
    """
    wiki = world(at=NIGHT)
    outcome = await wiki.run(severity="MOYENNE")
    states = [entry.data["state"] for entry in await wiki.entries(outcome, "status")]
    assert ["triage", "planned", "active", "monitoring", "resolved"] == states
    assert not CONTAINS & set(wiki.hand.ran)
    assert [] == wiki.pager.pages


@pytest.mark.parametrize("ahead", ["CRITIQUE", "HAUTE"])
async def test_a_risk_waits_behind_what_is_more_severe(ahead: Severity) -> None:
    """
    It says behind whom, still waits when it is resumed too early, and runs once the other is over.
    """
    shop = world((), settings=settings(services={"shop": Service()}))
    urgent = await shop.run(severity=ahead, service="shop", title="shop is down")
    assert "waiting" == urgent.state
    wiki = world(database=shop.database)
    outcome = await wiki.run(severity="MOYENNE")
    assert "planned" == outcome.state
    (said,) = await wiki.entries(outcome, "note")
    assert urgent.id in said.data["text"]
    assert "planned" == (await wiki.desk.run(outcome.id)).state
    await shop.answer(urgent, "stop")
    assert "resolved" == (await wiki.desk.run(outcome.id)).state


async def test_a_risk_does_not_wait_behind_its_equals() -> None:
    """
    Two MOYENNE incidents run one after the other.
    """
    shop = world((), settings=settings(services={"shop": Service()}))
    assert "waiting" == (await shop.run(severity="MOYENNE", service="shop")).state
    assert "resolved" == (await world(database=shop.database).run(severity="MOYENNE")).state


async def test_an_urgent_incident_blocks_from_its_triage_on() -> None:
    """
    The index knows the severity that triage inferred while the incident still runs.
    """
    control = RunControl()
    wiki = world(control=control, tell=lambda entry: control.request_drain() if entry.kind == "assigned" else None)
    incident = await wiki.desk.declare(declared())
    await wiki.desk.run(incident)
    (row,) = await wiki.desk.rows(open_only=True)
    assert ("CRITIQUE", "active") == (row.severity, row.state)


async def test_a_degraded_service_is_diagnosed_at_once() -> None:
    """
    HAUTE: no containment and no page, at whatever hour.
    """
    wiki = world(at=NIGHT)
    outcome = await wiki.run(severity="HAUTE")
    assert ["free-disk"] == wiki.hand.ran
    assert ([], "resolved") == (wiki.pager.pages, outcome.state)


async def test_a_service_that_is_down_is_contained_before_anything_else() -> None:
    """
    CRITIQUE: isolated before a lead is named, opened again before validation.
    """
    wiki = world()
    outcome = await wiki.run(severity="CRITIQUE")
    kinds = await wiki.kinds(outcome)
    assert kinds.index("contained") < kinds.index("assigned") < kinds.index("validation")
    assert ["isolate-network", "free-disk", "undo-isolate-network"] == wiki.hand.ran
    undone = next(e for e in await wiki.entries(outcome, "effect") if e.data["state"] == "undone")
    validation = (await wiki.entries(outcome, "validation"))[0]
    assert undone.seq < validation.seq


PARIS_NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "holidays", "paged"),
    [
        (PARIS_NOON, (), False),
        (PARIS_NOON, (date(2026, 3, 4),), True),
        (datetime(2026, 3, 4, 8, 0, tzinfo=UTC), (), False),
        (datetime(2026, 3, 4, 7, 59, tzinfo=UTC), (), True),
        (datetime(2026, 3, 4, 17, 0, tzinfo=UTC), (), True),
        (datetime(2026, 3, 7, 11, 0, tzinfo=UTC), (), True),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), (), False),
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), (), True),
    ],
    ids=["noon", "holiday", "nine", "before nine", "six", "saturday", "nine in summer", "six in summer"],
)
async def test_the_user_is_paged_out_of_hours_only(at: datetime, holidays: tuple[date, ...], *, paged: bool) -> None:
    """
    By the wall clock of the user's own zone; weekends and holidays are out of hours.
    """
    wiki = world((), at=at, holidays=holidays, settings=settings(user={"timezone": "Europe/Paris"}))
    outcome = await wiki.run(severity="CRITIQUE")
    assert paged == bool(wiki.pager.pages)
    assert paged == ("notified" in await wiki.kinds(outcome))


async def test_a_page_that_fails_is_a_warning_and_the_run_goes_on() -> None:
    """
    The journal names the channel, the reason, and who must be reached otherwise.
    """
    wiki = world(at=NIGHT, pager=Pager(ok=False), settings=settings(user={"name": "Camille"}))
    outcome = await wiki.run(severity="CRITIQUE")
    (sent,) = await wiki.entries(outcome, "notified")
    assert ("ntfy", False, "no route") == tuple(sent.data[key] for key in ("channel", "ok", "why"))
    assert any("Camille" in entry.data["text"] for entry in await wiki.entries(outcome, "warning"))
    assert "resolved" == outcome.state


async def test_a_secured_scene_comes_before_isolation() -> None:
    """
    Security at CRITIQUE: evidence is preserved, then the network is cut; the copies stay when the cut is lifted.
    """
    logins = line(
        "journalctl",
        "-u ssh",
        "2026-03-04T09:55:00+00:00 host sshd[1]: Failed password for root from 203.0.113.9 port 4242 ssh2\n" * 30,
        item="logs",
    )
    wiki = world((*BROKEN, logins))
    outcome = await wiki.run(severity="CRITIQUE", domain="security", title="Intrusion sur le wiki")
    assert "security" == outcome.variant
    assert ["preserve-evidence", "isolate-network"] == wiki.hand.ran[:2]
    assert "undo-preserve-evidence" not in wiki.hand.ran


async def test_what_cannot_be_isolated_is_said_and_diagnosed_all_the_same() -> None:
    """
    A component that the inventory does not know has nothing to contain.
    """
    wiki = world(settings=settings(services={}))
    outcome = await wiki.run(severity="CRITIQUE")
    (contained,) = await wiki.entries(outcome, "contained")
    assert contained.data["done"] is False
    assert outcome.decision is not None


async def test_a_second_alert_joins_within_half_an_hour() -> None:
    """
    Same service while it is open: one incident; later, or once it is over: another.
    """
    wiki = world((), interactive=False)
    first = await wiki.run(severity="HAUTE")
    assert "waiting" == first.state
    wiki.clock.advance(timedelta(minutes=29).total_seconds())
    assert first.id == (await wiki.run()).id
    wiki.clock.advance(timedelta(minutes=2).total_seconds())
    assert first.id != (await wiki.run()).id
