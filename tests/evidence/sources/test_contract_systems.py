"""What every source that runs a program keeps to: it plans only what it accepts, and never pretends to have read."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.domain import CHECKLIST, Query
from astreinte.errors import ConfigError, ReadingUnavailable
from astreinte.evidence.sources.run import LIMIT
from astreinte.evidence.unavailable import Unavailable

from .subjects import SUBJECTS, Subject, ask, made, stand_in

each = pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


@each
@pytest.mark.parametrize("phase", ["probe", "collect", "validate"])
@pytest.mark.parametrize("service", ["mill", "pump", "wheel", "nobody", "$(id)", "--all"])
def test_what_is_planned_is_accepted_and_the_same_each_time(subject: Subject, phase: str, service: str) -> None:
    source = subject.make()
    asked = ask(service, phase)
    planned = source.plan(asked)
    assert all(source.accepts(query) for query in planned)
    assert list(planned) == list(subject.make().plan(asked))


@each
def test_the_checklist_is_covered_as_far_as_lists_go(subject: Subject) -> None:
    items = {query.item for query in subject.make().plan(ask())}
    assert items <= set(CHECKLIST)
    assert {"resources", "events", "metrics"} <= items


@each
async def test_what_the_program_prints_is_the_reading(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, "echo NAME; echo mill-1")
    reading = await subject.make().read(subject.query)
    assert (reading.status, reading.text, reading.query) == ("ok", "NAME\nmill-1\n", subject.query)
    assert reading.at.tzinfo is not None


@each
async def test_nothing_printed_is_no_data(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, "exit 0")
    assert (await subject.make().read(subject.query)).status == "no_data"


@each
async def test_a_failure_gives_code_and_complaint(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, "echo 'the moon is full' >&2; exit 7")
    with pytest.raises(ReadingUnavailable, match="exited with 7: the moon is full"):
        await subject.make().read(subject.query)


@each
async def test_a_silent_failure_says_so(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, "exit 9")
    with pytest.raises(ReadingUnavailable, match="exited with 9"):
        await subject.make().read(subject.query)


@each
async def test_a_partial_answer_is_kept_with_its_code(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, "echo half; echo 'the rest is lost' >&2; exit 1")
    reading = await subject.make().read(subject.query)
    assert (reading.status, reading.text.split("\n")[0], reading.note) == ("ok", "half", "exit 1")


@each
async def test_a_missing_program_says_what_to_do_in_both_languages(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable) as caught:
        await subject.make().read(subject.query)
    assert "n'est pas installé" in caught.value.text("fr")
    assert "is not installed" in caught.value.text("en")


@each
async def test_bytes_that_are_no_text_do_not_break_it(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, r"printf 'a\377\000b\n'")
    assert (await subject.make().read(subject.query)).text == "a\ufffdb\n"


@each
async def test_output_without_end_is_cut_and_said_to_be(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, "head -c 9000000 /dev/zero | tr '\\0' 'x'")
    reading = await subject.make().read(subject.query)
    assert (len(reading.text), reading.note) == (LIMIT, "output cut")


@each
async def test_a_program_that_hangs_is_cancelled_with_the_reading(subject: Subject, programs: Path) -> None:
    stand_in(programs, subject.program, f"echo $$ > {programs}/pid; exec sleep 60")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await subject.make().read(subject.query)
    assert not _runs(programs / "pid")


def _runs(pid: Path) -> bool:
    return Path(f"/proc/{pid.read_text().strip()}/cmdline").exists()


@each
@pytest.mark.parametrize("tool", ["sh", "rm", "ssh", "", "/usr/bin/env", "cat", "pct;"])
async def test_another_tool_is_refused(subject: Subject, tool: str) -> None:
    source = subject.make()
    query = replace(subject.query, tool=tool)
    assert not source.accepts(query)
    with pytest.raises(ReadingUnavailable, match="not in the catalogue"):
        await source.read(query)


@each
def test_another_place_is_refused(subject: Subject) -> None:
    assert not subject.make().accepts(Query(subject.query.tool, subject.query.args, where="elsewhere"))


HOSTILE = st.one_of(
    st.sampled_from(
        [";id", "$(id)", "`id`", "a\nb", "a\x00", "a|b", "a&b", "a>b", "../x", "a/../../etc", "-A", "--kubeconfig=/x",
         "--host=tcp://x", "*", "a b", "é", "x" * 300, "", "a;", "'", '"', "\\", "~", "\u202e", "a\r"]
    ),
    st.text(max_size=30),
)  # fmt: skip
VERBS = ["get", "delete", "exec", "rm", "-n", "secrets", "apply"]
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


@each
@settings(max_examples=300, deadline=None)
@given(bad=HOSTILE)
def test_a_hostile_argument_is_accepted_nowhere(subject: Subject, bad: str) -> None:
    """What is accepted is a plain name, with nothing that a shell or an option parser acts on."""
    if subject.make().accepts(subject.hostile(bad)):
        assert set(bad) <= PLAIN
        assert bad[0] not in "-."


@each
@settings(max_examples=200, deadline=None)
@given(words=st.lists(st.one_of(HOSTILE, st.sampled_from(VERBS)), max_size=6))
def test_words_at_random_are_refused(subject: Subject, words: list[str]) -> None:
    assert not subject.make().accepts(replace(subject.query, args=tuple(words)))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("docker", {"host": "file:///etc/passwd"}),
        ("docker", {"host": "unix:///a b"}),
        ("podman", {"colour": "red"}),
        ("kubernetes", {"namespace": "Fields"}),
        ("kubernetes", {"context": "-x"}),
        ("pve", {"node": "-x"}),
        ("pve", {"ssh": "root@a b", "node": "n1"}),
    ],
)
def test_a_wrong_option_is_told_by_its_key(name: str, options: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=rf"sources\.{name}\.{next(iter(options))}"):
        made(name, options)()
