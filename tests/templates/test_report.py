"""The one-file report: complete, harmless whatever the evidence says, and small enough to open."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.blame import lint
from astreinte.config import Settings
from astreinte.domain import Draft, Entry, Kind, Query, Reading, Zone
from astreinte.memory import Labels, project
from astreinte.templates import Words, compose
from astreinte.templates.report import report
from astreinte.templates.report.lanes import lanes
from astreinte.templates.report.plots import Event, plots
from astreinte.templates.report.scale import around

from .full_disk import drafts, journal_of

START = datetime(2026, 3, 1, 13, 0, tzinfo=UTC)


def page(entries: list[Entry], language: str = "fr", readings: tuple[Reading, ...] = ()) -> str:
    outcome, words = project(entries), Words(language, "Europe/Paris")
    text = compose(outcome, entries, Settings(), words, {})
    return report(outcome, entries, Settings(), words, Labels(), readings, (text, lint(text, language)))


def test_a_lane_draws_what_lies_close_once_whatever_comes_between() -> None:
    """
    A thousand notes among a thousand updates of one actor are as many marks as there is room for; none is lost.
    """
    kinds: tuple[Kind, ...] = ("note", "reading")
    moments = [START + timedelta(minutes=place) for place in range(2000)]
    entries = [
        Entry("INC-1", seq, kinds[seq % 2], "ana", at, at, {}, (), "", "", "") for seq, at in enumerate(moments, 1)
    ]
    drawn = lanes(entries, [], Zone("UTC"), {"ana": "Ana"}, lambda entry: f"number {entry.seq}")
    (lane,) = drawn.lanes
    assert "Ana" == lane.name
    assert 250 > len(lane.marks)
    assert {"note": 1000, "look": 1000} == {
        group: sum(mark.count for mark in lane.marks if mark.group == group) for group in ("note", "look")
    }
    assert ["number 1", "number 2"] == [mark.text for mark in lane.marks[:2]]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(text)
    return parser.seen


def series(values: list[float], metric: str = "disk_used") -> Reading:
    points = [[(START + timedelta(minutes=place)).timestamp(), str(value)] for place, value in enumerate(values)]
    labels = {"__name__": metric, "instance": "wiki"}
    body = {"status": "success", "data": {"resultType": "matrix", "result": [{"metric": labels, "values": points}]}}
    return Reading(Query("prometheus", ("query_range", metric)), START, "ok", json.dumps(body))


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_page_stands_alone(entries: list[Entry], language: str) -> None:
    text = page(entries, language)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, _ in tags(text)}
    assert all(str(attrs.get("href", "#")).startswith("#") for _, attrs in tags(text))
    assert not re.search(r"url\(|@import", text)
    assert entries[-1].hash in text
    assert "{{" not in text


@given(
    st.text(max_size=60)
    | st.sampled_from(["</style><script>alert(1)</script>", "<img src=x onerror=a>", "\u202e\x1b[31m"])
)
def test_hostile_text_stays_text(said: str) -> None:
    import asyncio

    told = [
        Draft(d.kind, d.actor, dict(d.data) | {"title": said or "x"}) if d.kind == "declared" else d for d in drafts()
    ]
    entries = asyncio.run(journal_of([*told, Draft("note", said, {"text": said})]))
    plain = asyncio.run(journal_of([*drafts(), Draft("note", "user", {"text": "x"})]))
    ref = next(entry for entry in entries if entry.kind == "reading")
    reading = Reading(Query("cat"), START, "ok", said)
    del ref
    text = page(entries, readings=(reading,))
    allowed = {tag for tag, _ in tags(page(plain))} | {
        "em",
        "strong",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "p",
        "br",
        "pre",
        "code",
        "h3",
    }
    assert {tag for tag, _ in tags(text)} <= allowed
    assert "\u202e" not in text
    assert "\x1b" not in text


async def test_five_hundred_events_stay_below_a_megabyte(entries: list[Entry]) -> None:
    last = entries[-1]
    more = [
        replace(
            last,
            seq=last.seq + n,
            kind="note",
            data={"text": f"line {n} " * 12},
            occurred_at=last.occurred_at + timedelta(seconds=n),
        )
        for n in range(1, 501)
    ]
    assert len(page([*entries, *more]).encode()) < 1_000_000


def test_the_band_is_what_was_usual_before_the_onset() -> None:
    reading = series([10.0, 11.0, 10.0, 9.0, 10.0, 10.5, 90.0, 95.0])
    onset = Event(START + timedelta(minutes=6), "onset", "")
    (plot,) = plots([reading], [reading.id], [onset], Zone("UTC"))
    assert plot.band is not None
    top, height = plot.band
    assert top + height <= plot.bottom + 1
    assert height < (plot.bottom - plot.top) / 4
    assert ["onset"] == [kind for _, kind, _ in plot.events]


def test_without_an_onset_there_is_no_band() -> None:
    (plot,) = plots([series([1.0, 2.0, 3.0, 4.0])], [], [], Zone("UTC"))
    assert plot.band is None


def test_what_the_decision_cites_comes_first() -> None:
    calm, loud = series([5.0, 5.0, 5.0, 5.0], "calm"), series([1.0, 1.0, 9.0, 9.0], "loud")
    assert ["calm", "loud"] == [plot.title for plot in plots([loud, calm], [calm.id], [], Zone("UTC"))]
    assert ["loud", "calm"] == [plot.title for plot in plots([calm, loud], [], [], Zone("UTC"))]


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=5))
def test_ticks_lie_on_the_scale_at_round_times(seconds: list[int]) -> None:
    scale = around([START + timedelta(seconds=each) for each in seconds], 0.0, 100.0)
    found = scale.ticks(Zone("Europe/Paris"))
    assert all(0 <= tick.x <= 100 for tick in found)
    assert [tick.x for tick in found] == sorted(tick.x for tick in found)
