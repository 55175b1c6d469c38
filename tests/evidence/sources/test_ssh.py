"""Another machine over SSH, against a real sshd: what is read, what is refused on both sides, and why."""

import asyncio
import os
import shlex
import subprocess
from collections.abc import Generator
from dataclasses import replace
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.config import Service
from astreinte.domain import Query, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import HostSource
from astreinte.evidence.sources.catalogue import LOG_FORMAT, SLOTS
from astreinte.evidence.sources.hosts import HostsSource
from astreinte.evidence.sources.remote import RemoteHost
from astreinte.evidence.sources.run import LIMIT, run
from astreinte.evidence.sources.ssh import Ssh, Target
from astreinte.evidence.sources.wire import WIRE, table, wired
from astreinte.evidence.unavailable import Unavailable

from .sshd import Server, missing, prepare, running
from .subjects import ask

SCRIPT = Path(__file__).parents[3] / "deploy" / "ssh" / "astreinte-readonly"
REASONS = missing()
live = pytest.mark.skipif(bool(REASONS), reason=f"real sshd: {'; '.join(REASONS)}")
both = pytest.mark.parametrize("key", ["open", "shut"])


def far_side() -> Any:
    spec = spec_from_loader("astreinte_readonly", SourceFileLoader("astreinte_readonly", str(SCRIPT)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FAR = far_side()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    root = tmp_path_factory.mktemp("sshd")
    (root / "data").mkdir()
    (root / "data" / "mill.log").write_text("INFO turning\nERROR the wheel is stuck\n", encoding="utf-8")
    (root / "data" / "mill.ini").write_text("port = 8080\n", encoding="utf-8")
    (root / "data" / "out").symlink_to("/etc/hostname")
    (root / "conf").write_text(f"path {root}/data\n", encoding="utf-8")
    with running(prepare(root, f"{SCRIPT} {root}/conf")) as started:
        yield started


def inventory(root: Path) -> dict[str, Service]:
    data = root / "data"
    return {"mill": Service(logs=(f"{data}/mill.log",), config=(f"{data}/mill.ini",), paths=(str(data),))}


def depot(server: Server, ssh: Ssh) -> HostsSource:
    services = inventory(server.root)
    return HostsSource([RemoteHost("depot", services, ssh, SystemClock())], services, [ssh])


@live
@both
async def test_a_machine_is_read_as_this_host_is(server: Server, key: str) -> None:
    """
    Files read through SSH have the text that reading them here gives.
    """
    source, local = depot(server, Ssh(server.target(key))), HostSource(inventory(server.root))
    for query in (
        Query("tail", ("-n", "10", f"{server.root}/data/mill.log"), where="depot"),
        Query("config", (f"{server.root}/data/mill.ini",), where="depot"),
        Query("getent", ("hosts", "localhost"), where="depot"),
    ):
        there, here = await source.read(query), await local.read(Query(query.tool, query.args))
        assert (there.status, there.text.strip(), there.query.where) == ("ok", here.text.strip(), "depot")
    assert "MemTotal" in (await source.read(Query("proc", ("/proc/meminfo",), where="depot"))).text
    assert "Mounted on" in (await source.read(Query("df", ("-P", "-k"), where="depot"))).text
    await source.close()


@live
async def test_one_connection_serves_all_readings_and_is_made_again(server: Server) -> None:
    ssh, before = Ssh(server.target("open")), server.logins
    source, query = depot(server, ssh), Query("free", ("-b",), where="depot")
    await asyncio.gather(*(source.read(query) for _ in range(12)))
    assert server.logins - before == 1
    await source.close()
    assert (await source.read(query)).status == "ok"
    assert server.logins - before == 2
    await source.close()


@live
@pytest.mark.parametrize(
    ("key", "known", "fr", "en"),
    [
        ("open", "other_hosts", "clé d'hôte", "host key"),
        ("open", "no_such_file", "clé d'hôte", "host key"),
        ("stranger", "known_hosts", "authorized_keys", "authorized_keys"),
    ],
)
async def test_who_is_not_known_is_refused_with_what_to_do(
    server: Server, key: str, known: str, fr: str, en: str
) -> None:
    with pytest.raises(Unavailable) as caught:
        await Ssh(server.target(key, known))(("df", "-P", "-k"), 5)
    assert fr in caught.value.text("fr")
    assert en in caught.value.text("en")


@live
async def test_a_machine_behind_another_is_reached_by_way_of_it(server: Server) -> None:
    """The way asks for host keys as the machine itself does."""
    target = server.target("open")
    source = depot(server, Ssh(replace(target, jump=target.address)))
    read = await source.read(Query("df", ("-P", "-k"), where="depot"))
    assert "Mounted on" in read.text
    await source.close()
    with pytest.raises(Unavailable, match="host key"):
        await Ssh(replace(server.target("open", "other_hosts"), jump=target.address))(("df", "-P", "-k"), 5)


@live
async def test_a_configuration_says_where_a_machine_is_and_cannot_waive_its_host_key(
    server: Server, tmp_path: Path
) -> None:
    target = server.target("open")
    user, _, port = target.address.partition("@127.0.0.1:")
    lines = ["Host depot", "HostName 127.0.0.1", f"Port {port}", f"User {user}", f"IdentityFile {target.key}"]
    waived = [*lines, "StrictHostKeyChecking no", "UserKnownHostsFile /dev/null"]
    (tmp_path / "config").write_text("\n".join(waived) + "\n", encoding="utf-8")
    named = Target("depot", known_hosts=target.known_hosts, config=str(tmp_path / "config"))
    ssh = Ssh(named)
    assert "Mounted on" in (await ssh(("df", "-P", "-k"), 5)).out
    await ssh.close()
    with pytest.raises(Unavailable, match="host key"):
        await Ssh(replace(named, known_hosts=server.target("open", "other_hosts").known_hosts))(("df",), 5)


async def test_where_nobody_listens_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadingUnavailable, match="does not answer over SSH"):
        await Ssh(Target("reader@127.0.0.1:9"))(("df",), 5)


@live
async def test_a_command_that_takes_too_long_is_given_up_and_the_connection_kept(server: Server) -> None:
    ssh, before = Ssh(server.target("open")), server.logins
    with pytest.raises(ReadingUnavailable, match=r"did not finish within 0\.5 s"):
        await ssh(("sleep", "30"), 0.5)
    assert (await ssh(("echo", "still"), 5)).out == "still\n"
    assert server.logins - before == 1
    await ssh.close()


@live
async def test_endless_and_odd_output_over_the_wire(server: Server) -> None:
    ssh = Ssh(server.target("open"))
    ran = await ssh(("head", "-c", "9000000", "/dev/zero"), 30)
    assert (len(ran.out), ran.cut) == (LIMIT, True)
    assert (await ssh(("printf", r"a\377b"), 5)).out == "a\ufffdb"
    assert (await ssh(("sh", "-c", "exit 7"), 5)).code == 7
    await ssh.close()


@live
@pytest.mark.parametrize(
    "line",
    ["id", "", "sh", "df -P -k; id", "df -P -k && id", "df -P -k\nid", "$(id)", "cat /etc/shadow", "cat /etc/hosts;id",
     "systemctl stop ssh", "cat /proc/1/environ", "scp -t /tmp", "pct exec 210 -- sh",
     "pct exec 210 -- pct exec 211 -- df -P -k",
     "tail -n 10 /etc/../etc/shadow", "docker exec x sh", "git -C / status --porcelain", "'unfinished"],
)  # fmt: skip
async def test_the_restricted_account_refuses_what_is_outside_the_table(server: Server, line: str) -> None:
    import asyncssh

    target = server.target("shut")
    user, _, port = target.address.partition("@127.0.0.1:")
    keys = {"username": user, "client_keys": [target.key], "known_hosts": target.known_hosts, "config": None}
    async with asyncssh.connect("127.0.0.1", int(port), **keys) as connection:
        done = await connection.run(line)
        assert (done.exit_status, done.stdout) == (126, "")
        assert "astreinte-readonly: refused" in str(done.stderr)


@live
async def test_the_restricted_account_forwards_nothing_and_gives_no_terminal(server: Server) -> None:
    import asyncssh

    target = server.target("shut")
    user, _, port = target.address.partition("@127.0.0.1:")
    keys = {"username": user, "client_keys": [target.key], "known_hosts": target.known_hosts, "config": None}
    async with asyncssh.connect("127.0.0.1", int(port), **keys) as connection:
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_port("127.0.0.1", 0, "127.0.0.1", int(port))
        with pytest.raises(asyncssh.ChannelOpenError, match="PTY"):
            await connection.run("df -P -k", term_type="xterm")


@live
async def test_a_link_that_leads_out_is_refused_over_there(server: Server) -> None:
    source = depot(server, Ssh(server.target("shut")))
    with pytest.raises(ReadingUnavailable, match=r"readonly\.conf"):
        await source.read(Query("config", (f"{server.root}/data/out",), where="depot"))
    await source.close()


def test_the_far_side_holds_the_same_table() -> None:
    assert (FAR.TABLE, FAR.LOG_FORMAT) == (dict(WIRE), LOG_FORMAT)
    assert FAR.SLOTS.items() <= SLOTS.items()
    assert table() in SCRIPT.read_text("utf-8")


@pytest.mark.parametrize("phase", ["probe", "collect"])
def test_all_that_is_planned_is_let_through_over_there(tmp_path: Path, phase: str) -> None:
    (tmp_path / "data").mkdir()
    services = {
        **inventory(tmp_path),
        "press": Service(manager="systemd", unit="press.service", repo=str(tmp_path / "data")),
        "pump": Service(manager="docker", unit="pump-1", needs=("mill", "press")),
    }
    host = RemoteHost("depot", services, run, SystemClock())
    roots = [str(tmp_path / "data"), *FAR.ALWAYS]
    planned = [query for name in services for query in host.plan(ask(name, phase))]
    assert [wired(query) for query in planned if not FAR.allowed(list(wired(query)), roots)] == []


WORDS = st.one_of(
    *(st.from_regex(shape, fullmatch=True) for name, shape in SLOTS.items() if name not in {"glob", "url"}),
    st.just(f"--pretty={LOG_FORMAT}"),
)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=4))
def test_no_accepted_argument_breaks_out_of_the_quotes(words: list[str]) -> None:
    """A real shell hands every word on as it was."""
    line = shlex.join(["printf", r"%s\0", *words])
    told = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=True, env={"PATH": os.environ["PATH"]})
    assert told.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1] == words
    assert shlex.split(line)[2:] == words


@settings(max_examples=300, deadline=None)
@given(
    argv=st.lists(
        st.one_of(
            st.sampled_from([*WIRE, "-P", "-k", "exec", "--", "210", "get", "/etc/shadow", "../x", ";", "$(id)"]),
            st.text(max_size=20),
        ),
        max_size=6,
    )
)
def test_the_far_side_never_fails_and_lets_no_foreign_path_through(argv: list[str]) -> None:
    if FAR.allowed(argv, ["/srv/mill"]):
        assert argv[0] in WIRE
        assert not {"/etc/shadow", "../x", ";", "$(id)"}.intersection(argv) or argv[0] == "df"
