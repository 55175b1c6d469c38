"""2.2: all sources at once, the checklist with its reasons, and state that stays small."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from astreinte.domain import Ask, Query, Reading
from astreinte.errors import ReadingUnavailable
from astreinte.memory.packing import strict_serializer

from .world import BROKEN, DISK, DOWN, LOG, Gauge, RecordedSource, Slow, line, settings, world

LARGEST = 64 * 1024


class Dead:
    """A source that plans a metric and cannot be asked."""

    name = "prometheus"

    def plan(self, ask: Ask) -> Sequence[Query]:
        return () if ask.phase == "probe" else (Query("prometheus", ("up",), item="metrics"),)

    def accepts(self, query: Query) -> bool:
        return query.tool == "prometheus"

    async def read(self, query: Query) -> Reading:
        raise ReadingUnavailable(f"connection to {query.tool} refused")


async def test_sources_are_read_at_once() -> None:
    """
    Each waits until the other is being read too: one after the other would end at the deadline.
    """
    gauge = Gauge(2)
    wiki = world(sources=[Slow("one", gauge), Slow("two", gauge)], settings=settings(policy="observe"))
    outcome = await wiki.run(severity="HAUTE")
    assert (2, 2) == (gauge.most, outcome.evidence.collected)


async def test_what_is_missing_is_listed_with_its_reason() -> None:
    """
    Logs were answered; metrics have no source, events answered nothing, changes could not be read.
    """
    events = line("dmesg", "", item="events", status="no_data")
    changes = line("git", "log", item="changes", status="error", why="git exited with 128")
    wiki = world((DOWN, LOG, events, changes), settings=settings(policy="observe"))
    outcome = await wiki.run(severity="HAUTE")
    missing = {each.item: each.why for each in outcome.evidence.missing}
    assert {"metrics", "events", "changes"} == set(missing)
    assert "aucune source" in missing["metrics"]
    assert "dmesg" in missing["events"]
    assert "git exited with 128" in missing["changes"]


async def test_a_dead_source_is_listed_and_the_run_goes_on() -> None:
    """
    The other source proves the cause, and the fix is applied.
    """
    alive = RecordedSource(DISK)
    wiki = world(sources=[alive, Dead()], executor=Advance(alive))
    outcome = await wiki.run(severity="HAUTE")
    assert "resolved" == outcome.state
    assert "refused" in next(each.why for each in outcome.evidence.missing if each.item == "metrics")


class Advance:
    """Applies nothing; moves this recorded source on."""

    def __init__(self, source: RecordedSource) -> None:
        self._source = source

    async def run(self, plan: Any, argv: tuple[str, ...]) -> tuple[bool, str]:
        self._source.advance(f"after:{plan.action}" if argv == plan.argv else f"after:undo-{plan.action}")
        return True, ""


async def test_without_any_source_the_user_is_asked_and_nothing_is_guessed() -> None:
    """
    No reading, no cause.
    """
    outcome = await world(sources=[]).run(severity="HAUTE")
    assert ("waiting", None) == (outcome.state, outcome.decision.cause if outcome.decision else "")
    assert 5 == len(outcome.evidence.missing)


async def test_pasted_text_counts_from_the_next_round_on() -> None:
    """
    What a person hands in becomes evidence of its own id, and is read with the rest.
    """
    wiki = world((DOWN,))
    outcome = await wiki.run(severity="HAUTE")
    pasted = await wiki.desk.add_evidence(
        outcome.id, "Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda 99 99 0 100% /srv\n", "df", "alex"
    )
    outcome = await wiki.answer(outcome, "retry")
    assert outcome.decision is not None
    assert "disk-full" in {each.cause for each in outcome.hypotheses}
    assert pasted in {id_ for each in outcome.hypotheses for id_ in each.evidence}


async def sizes(body: int) -> list[int]:
    """Bytes of every checkpoint of one whole run over a log of that size."""
    lines = "2026-03-04T09:52:00Z ERROR cannot write: No space left on device " + "." * 9000 + "\n"
    log = line("tail", "-n 400 /srv/wiki/wiki.log", lines * (body // len(lines)), item="logs")
    saver = InMemorySaver(serde=strict_serializer())
    wiki = world((*(each for each in DISK if each is not LOG), log), saver=saver)
    outcome = await wiki.run(severity="CRITIQUE")
    assert "resolved" == outcome.state
    held = [each async for each in saver.alist({"configurable": {"thread_id": outcome.id}})]
    return [len(strict_serializer().dumps_typed(each.checkpoint["channel_values"])[1]) for each in held]


async def test_checkpoints_do_not_grow_with_the_evidence() -> None:
    """
    Ten kilobytes or five megabytes of log: the same bytes within a fifth, and never more than 64 KiB.
    """
    small, large = await sizes(10_000), await sizes(5_000_000)
    assert len(small) == len(large)
    assert abs(sum(large) - sum(small)) <= 0.2 * sum(small)
    assert max(*small, *large) <= LARGEST


@pytest.mark.parametrize("severity", ["CRITIQUE", "MOYENNE"])
async def test_state_is_plain_json(severity: Any) -> None:
    """
    Every checkpoint of a run reads back from JSON as it was.
    """
    saver = InMemorySaver(serde=strict_serializer())
    wiki = world((*BROKEN,), saver=saver)
    outcome = await wiki.run(severity=severity)
    held = [each async for each in saver.alist({"configurable": {"thread_id": outcome.id}})]
    states = [
        {
            key: value
            for key, value in each.checkpoint["channel_values"].items()
            if not key.startswith(("__", "branch:"))
        }
        for each in held
    ]
    assert len(states) > 3
    assert states == [json.loads(json.dumps(state)) for state in states]
