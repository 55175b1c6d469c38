"""The shortcuts of extraction and redaction change nothing that is found."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, Redactor, extract, signal_rules
from astreinte.evidence.extract.idle import reports_nothing
from astreinte.evidence.extract.kinds import kinds_of
from astreinte.evidence.extract.lines import match_lines, shown
from astreinte.evidence.extract.literals import pieces_of, ways_of
from astreinte.evidence.extract.noise import is_noise
from astreinte.evidence.fold import fold
from astreinte.evidence.needles import Needles
from astreinte.evidence.secret_classes import NOT

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONTEXT = Context("wiki", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
MATCHING = {name: rule.match for name, rule in signal_rules().items() if rule.match}


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("Insufficient cpu", {"insufficient cpu"}),
        ("(?i)no space left|ENOSPC", {"no space left", "enospc"}),
        (r"\b(fatal|panic)\b.{0,9}", {"fatal", "panic"}),
        (r"colou?r of the", {"r of the"}),
        (r"(maybe )?certain", {"certain"}),
        (r"(ab|cd)efgh+", {"efgh"}),
        (r"[Tt]oo many (open )?files", {"oo many "}),
        (r"a|certain", set[str]()),
        (r"\d+ \w+", set[str]()),
        (r"x(?!never)certain", {"certain"}),
        (r"^(?=.*(no db|sql))(?=.*(failed|refused))", {"failed", "refused"}),
        (r"up(ed)? (code|status) [1-9]", {"code", "status"}),
    ],
)
def test_the_pieces_of_an_expression(pattern: str, pieces: set[str]) -> None:
    assert pieces_of(pattern) == pieces


@pytest.mark.parametrize("name", MATCHING)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_whatever_an_expression_matches_holds_one_of_its_pieces(name: str, data: st.DataObject) -> None:
    pattern = MATCHING[name]
    text = data.draw(
        st.from_regex(re.compile(pattern.pattern, pattern.flags), fullmatch=False).filter(
            lambda text: pattern.search(text) is not None
        )
    )
    pieces = pieces_of(pattern.pattern)
    assert not pieces or any(piece in fold(text) for piece in pieces)


ROW = st.text(st.sampled_from("aAbBéİıſK\u212a-_ "), max_size=8)


@given(rows=st.lists(ROW, max_size=8), piece=st.text("abik-_ ", min_size=1, max_size=3))
def test_the_lines_that_hold_a_piece_are_found(rows: list[str], piece: str) -> None:
    found = {index for index, _ in Needles({piece: 0}).lines(fold("\n".join(rows)))}
    assert found == {index for index, row in enumerate(rows) if piece in fold(row)}


@given(text=st.text(max_size=60))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


WORDS = st.sampled_from(
    [
        *(
            "connection refused",
            "to db:5432",
            "Insufficient cpu",
            "OOMKilled",
            "error",
            "failed: 0",
            "No space left on device",
        ),
        *(
            "2026-11-23T11:59:00Z",
            "2020-01-01T00:00:00Z",
            "Back-off restarting failed container",
            "CrashLoopBackOff",
            "\n",
        ),
        *(
            "INFO",
            "Traceback (most recent call last):",
            "lookup db: no such host",
            "\x1b[1m",
            "\t",
            "İ",
            "exit status 1",
        ),
        *(
            "Failed password for root from 192.0.2.9",
            "restic: Fatal: ",
            "certificate has expired",
            "HTTP/1.1 503",
            "ENOSPC",
        ),
    ]
)
QUERIES = st.sampled_from(
    [
        Query("kubectl", ("logs", "pod/x", "-n", "y"), item="logs"),
        Query("kubectl", ("get", "events", "-A"), item="events"),
        Query("journalctl", ("-k",), item="events"),
        Query("paste", ("anything",)),
        Query("tail", ("-n", "9", "/var/log/auth.log")),
    ]
)


@given(words=st.lists(WORDS, max_size=25), query=QUERIES)
def test_matching_by_pieces_finds_what_matching_every_line_finds(words: list[str], query: Query) -> None:
    reading = Reading(query, NOW, "ok", " ".join(words))
    fast = [(signal.id, signal.detail) for signal in match_lines(reading, CONTEXT)]
    rows = [row for row in re.sub(r"\x1b\[1m", "", reading.text).split("\n") if row.strip()]
    slow = [
        (name, shown(row.strip(), row.strip(), signal_rules()[name]))
        for row, after in zip(rows, [*rows, ""][1:], strict=True)
        if not is_noise(row)
        for name, pattern in MATCHING.items()
        if not all(reports_nothing(row, found.span(), after) for found in pattern.finditer(row))
    ]
    assert fast == [each for each in slow if each in fast]
    kinds = kinds_of(query)
    tried = {name for name, _ in slow if kinds and signal_rules()[name].reads(kinds)}
    stale = "2020-" in reading.text
    assert stale or tried <= {name for name, _ in fast}


def test_an_extraction_does_not_remember_another() -> None:
    """Lines are taken apart once an extraction, never across two of them."""
    first = Reading(
        Query("kubectl", ("logs", "pod/x", "-n", "y"), item="logs"), NOW, "ok", "dial tcp: connection refused"
    )
    fresh = replace(CONTEXT)
    assert extract([first], fresh)
    assert fresh.read == {}


KEY = r"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|client[_-]?secret)"
PLAIN = re.compile(
    rf"(?i)(?<![A-Za-z0-9])(?:[A-Za-z0-9]{{1,30}}[_.-]){{0,6}}(?:[A-Za-z0-9]{{0,30}}{KEY})=(?P<secret>{NOT}[^\s\"',;&|)}}\]]{{3,}})"
)
PARTS = st.sampled_from(
    [
        "password",
        "TOKEN",
        "api_key",
        "DB_",
        "my.",
        "x-",
        "=",
        "=",
        "abc123def",
        "hunter22!",
        "null",
        "a" * 28,
        "a" * 35,
        " ",
        "9",
        ";",
    ]
)


@given(parts=st.lists(PARTS, max_size=12))
def test_a_keyed_class_finds_what_the_whole_expression_finds(parts: list[str]) -> None:
    """An assignment in one line: by the word that says secret, or by any name that ends in it."""
    text = "".join(parts)
    wanted = PLAIN.sub(
        lambda found: found[0][: found.start("secret") - found.start()] + "[REDACTED:assigned_value]", text
    )
    got = Redactor().redact(text)
    assert re.sub(r"\[REDACTED:\w+\]", "#", got) == re.sub(r"\[REDACTED:\w+\]", "#", Redactor().redact(wanted))
    assert not PLAIN.search(re.sub(r"\[REDACTED:\w+\]", "", got)) or "[REDACTED" in got


@pytest.mark.parametrize(
    "unit",
    ["a_b.c-", "token={{ ", "x_token_", "secret_", "password:\n", "token:", 'token="', "-----BEGIN PRIVATE KEY-----\n"],
)
def test_repetition_does_not_stall_redaction(unit: str) -> None:
    """200 kB of a hostile pattern; what is quadratic in the length of a line takes minutes here."""
    text = unit * (200_000 // len(unit)) + " token"
    assert Redactor().redact(text)


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("(?i)out of memory|disk (full|gone)", 2),
        (r"a[|]b\|c", 1),
        ("(?=up|down)x|y", 2),
        (r"(a|b)\1|c", 1),
        ("abc", 1),
    ],
)
def test_only_bars_at_the_top_make_ways(pattern: str, ways: int) -> None:
    assert len(ways_of(pattern)) == ways


@given(name=st.sampled_from(sorted(MATCHING)), data=st.data())
def test_the_ways_of_an_expression_match_what_it_matches(name: str, data: st.DataObject) -> None:
    match = MATCHING[name]
    text = data.draw(st.from_regex(re.compile(match.pattern, match.flags)) | st.text())
    found = any(way.expression.search(text) and holds(text, way.needs) for way in ways_of(match.pattern))
    assert found == (match.search(text) is not None)


def holds(text: str, needs: Sequence[frozenset[str]]) -> bool:
    return all(any(piece in fold(text) for piece in pieces) for pieces in needs)
