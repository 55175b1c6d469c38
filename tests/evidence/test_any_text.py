# ruff: noqa: E501, Q003 - outputs of tools are as long as they are
"""Whatever a tool prints: nothing fails, and what does not matter changes nothing."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract
from astreinte.evidence.extract.kinds import kind_rows

from .conftest import NOW
from .samples import SAMPLES as INVENTED

CONTEXT = Context("stall", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
TOOLS = sorted({row.tool for row in kind_rows()} | {"paste"})
SAMPLES = (
    ("df", "-P -k", "Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda1 100 100 0 100% /srv\n"),
    ("free", "-b", "        total used free shared buff/cache available\nMem: 100 98 1 0 1 1\nSwap: 10 10 0\n"),
    ("kubectl", "get pods -n shop", "NAME      READY  STATUS            RESTARTS     AGE\nstall-0   0/1    CrashLoopBackOff  7 (2m ago)   9m\n"),
    ("kubectl", "describe pvc files -n shop", "Name: files\nNamespace: shop\nStatus: Pending\nStorageClass: quick\nEvents:\n  Warning  ProvisioningFailed  20s  controller  storageclass.storage.k8s.io \"quick\" not found\n"),
    ("kubectl", "logs stall-0 -n shop", "INFO ready\nTraceback (most recent call last):\n  File \"a.py\", line 3\nValueError: no\n"),
    ("docker", "ps -a", "CONTAINER ID   IMAGE   STATUS                    NAMES\n1a2b3c  stall:1  Exited (137) 3 minutes ago  stall\n"),
    ("tempo", "a1", "├─ /a (front) - 4000ms (span_id=1)\n  ├─ query (stock) - 3900ms (span_id=2)\n  │    db.statement: SELECT 1\n"),
    ("journalctl", "-u stall", "Nov 23 11:58:00 h stall[7]: connect ECONNREFUSED 10.0.0.5:5432\n"),
    ("restic", "snapshots", "Fatal: unable to open repository: wrong password or no key found\n"),
    ("prometheus", "up", '{"status":"success","data":{"activeTargets":[{"scrapePool":"a","health":"down"}]}}'),
)  # fmt: skip
EVERY = (*SAMPLES, *((each.tool, each.args, each.text) for each in INVENTED.values()))
HOSTILE = st.text(st.characters(codec="utf-8"), max_size=300)
ODD = st.sampled_from(["\x1b[31m", "\x00", "9" * 400, "-" * 50, "\t", "\r", "é", "{", '"', "\ud7ff", "NaN", "1e999"])


def reading(tool: str, args: str, text: str) -> Reading:
    return Reading(Query(tool, tuple(args.split())), NOW, "ok", text)


@st.composite
def mutated(draw: st.DrawFn) -> Reading:
    """A real-looking answer cut, shuffled, or with odd characters put in; words in another order where so drawn."""
    tool, args, text = draw(st.sampled_from(EVERY))
    if draw(st.booleans()):
        text = "\n".join(" ".join(reversed(row.split())) for row in text.split("\n"))
    rows = draw(st.permutations(text.split("\n")))
    shuffled = "\n".join(rows)
    cut = shuffled[: draw(st.integers(0, len(shuffled)))]
    at = draw(st.integers(0, len(cut)))
    return reading(tool, args, cut[:at] + draw(ODD) + cut[at:])


@pytest.mark.parametrize("tool", TOOLS)
@settings(max_examples=12, deadline=None)
@given(text=HOSTILE, args=st.text("abcdepst -/", max_size=20))
def test_no_text_of_any_tool_is_an_error(tool: str, text: str, args: str) -> None:
    extract([reading(tool, args, text)], CONTEXT)


@settings(max_examples=150, deadline=None)
@given(several=st.lists(mutated(), min_size=1, max_size=4))
def test_no_damaged_answer_is_an_error(several: list[Reading]) -> None:
    extract(several, CONTEXT)


def told(*readings: Reading) -> set[tuple[str, str, str]]:
    found: tuple[Signal, ...] = extract(readings, CONTEXT)
    return {(each.id, each.entity, each.detail) for each in found}


@pytest.mark.parametrize(
    "sample",
    [*SAMPLES, *((each.tool, each.args, each.text) for each in INVENTED.values() if each.says)],
    ids=[*(f"{tool} {args}" for tool, args, _ in SAMPLES), *(name for name, each in INVENTED.items() if each.says)],
)
@pytest.mark.parametrize(
    "other",
    [
        reading("runbook", "disk", "When No space left on device is logged, remove OOMKilled pods."),
        reading("jq", "count", "14"),
        reading("uname", "-a", "Linux h 6.1"),
    ],
    ids=["runbook", "listing", "unknown"],
)
def test_a_reading_that_says_nothing_of_it_changes_nothing(sample: tuple[str, str, str], other: Reading) -> None:
    alone = told(reading(*sample))
    assert alone
    assert told(reading(*sample), other) == alone
    assert told(other, reading(*sample)) == alone
