"""A scenario answers exactly what was asked when it was recorded."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from astreinte.domain import Ask, Query, Window
from astreinte.errors import ConfigError
from astreinte.evidence import RecordedSource, Recording, read_recordings

LINES = [
    {
        "tool": "http",
        "query": "http://127.0.0.1:8080/",
        "at": "2026-11-23T11:58:00Z",
        "phase": "before",
        "text": "timed out",
    },
    {"tool": "df", "query": "-P -k", "at": "2026-11-23T11:58:01Z", "phase": "before", "text": "full"},
    {"tool": "df", "query": "-P  -k", "at": "2026-11-23T11:59:01Z", "phase": "after:free-disk", "text": "room"},
    {
        "tool": "kubectl",
        "query": "logs 'my pod'",
        "at": "2026-11-23T11:58:02Z",
        "phase": "before",
        "status": "error",
        "why": "gone",
    },
]


@pytest.fixture
def source(tmp_path: Path) -> RecordedSource:
    path = tmp_path / "recordings.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES) + "\n\n")
    return RecordedSource(read_recordings(path))


def ask(now: datetime, phase: str = "collect") -> Ask:
    return Ask("wiki", Window(now, now), phase)  # pyright: ignore[reportArgumentType]


async def test_the_plan_is_what_was_recorded_before_once_each(source: RecordedSource, now: datetime) -> None:
    assert [query.tool for query in source.plan(ask(now))] == ["http", "df", "kubectl"]


async def test_the_probe_asks_only_for_state(source: RecordedSource, now: datetime) -> None:
    assert [query.tool for query in source.plan(ask(now, "probe"))] == ["http"]


async def test_quoting_and_spacing_do_not_matter(source: RecordedSource) -> None:
    assert (await source.read(Query("df", ("-P", "-k")))).text == "full"


async def test_the_recorded_moment_is_kept(source: RecordedSource) -> None:
    assert (await source.read(Query("df", ("-P", "-k")))).at.isoformat() == "2026-11-23T11:58:01+00:00"


async def test_an_action_moves_the_world_on(source: RecordedSource) -> None:
    source.advance("after:free-disk")
    assert (await source.read(Query("df", ("-P", "-k")))).text == "room"


async def test_what_the_action_did_not_touch_stays(source: RecordedSource) -> None:
    source.advance("after:free-disk")
    assert (await source.read(Query("http", ("http://127.0.0.1:8080/",)))).text == "timed out"


async def test_an_unknown_query_has_no_data(source: RecordedSource) -> None:
    assert ((r := await source.read(Query("df", ("-P",)))).status, r.text) == ("no_data", "")


async def test_another_host_is_another_question(source: RecordedSource) -> None:
    assert (await source.read(Query("df", ("-P", "-k"), where="n2"))).status == "no_data"


async def test_a_recorded_failure_stays_one(source: RecordedSource) -> None:
    reading = await source.read(Query("kubectl", ("logs", "my pod")))
    assert (reading.status, reading.why) == ("error", "gone")


async def test_a_query_recorded_twice_is_answered_in_order(now: datetime) -> None:
    source = RecordedSource([Recording("http", "http://x/", now, "before", "ok", text) for text in ("down", "up")])
    query = Query("http", ("http://x/",))
    assert [(await source.read(query)).text for _ in range(3)] == ["down", "up", "up"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('{"tool": "df", "query": "", "at": "noon"}', "at: unreadable time"),
        ('{"tool": "df", "at": "2026-11-23T11:58:01Z"}', "query: Field required"),
        ('{"tool": "df", "query": "", "at": "2026-11-23T11:58:01Z", "phase": "later"}', "phase: "),
        ('{"tool": "df", "query": "", "at": "2026-11-23T11:58:01Z", "status": "fine"}', "status: "),
        ('{"tool": "df", "query": "", "at": "2026-11-23T11:58:01Z", "colour": "red"}', "colour: "),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps(LINES[0]) + "\n" + line + "\n")
    with pytest.raises(ConfigError, match=f"r.jsonl:2: {says}"):
        read_recordings(path)


def test_a_missing_file_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_recordings(tmp_path / "none.jsonl")


async def test_an_action_that_is_applied_once_more_moves_the_world_on_again() -> None:
    """
    Into a phase of its own where one was recorded, else into the first.
    """
    asked = Query("df", ("-P",))

    def at(phase: str, text: str) -> Recording:
        return Recording("df", "-P", datetime(2026, 11, 23, tzinfo=UTC), phase, "ok", text)

    source = RecordedSource(
        [at("before", "full"), at("after:free-disk", "full again"), at("after:free-disk-2", "room")]
    )
    said = [(await source.read(asked)).text]
    for phase in ("after:free-disk", "after:undo-free-disk", "after:free-disk", "after:stop", "after:free-disk"):
        source.advance(phase)
        said.append((await source.read(asked)).text)
    assert said == ["full", "full again", "full again", "room", "room", "full again"]
