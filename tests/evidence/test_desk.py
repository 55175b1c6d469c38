"""The desk redacts, caps, stores and never raises because a source is away."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from astreinte.domain import Ask, ManualClock, Query, Reading, Window
from astreinte.errors import IntegrityError, InvalidInput, ReadingUnavailable, UnknownName
from astreinte.evidence import Evidence, MemoryStore, Redactor, Source
from astreinte.evidence.unavailable import Unavailable


class Scripted:
    """A source whose answers are texts, exceptions or silence."""

    def __init__(self, name: str, now: datetime, **answers: str | Exception | None) -> None:
        self.name, self._now, self._answers = name, now, answers

    def plan(self, ask: Ask) -> Sequence[Query]:
        return [Query(tool) for tool in self._answers]

    def accepts(self, query: Query) -> bool:
        return query.tool in self._answers

    async def read(self, query: Query) -> Reading:
        answer = self._answers[query.tool]
        if answer is None:
            await asyncio.sleep(60)
        if isinstance(answer, Exception):
            raise answer
        return Reading(query, self._now, "ok", answer or "")


def desk(clock: ManualClock, *sources: Source, lines: int = 50) -> Evidence:
    return Evidence(sources, MemoryStore(), Redactor(["zebra-42"]), clock, 0.2, lines, "en")


@pytest.fixture
def ask(now: datetime) -> Ask:
    return Ask("wiki", Window(now, now))


async def test_readings_come_in_the_order_of_the_plan(clock: ManualClock, now: datetime, ask: Ask) -> None:
    evidence = desk(clock, Scripted("s", now, b="1", a="2"))
    assert [reading.text for reading in await evidence.collect("s", ask)] == ["1", "2"]


async def test_what_cannot_be_asked_is_an_error_with_its_reason(clock: ManualClock, now: datetime, ask: Ask) -> None:
    evidence = desk(clock, Scripted("s", now, a=ReadingUnavailable("ss is not installed"), b="fine"))
    bad, good = await evidence.collect("s", ask)
    assert (bad.status, bad.why, good.status) == ("error", "ss is not installed", "ok")


async def test_what_is_late_is_an_error_and_the_rest_is_kept(clock: ManualClock, now: datetime, ask: Ask) -> None:
    late, good = await desk(clock, Scripted("s", now, a=None, b="fine")).collect("s", ask)
    assert (late.status, good.text) == ("error", "fine")
    assert "not answered within 0.2 s" in late.why


async def test_a_broken_pipe_is_an_error_too(clock: ManualClock, now: datetime, ask: Ask) -> None:
    (reading,) = await desk(clock, Scripted("s", now, a=BrokenPipeError("pipe"))).collect("s", ask)
    assert reading.status == "error"


async def test_an_answer_of_nothing_is_no_data(clock: ManualClock, now: datetime, ask: Ask) -> None:
    (reading,) = await desk(clock, Scripted("s", now, a="\x1b[0m\n")).collect("s", ask)
    assert reading.status == "no_data"


async def test_an_unknown_source_lists_the_known(clock: ManualClock, now: datetime, ask: Ask) -> None:
    with pytest.raises(UnknownName, match="known: s"):
        await desk(clock, Scripted("s", now)).collect("t", ask)


async def test_texts_reasons_and_questions_are_redacted(clock: ManualClock, now: datetime) -> None:
    evidence = desk(clock, Scripted("s", now, a="is zebra-42\x1b[1m", b=ReadingUnavailable("no zebra-42")))
    first = await evidence.ask(Query("a", ("http://u:zebra-42@h/",)))
    second = await evidence.ask(Query("b"))
    assert "zebra-42" not in f"{first}{second}"
    assert "\x1b" not in first.text


async def test_long_texts_are_cut_and_say_so(clock: ManualClock, now: datetime) -> None:
    reading = await desk(clock, Scripted("s", now, a="x\n" * 500), lines=20).ask(Query("a"))
    assert (reading.note, len(reading.text.split("\n"))) == ("truncated, 20 of 500 lines", 20)


async def test_a_query_goes_to_the_first_source_that_accepts_it(clock: ManualClock, now: datetime) -> None:
    evidence = desk(clock, Scripted("s", now, a="s"), Scripted("t", now, a="t", b="t"))
    assert ((await evidence.ask(Query("a"))).text, (await evidence.ask(Query("b"))).text) == ("s", "t")


async def test_a_query_that_nobody_accepts_is_an_error(clock: ManualClock, now: datetime) -> None:
    reading = await desk(clock, Scripted("s", now)).ask(Query("rm", ("-rf", "/")))
    assert (reading.status, "no source accepts rm" in reading.why) == ("error", True)


async def test_a_late_single_query_is_an_error(clock: ManualClock, now: datetime) -> None:
    assert (await desk(clock, Scripted("s", now, a=None)).ask(Query("a"))).status == "error"


async def test_the_body_can_be_opened_again(clock: ManualClock, now: datetime) -> None:
    evidence = desk(clock, Scripted("s", now, a="ERROR it broke\n" * 30))
    reading = await evidence.ask(Query("a"))
    ref = evidence.ref(reading)
    assert reading == evidence.open(ref)
    assert len(ref.excerpt) <= 240


async def test_a_forged_reference_is_refused(clock: ManualClock, now: datetime) -> None:
    evidence = desk(clock, Scripted("s", now, a="1", b="2"))
    one, two = await evidence.ask(Query("a")), await evidence.ask(Query("b"))
    with pytest.raises(IntegrityError):
        evidence.open(replace(evidence.ref(one), digest=two.digest))


def test_pasted_text_is_evidence(clock: ManualClock, now: datetime) -> None:
    reading = desk(clock).paste("token=abcdef99 it broke", "from chat", now)
    assert (
        reading.query.tool, reading.query.args, reading.query.item, reading.status,
    ) == ("paste", ("from chat",), "logs", "ok")  # fmt: skip
    assert "abcdef99" not in reading.text


def test_an_empty_paste_is_refused(clock: ManualClock, now: datetime) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        desk(clock).paste(" \n", "x", now)


def test_sources_are_named_in_order(clock: ManualClock, now: datetime) -> None:
    assert desk(clock, Scripted("b", now), Scripted("a", now)).names == ("b", "a")


async def test_a_source_that_is_down_says_so_once_for_all_its_questions(
    clock: ManualClock, now: datetime, ask: Ask
) -> None:
    """What fails for a reason of its own is told apart."""
    down = {name: Unavailable("api_unreached", source="loki", url=f"http://x/{name}", why="refused") for name in "abc"}
    odd = {"d": Unavailable("api_4xx", source="loki", url="http://x/d", status=400, said="parse error")}
    found = await desk(clock, Scripted("loki", now, **down, **odd)).collect("loki", ask)
    assert [(each.status, each.query.tool) for each in found] == [("error", "a"), ("error", "d")]
    assert (found[0].note, found[1].note) == ("2 more questions to this source have no answer either", "")
