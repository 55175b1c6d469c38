# ruff: noqa: E501 - outputs of tools are as wide as they are
"""One text that holds several commands says what each of them would have said alone."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, extract

from .conftest import NOW

CONTEXT = Context("mill", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
DF = "Filesystem      Size  Used Avail Use% Mounted on\n/dev/vdb1        20G   20G     0 100% /srv\ntmpfs           1.0G     0  1.0G   0% /run"
FREE = "              total        used        free      shared  buff/cache   available\nMem:           1000         980          10           1          10          12\nSwap:             0           0           0"
PS = 'CONTAINER ID   IMAGE      COMMAND      CREATED        STATUS                     PORTS     NAMES\n1a2b3c4d5e6f   mill:1.2   "/mill"      3 hours ago    Exited (1) 3 minutes ago             mill'
LOG = "2026-11-23T11:58:00Z ERROR No space left on device\nTraceback (most recent call last):"
UNIT = "× mill.service - The mill\n     Loaded: loaded (/etc/systemd/system/mill.service; enabled)\n     Active: failed (Result: exit-code) since Mon 2026-11-23 11:58:00 UTC; 2min ago"
COMMANDS = (
    ("df -h", DF, Query("df", ("-h",))),
    ("free -m", FREE, Query("free", ("-m",))),
    ("docker ps -a", PS, Query("docker", ("ps", "-a"))),
    ("docker logs --tail 50 mill", LOG, Query("docker", ("logs", "--tail", "50", "mill"))),
    ("systemctl status mill", UNIT, Query("systemctl", ("status", "mill"))),
)
PROMPTS = (
    "$ ",
    "# ",
    "% ",
    "❯ ",
    "➜  ~ ",
    "PS> ",
    "PS C:\\Users\\ops> ",
    "bash-5.1$ ",
    "/srv # ",
    "└─$ ",
    "[14:02:11] $ ",
)
HOSTED = (
    "root@mill2:~# ",
    "[ops@mill2 ~]$ ",
    "ops@mill2 ~ % ",
    "(venv) ops@mill2:/srv/app$ ",
    "mill2:~ ops$ ",
    "\x1b[32mops@mill2\x1b[0m:~$ ",
)


def paste(text: str) -> Reading:
    return Reading(Query("paste", ("from chat",), item="logs"), NOW, "ok", text)


def told(*readings: Reading) -> set[tuple[str, str, str]]:
    return {(each.id, each.entity, each.detail) for each in extract(readings, CONTEXT)}


def apart(where: str = "local") -> set[tuple[str, str, str]]:
    return told(*(Reading(Query(q.tool, q.args, where=where), NOW, "ok", text) for _, text, q in COMMANDS))


def transcript(prompt: str) -> str:
    return "\n".join(f"{prompt}{command}\n{text}" for command, text, _ in COMMANDS) + f"\n{prompt}\n"


@pytest.mark.parametrize("prompt", PROMPTS)
def test_each_command_of_a_transcript_is_read_as_if_alone(prompt: str) -> None:
    assert told(paste(transcript(prompt))) == apart()


@pytest.mark.parametrize("prompt", HOSTED)
def test_the_host_of_the_prompt_is_the_one_spoken_of(prompt: str) -> None:
    found = told(paste(transcript(prompt)))
    assert found == apart("mill2")
    assert "host:mill2" in {entity for _, entity, _ in found}


def test_windows_line_ends_fences_and_a_cut_last_line_do_no_harm() -> None:
    text = "Voilà :\n```console\n" + transcript("$ ").replace("\n", "\r\n") + "```\n$ df -h\nFilesystem    Size  Us"
    assert {name for name, _, _ in told(paste(text))} >= {"memory-host-low", "container-exited", "unit-failed"}


def test_signals_cite_the_text_that_was_handed_in() -> None:
    whole = paste(transcript("root@mill2:~# "))
    assert {each.evidence for each in extract([whole], CONTEXT)} == {(whole.id,)}


def test_outputs_one_after_the_other_need_no_prompt() -> None:
    text = f"ici :\n{DF}\n{FREE}\n\n{PS}\n{UNIT}\npuis\n{LOG}"
    names = {name for name, _, _ in told(paste(text))}
    assert names >= {"filesystem-full", "memory-host-low", "container-exited", "unit-failed", "no-space", "traceback"}


def test_one_output_without_its_command_is_known_by_its_header() -> None:
    assert told(paste(FREE)) == told(Reading(Query("free"), NOW, "ok", FREE))


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("sudo -u ops LANG=C /usr/bin/df -h", Query("df", ("-h",))),
        ("cd /srv && df -h 2>/dev/null | grep -v tmpfs", Query("df", ("-h",))),
        ("ssh -p 22 ops@mill7 df -h", Query("df", ("-h",), where="mill7")),
        ("pct exec 210 -- df -h", Query("df", ("-h",), where="lxc-210")),
        ("docker exec -it -u root mill df -h", Query("df", ("-h",), where="mill")),
        ("watch -n 2 df \\\n> -h", Query("df", ("-h",))),
    ],
)
def test_what_stands_around_a_command_is_no_part_of_it(line: str, query: Query) -> None:
    assert told(paste(f"$ {line}\n{DF}")) == told(Reading(query, NOW, "ok", DF))


def test_a_command_that_prints_nothing_was_answered_with_nothing() -> None:
    assert ("name-unknown-now", "service:mill") in {row[:2] for row in told(paste("$ getent hosts db.lan\n$ uptime"))}


def test_a_body_without_a_status_is_no_failed_call() -> None:
    assert told(paste('$ curl -s http://localhost:8080/health\n{"ok": true}')) == set()
    assert "service-unhealthy" in {row[0] for row in told(paste("$ curl -v http://localhost:8080\n< HTTP/1.1 503 No"))}


def test_a_later_answer_of_the_same_paste_overtakes_an_earlier_one() -> None:
    room = DF.replace("20G     0 100%", "2G   18G  10%")
    assert told(paste(f"$ df -h\n{DF}\n$ rm -r /srv/tmp\n$ df -h\n{room}")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "# mount the disk before you start\n# docker is needed for this\nport: 80",
        "> mount point\n$ 14 were spent\n100 % of it",
        "# Generated by the installer\n# df is read by the watcher\nlevel: info",
    ],
)
def test_remarks_and_headings_are_no_prompts(text: str) -> None:
    assert told(paste(f"{text}\n{LOG}")) == told(paste(f"{text}\n\n{LOG}")) >= told(paste(LOG))


@pytest.mark.parametrize("command", ["cat notes.txt", "ls", "uname -a", "cat /etc/hostname"])
def test_an_unrelated_command_changes_nothing_of_the_rest(command: str) -> None:
    plain = transcript("$ ")
    assert (
        told(paste(f"$ {command}\nmill\n{plain}")) == told(paste(f"{plain}$ {command}\nmill\n")) == told(paste(plain))
    )


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(
        st.one_of(
            st.sampled_from([*PROMPTS, *HOSTED, "\n", "\r\n", "\x1b[31m", "'", "\\\n", " | ", "&&", ";", "ssh ", "docker exec "]),
            st.sampled_from([text for command, output, _ in COMMANDS for text in (command, output)]),
            st.text(st.characters(codec="utf-8"), max_size=20),
        ),
        max_size=14,
    ),
    cut=st.integers(0, 900),
)  # fmt: skip
def test_no_transcript_is_an_error(pieces: list[str], cut: int) -> None:
    extract([paste("".join(pieces)[:cut])], CONTEXT)


def test_what_a_job_echoes_is_a_step_and_was_typed_by_nobody() -> None:
    job = "Running with gitlab-runner 17.5.0 (1a2b)\n$ make test\n--- FAIL: TestMill (0.01s)\nERROR: Job failed: exit code 1"
    found = extract([paste(f"voilà :\n{job}\n$ df -h\n{DF}")], CONTEXT)
    red = next(each for each in found if each.id == "pipeline-red")
    assert red.attributes["step"] == "make test"
    assert "filesystem-full" in {each.id for each in found}
