"""MTTD: when it began, read from the evidence of the decided cause where nobody said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from astreinte.domain.outcome import Outcome
from astreinte.domain.times import duration_text

from .world import AT, CACHE, EMPTIED, RULES, STATUS, World, declared, df, line, settings, world


def full_disk(at: datetime, *logged: str) -> tuple[Any, ...]:
    """A wiki whose disk is full, read at `at`, with these lines in its log."""
    url = "http://127.0.0.1:8081/"
    text = "".join(f"{moment} ERROR cannot write: No space left on device\n" for moment in logged)
    before = [
        line("http", url, "connection refused", at=at),
        df("wikidata 4096 4096 0 100% /srv/wiki/data\n", at=at),
        line("tail", "-n 400 /srv/wiki/wiki.log", text or "INFO started\n", item="logs", at=at),
    ]
    after = [
        line("http", url, "HTTP 200 in 12 ms", at=at, phase="after:free-disk"),
        df("wikidata 4096 8 4088 1% /srv/wiki/data\n", "after:free-disk", at),
        line("du", EMPTIED.query, EMPTIED.text, at=at, phase="after:free-disk"),
    ]
    return (*before, *after, CACHE, STATUS, RULES)


async def ran(at: datetime, *logged: str, **more: Any) -> tuple[World, Outcome]:
    wiki = world(full_disk(at, *logged), at=at, settings=settings(user={"timezone": "Europe/Paris"}))
    return wiki, await wiki.run(declared(at, severity="HAUTE", **more))


async def test_the_earliest_cited_line_is_the_start() -> None:
    """
    Eight minutes before anyone saw it; the post-mortem says what the start was read from, and the target is missed.
    """
    wiki, outcome = await ran(AT, "2026-03-04T09:59:00Z", "2026-03-04T09:52:00Z", "2026-03-04T09:55:00Z")
    assert ("2026-03-04T09:52:00Z", 480) == (outcome.times.started, outcome.metrics.mttd)
    assert "mttd" in outcome.metrics.nfr_violated
    (onset,) = await wiki.entries(outcome, "onset")
    assert "evidence" == onset.data["started_source"]
    assert onset.evidence
    assert "impact commencé, d'après les relevés" in wiki.shelf.text
    assert onset.evidence[0] in wiki.shelf.text


async def test_a_stated_start_is_never_touched() -> None:
    """
    What the caller said counts, whatever the logs show.
    """
    wiki, outcome = await ran(AT, "2026-03-04T09:52:00Z", started=AT - timedelta(minutes=2), started_source="user")
    assert ("2026-03-04T09:58:00Z", 120) == (outcome.times.started, outcome.metrics.mttd)
    assert [] == await wiki.entries(outcome, "onset")
    assert "d'après l'utilisateur" in wiki.shelf.text


async def test_what_lies_before_the_window_or_after_detection_does_not_count() -> None:
    """
    Yesterday's full disk and the line that came after the alert say nothing of this start.
    """
    wiki, outcome = await ran(AT, "2026-03-03T09:52:00Z", "2026-03-04T10:00:01Z")
    assert (None, None) == (outcome.times.started, outcome.metrics.mttd)
    assert "Début de l'impact : inconnu" in wiki.shelf.text


async def test_without_a_dated_line_the_start_stays_unknown() -> None:
    """
    A reading taken after detection dates nothing.
    """
    _, outcome = await ran(AT)
    assert (None, "resolved") == (outcome.metrics.mttd, outcome.state)


@pytest.mark.parametrize(
    ("at", "logged", "shown"),
    [
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "2026-10-25T00:55:00Z", "02:55"),
        (datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "2026-10-25T02:55:00+02:00", "02:55"),
        (datetime(2026, 3, 29, 1, 10, tzinfo=UTC), "2026-03-29T00:55:00Z", "01:55"),
        (datetime(2026, 3, 29, 1, 10, tzinfo=UTC), "2026-03-29T01:55:00+01:00", "01:55"),
    ],
)
async def test_the_change_of_clocks_adds_and_takes_nothing(at: datetime, logged: str, shown: str) -> None:
    """
    Fifteen minutes across both changes in Paris, whatever the offset of the line; shown by the wall clock.
    """
    wiki, outcome = await ran(at, logged)
    assert 900 == outcome.metrics.mttd
    assert "15min" == duration_text(outcome.metrics.mttd or 0)
    assert f"{shown} | Début" in wiki.shelf.text
