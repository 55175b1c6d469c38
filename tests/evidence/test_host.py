"""The host source on this very machine: real files, a real server, real df; and nothing outside its catalogue."""

import asyncio
import os
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from astreinte.config import Service, Settings
from astreinte.domain import CHECKLIST, Ask, Query, SystemClock, Window
from astreinte.errors import ConfigError, ReadingUnavailable, UnknownName
from astreinte.evidence import Context, Evidence, HostSource, MemoryStore, Redactor, extract, make_source, make_sources
from astreinte.evidence.sources.catalogue import FREE_PATHS, VERBS
from astreinte.evidence.sources.run import run


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503 if "down" in self.path else 200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return


@contextmanager
def serving() -> Generator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def git(repo: Path, *words: str) -> None:
    env = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "Someone",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "Someone",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }
    subprocess.run(["git", "-C", str(repo), *words], check=True, capture_output=True, env=env)


@pytest.fixture
def service(tmp_path: Path) -> Service:
    for name in ("data", "conf", "logs"):
        (tmp_path / name).mkdir()
    stamp = SystemClock().now().strftime("%Y-%m-%d %H:%M:%S")
    (tmp_path / "logs/wiki.log").write_text(
        f"2020-01-01 00:00:00 ERROR ancient\n{stamp} INFO starting\n{stamp} ERROR No space left on device\n"
    )
    (tmp_path / "conf/wiki.yaml").write_text("port: 8080\npassword: hunter22\n")
    (tmp_path / "data/a.tmp").write_text("x" * 5000)
    git(tmp_path / "conf", "init", "-q")
    for message in ("Set it up", "Change the port"):
        with (tmp_path / "conf/wiki.yaml").open("a") as file:
            file.write(f"# {message}\n")
        git(tmp_path / "conf", "add", "-A")
        git(tmp_path / "conf", "commit", "-qm", message)
    return Service(
        probe="http://127.0.0.1:9/health",
        port=9,
        logs=(str(tmp_path / "logs/wiki.log"),),
        paths=(str(tmp_path / "data"),),
        repo=str(tmp_path / "conf"),
        config=(str(tmp_path / "conf/wiki.yaml"),),
        safe_to_free=(str(tmp_path / "data/*.tmp"),),
    )


@pytest.fixture
def source(service: Service) -> HostSource:
    return HostSource({"wiki": service})


def ask(phase: str = "collect") -> Ask:
    now = SystemClock().now()
    return Ask("wiki", Window(now - timedelta(minutes=30), now), phase)  # pyright: ignore[reportArgumentType]


async def test_this_host_is_read_and_understood(source: HostSource, service: Service) -> None:
    evidence = Evidence([source], MemoryStore(), Redactor(), SystemClock(), 30, 400)
    asked = ask()
    readings = await evidence.collect("host", asked)
    texts = {f"{r.query.tool} {r.query.text}": r.text for r in readings}
    assert set(CHECKLIST) == {reading.query.item for reading in readings}
    assert "hunter22" not in "".join(texts.values())
    assert "Someone" not in next(text for key, text in texts.items() if " log " in key)
    assert "ancient" not in texts[f"tail -n 400 {service.logs[0]}"]
    assert "a.tmp" in texts[f"du -k '{service.safe_to_free[0]}'"]
    found = extract(readings, Context("wiki", {"wiki": service}, asked.window, SystemClock().now()))
    assert {"no-space", "connect-refused", "service-unhealthy", "config-changed"} <= {signal.id for signal in found}
    assert {reading.id for reading in readings} >= {ref for signal in found for ref in signal.evidence}


@pytest.mark.parametrize("phase", ["probe", "collect", "validate"])
def test_all_that_is_planned_is_accepted(phase: str, tmp_path: Path) -> None:
    services = {
        "a": Service(
            probe="dns://example.org", manager="systemd", unit="a.service", needs=("b", "mail.example.org:25")
        ),
        "b": Service(probe="tcp://127.0.0.1:5432", manager="docker", unit="pg", logs=(str(tmp_path / "b.log"),)),
        "c": Service(probe="https://example.org/x?y=1", manager="supervisor", unit="g:c", paths=(str(tmp_path),)),
    }
    source = HostSource(services, supervisor="/etc/supervisor.conf")
    now = SystemClock().now()
    for name in services:
        planned = source.plan(Ask(name, Window(now, now), phase))  # pyright: ignore[reportArgumentType]
        assert planned
        assert all(source.accepts(query) for query in planned)


def test_the_probe_asks_health_and_manager() -> None:
    service = Service(probe="tcp://127.0.0.1:5432", manager="supervisor", unit="pg")
    planned = HostSource({"wiki": service}, supervisor="/etc/s.conf").plan(ask("probe"))
    assert [(q.tool, q.text) for q in planned] == [
        ("tcp", "127.0.0.1:5432"),
        ("supervisorctl", "-c /etc/s.conf status pg"),
    ]


async def test_an_unknown_service_still_shows_the_host(source: HostSource) -> None:
    asked = Ask("nobody", ask().window)
    assert {"df", "ss", "ps"} <= {query.tool for query in source.plan(asked)}


async def test_a_server_that_answers(source: HostSource) -> None:
    with serving() as port:
        text = (await source.read(Query("http", (f"http://127.0.0.1:{port}/",)))).text
    assert text.startswith("HTTP 200 in ")
    assert text.endswith("hello")


async def test_a_server_that_fails_has_answered(source: HostSource) -> None:
    with serving() as port:
        reading = await source.read(Query("http", (f"http://127.0.0.1:{port}/down",)))
    assert (reading.status, reading.text.startswith("HTTP 503")) == ("ok", True)


async def test_a_port_that_is_open(source: HostSource) -> None:
    with serving() as port:
        assert (await source.read(Query("tcp", (f"127.0.0.1:{port}",)))).text.startswith("connected in")


@pytest.mark.parametrize("query", [Query("http", ("http://127.0.0.1:9/",)), Query("tcp", ("127.0.0.1:9",))])
async def test_a_refused_connection_is_an_answer(source: HostSource, query: Query) -> None:
    reading = await source.read(query)
    assert (reading.status, reading.text) == ("ok", "connection refused")


async def test_a_local_name_resolves(source: HostSource) -> None:
    assert "127.0.0.1" in (await source.read(Query("dns", ("localhost",)))).text


def last_words(path: str) -> None:
    Path(path).write_text("".join(f"2020-01-01 00:00:{n:02} line {n}\n" for n in range(60)))


def ended(marker: Path) -> bool:
    state = Path(f"/proc/{marker.read_text().strip()}/stat")
    return not state.exists() or ") Z " in state.read_text()


async def test_a_log_that_is_silent_for_half_an_hour_shows_its_last_words(source: HostSource, service: Service) -> None:
    last_words(service.logs[0])
    text = (await source.read(Query("tail", ("-n", "400", service.logs[0])))).text
    assert (text.split("\n")[0][-7:], text.split("\n")[-1][-7:]) == ("line 40", "line 59")


async def test_a_link_that_leads_out_is_not_followed(source: HostSource, service: Service, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x")
    link = Path(service.paths[0]) / "link"
    link.symlink_to(tmp_path / "outside")
    with pytest.raises(ReadingUnavailable, match="outside the paths"):
        await source.read(Query("config", (str(link),)))


async def test_an_absent_file_is_unavailable(source: HostSource, service: Service) -> None:
    with pytest.raises(ReadingUnavailable, match="No such file"):
        await source.read(Query("tail", ("-n", "10", service.paths[0] + "/none.log")))


async def test_a_fifo_does_not_hang(source: HostSource, service: Service) -> None:
    os.mkfifo(Path(service.paths[0]) / "fifo")
    with pytest.raises(ReadingUnavailable, match="not a regular file"):
        await source.read(Query("config", (service.paths[0] + "/fifo",)))


async def test_a_missing_program_says_what_to_install() -> None:
    with pytest.raises(ReadingUnavailable, match="not installed here; try: apt-get install"):
        await run(["no-such-program-here"], 1)


async def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    script = f"sleep 60 & echo $! > {marker}; wait"
    with pytest.raises(ReadingUnavailable, match=r"did not finish within 0\.3 s"):
        await run(["sh", "-c", script], 0.3)
    await asyncio.sleep(0.1)
    assert ended(marker)


async def test_endless_output_is_bounded() -> None:
    ran = await run(["head", "-c", "9000000", "/dev/zero"], 10)
    assert (ran.cut, len(ran.out)) == (True, 4 * 1024 * 1024)


HOSTILE = st.one_of(
    st.sampled_from(
        [
            "-rf",
            "--exec=sh",
            "/etc/shadow",
            "../../etc/shadow",
            "$(id)",
            "`id`",
            "a;id",
            "a\nb",
            "a\x00b",
            "|",
            "-c",
            "/",
            "*",
            "unix:///x",
            "--since=$(id)",
            "-H tcp://x",
            "/etc/../etc/shadow",
            "--output=/tmp/x",
            "HEAD",
            "rm",
            "stop",
        ]
    ),
    st.text(min_size=1, max_size=20),
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_hostile_argument_is_accepted(source: HostSource, data: st.DataObject) -> None:
    """A word that starts with `-`, breaks a line or leaves the paths is refused wherever it stands."""
    tool = data.draw(st.sampled_from(sorted(VERBS)))
    words = data.draw(st.sampled_from(VERBS[tool])).split() or ["x"]
    slot = data.draw(st.integers(0, len(words) - 1))
    bad = data.draw(HOSTILE)
    args = tuple(bad if index == slot else word for index, word in enumerate(words))
    shell = set(";|&`$<>\n\x00\\") & set(bad)
    elsewhere = (".." in bad or "shadow" in bad) and tool not in FREE_PATHS
    wild = bad.startswith("-") or shell or elsewhere
    if wild and bad != words[slot]:
        assert not source.accepts(Query(tool, args))


@pytest.mark.parametrize("tool", ["rm", "sh", "bash", "sudo", "kubectl", "systemctl;", "/bin/df", ""])
def test_no_other_tool_is_accepted(source: HostSource, tool: str) -> None:
    assert not source.accepts(Query(tool, ("-P", "-k")))


@pytest.mark.parametrize(
    "query",
    [
        Query("tail", ("-n", "10", "/etc/passwd")),
        Query("config", ("/etc/shadow",)),
        Query("proc", ("/proc/1/environ",)),
        Query("du", ("-k", "/etc/*")),
        Query("git", ("-C", "/etc", "status", "--porcelain")),
        Query("docker", ("exec", "pg", "sh")),
        Query("docker", ("rm", "pg")),
        Query("systemctl", ("stop", "wiki")),
        Query("supervisorctl", ("-c", "/tmp/evil.conf", "status")),
        Query("http", ("file:///etc/passwd",)),
        Query("df", ("-P", "-k"), where="elsewhere"),
    ],
)
async def test_what_is_outside_the_catalogue_is_refused(source: HostSource, query: Query) -> None:
    with pytest.raises(ReadingUnavailable, match="not in the catalogue of read-only verbs"):
        await source.read(query)


def test_sources_are_made_by_name(tmp_path: Path) -> None:
    assert make_source("host", {"supervisor": "/etc/s.conf"}, Settings(), SystemClock()).name == "host"


def test_this_host_is_read_where_no_source_is_named() -> None:
    assert [source.name for source in make_sources(Settings(), SystemClock())] == ["host"]


def test_an_unknown_source_lists_the_known() -> None:
    with pytest.raises(UnknownName, match=r"nearest: 'host'.*; known: .*\bhost, .*recorded"):
        make_source("hoost", {}, Settings(), SystemClock())


def test_a_wrong_option_names_its_key() -> None:
    with pytest.raises(ConfigError, match=r"sources\.host\.colour"):
        make_source("host", {"colour": "red"}, Settings(), SystemClock())


def test_times_of_the_plan_carry_utc(source: HostSource, now: datetime) -> None:
    planned = source.plan(Ask("wiki", Window(now - timedelta(minutes=30), now)))
    log = next(query for query in planned if query.tool == "git" and "log" in query.args)
    assert "--since=2026-11-22T11:30:00Z" in log.args


async def test_a_source_whose_time_is_up_leaves_no_command_behind(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    task = asyncio.create_task(run(["sh", "-c", f"echo $$ > {marker}; exec sleep 60"], 30))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended(marker)
