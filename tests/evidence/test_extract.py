"""What each text says, and what it does not."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.config import Service
from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract, signal_rules

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LOG = "/var/log/wiki/wiki.log"


def reading(tool: str, args: str, text: str, minutes: float = 0, status: str = "ok", **more: str) -> Reading:
    query = Query(tool, tuple(args.split()))
    at = NOW - timedelta(minutes=minutes)
    return Reading(query, at, status, text, **more)  # pyright: ignore[reportArgumentType]


def log(*lines: str) -> Reading:
    return reading("tail", f"-n 400 {LOG}", "\n".join(lines))


@pytest.fixture
def found(context: Context) -> Callable[..., dict[str, Signal]]:
    """Signals by id; the last of each."""
    return lambda *readings: {signal.id: signal for signal in extract(readings, context)}


Found = Callable[..., dict[str, Signal]]

DF = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n"


@pytest.mark.parametrize(
    ("text", "use"),
    [
        (DF + "/dev/sda1         20511312 20511312         0     100% /srv", "100%"),
        (DF + "/dev/sda1         20511312 19485746         0      95% /srv", "95%"),
        ("Sys. de fichiers blocs de 1024 Utilisé Disponible Capacité Monté sur\n/dev/sda1 100 99 1 99% /srv", "99%"),
        ("Filesystem      Size  Used Avail Use% Mounted on\r\n/dev/sda1        20G   20G     0 100% /srv\r\n", "100%"),
        ("\x1b[1mFilesystem Inodes IUsed IFree IUse% Mounted on\x1b[0m\ntmpfs 100 100 0 100% /srv", "100%"),
        ("Mounted on  Use%  Size  Used Avail Filesystem\n/srv 100% 20G 20G 0 /dev/sda1", "100%"),
    ],
)
def test_a_full_filesystem_in_any_dress(found: Found, text: str, use: str) -> None:
    signal = found(reading("df", "-P -k", text))["filesystem-full"]
    assert signal.attributes["use"] == use
    assert signal.entity == "mount:/srv"


def test_a_full_filesystem_names_the_service_whose_paths_it_holds(found: Found) -> None:
    text = DF + "/dev/sda1 20511312 1 20511311 1% /\n/dev/sdb1 100 100 0 100% /srv"
    assert found(reading("df", "-P -k", text))["filesystem-full"].attributes["holds"] == "wiki"


@pytest.mark.parametrize(
    "row",
    [
        "/dev/sda1 100 50 50 50% /",
        "/dev/loop3 100 100 0 100% /snap/core/1",
        "/dev/sr0 5 5 0 100% /media/cdrom",
        "none 0 0 0 - /run",
    ],
)
def test_a_filesystem_with_room_or_made_full_is_none(found: Found, row: str) -> None:
    assert found(reading("df", "-P -k", DF + row)) == {}


def test_a_later_df_with_room_overtakes_a_full_one(found: Found) -> None:
    full, room = DF + "/dev/sda1 100 100 0 100% /srv", DF + "/dev/sda1 100 10 90 10% /srv"
    assert found(reading("df", "-P -k", full, 5), reading("df", "-P -k", room)) == {}


PROBE = "http://127.0.0.1:8080/health"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("HTTP 200 in 3 ms\nok", {"service-healthy"}),
        ("HTTP 302 in 3 ms", {"service-healthy"}),
        ("HTTP 500 in 3 ms\noops", {"service-unhealthy", "http-errors"}),
        ("HTTP 503 in 3 ms", {"service-unhealthy", "dependency-failing"}),
        ("HTTP 404 in 3 ms", {"service-unhealthy"}),
        ("connection refused", {"service-unhealthy", "connect-refused"}),
        ("timed out after 5 s", {"service-unhealthy", "connect-timeout"}),
        ("name or service not known", {"service-unhealthy", "name-unknown-now"}),
    ],
)
def test_the_probe_says_how_it_fails(found: Found, text: str, ids: set[str]) -> None:
    assert ids == set(found(reading("http", PROBE, text)))


def test_a_healthy_probe_cancels_the_failure_before_it(found: Found) -> None:
    early, late = reading("http", PROBE, "connection refused", 5), reading("http", PROBE, "HTTP 200 in 1 ms")
    assert {"service-healthy"} == set(found(early, late))


def test_a_failure_after_health_stands(found: Found) -> None:
    early, late = reading("http", PROBE, "HTTP 200 in 1 ms", 5), reading("http", PROBE, "connection refused")
    assert {"service-unhealthy", "connect-refused"} == set(found(early, late))


def test_the_probe_of_a_needed_service_is_about_that_one(found: Found) -> None:
    assert found(reading("tcp", "10.0.0.5:5432", "connection refused"))["service-unhealthy"].entity == "service:db"


def test_a_name_without_address_fails_now(found: Found) -> None:
    signal = found(reading("getent", "hosts mail.example.org", "", status="no_data"))["name-unknown-now"]
    assert signal.peer == "mail.example.org"


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("wiki                             RUNNING   pid 12, uptime 1:02:03", {"process-running"}),
        (
            "wiki    FATAL     Exited too quickly (process log may have details)",
            {"unit-failed", "crash-looping", "restarting"},
        ),
        ("wiki    BACKOFF   Exited too quickly (process log may have details)", {"crash-looping", "restarting"}),
        ("wiki    EXITED    Nov 23 11:58 AM", {"unit-failed"}),
        ("wiki    STOPPED   Nov 23 11:58 AM", {"stopped-by-hand"}),
    ],
)
def test_what_supervisor_says(found: Found, line: str, ids: set[str]) -> None:
    signals = found(reading("supervisorctl", "status wiki", line))
    assert ids == set(signals)
    assert {"service:wiki"} == {signal.entity for signal in signals.values()}


def test_what_systemd_says(found: Found) -> None:
    text = "LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=oom-kill\nNRestarts=5"
    signals = found(reading("systemctl", "show wiki.service --no-pager", text))
    assert {"unit-failed", "oom-reason", "restarting"} == set(signals)


def test_an_active_unit_with_old_failures_in_its_journal_runs(found: Found) -> None:
    text = "  Active: active (running) since x\n\nNov 22 10:00:00 h systemd[1]: wiki: Failed with result 'exit-code'."
    assert {"process-running"} == set(found(reading("systemctl", "status wiki", text)))


def docker(**state: object) -> str:
    return json.dumps([{"Name": "/pg", "RestartCount": 3, "State": state}], indent=4)


def test_a_container_killed_for_memory(found: Found) -> None:
    text = docker(Status="exited", ExitCode=137, OOMKilled=True)
    signals = found(reading("docker", "inspect pg", text))
    assert {"container-exited", "oom-reason", "restarting"} == set(signals)
    assert {"service:db"} == {signal.entity for signal in signals.values()}
    assert signals["container-exited"].attributes["exit_code"] == "137"


def test_a_running_container_that_was_not_killed(found: Found) -> None:
    text = docker(Status="running", ExitCode=0, OOMKilled=False)
    assert {"process-running", "restarting"} == set(found(reading("docker", "inspect pg", text)))


SS = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n"


def test_a_port_that_nothing_listens_on(found: Found) -> None:
    text = SS + 'LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))'
    assert {"port-closed"} == set(found(reading("ss", "-ltnp", text)))


@pytest.mark.parametrize(
    ("probe", "told"), [("http://127.0.0.1:8099/", {"port-closed"}), ("http://wiki.lan:8099/", set[str]())]
)
def test_the_port_is_that_of_a_probe_that_asks_this_machine(probe: str, told: set[str]) -> None:
    """
    Who listens here says nothing of a service that is asked for elsewhere.
    """
    text = SS + "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*"
    span = Window(NOW - timedelta(hours=1), NOW)
    context = Context("wiki", {"wiki": Service(probe=probe)}, span, NOW)
    assert told == {signal.id for signal in extract([reading("ss", "-ltnp", text)], context)}


def test_a_port_that_is_served_names_the_process(found: Found) -> None:
    text = SS + 'LISTEN 0 128 127.0.0.1:8080 0.0.0.0:* users:(("wikid",pid=42,fd=3))'
    assert tuple(found(reading("ss", "-ltnp", text))["port-listening"].attributes[k] for k in ("process", "pid")) == (
        "wikid",
        "42",
    )


def test_a_truncated_table_proves_no_closed_port(found: Found) -> None:
    assert found(reading("ss", "-ltnp", SS + "LISTEN 0 1 0.0.0.0:22 0.0.0.0:*", note="truncated, 2 of 900 lines")) == {}


RULE = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"


@pytest.mark.parametrize(
    ("rules", "hit"),
    [
        ([RULE], RULE),
        (["-A INPUT -p tcp -m multiport --dports 80,8000:8090 -j REJECT --reject-with tcp-reset"], None),
        (["-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", RULE], RULE),
        (["-P INPUT DROP"], "-P INPUT DROP"),
        (["-A OUTPUT -d 10.0.0.5/32 -p tcp -m tcp --dport 5432 -j DROP"], None),
    ],
)
def test_a_rule_that_drops_the_service_is_given_as_printed(found: Found, rules: list[str], hit: str | None) -> None:
    signal = found(reading("iptables", "-S", "\n".join(["-P OUTPUT ACCEPT", *rules])))["filter-drops"]
    assert (hit or rules[-1]) == signal.attributes["rule"]


@pytest.mark.parametrize(
    "rules",
    [
        ["-A INPUT -p tcp -m tcp --dport 9090 -j DROP"],
        ["-A INPUT -p udp -m udp --dport 8080 -j DROP"],
        ["-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT", RULE],
        ["-A INPUT -i lo -j ACCEPT", "-P FORWARD ACCEPT"],
        ["-A INPUT -m conntrack --ctstate INVALID -j DROP"],
    ],
)
def test_a_rule_that_does_not_fit_the_flow_is_none(found: Found, rules: list[str]) -> None:
    assert found(reading("iptables", "-S", "\n".join(rules))) == {}


TABLE = "Chain INPUT (policy ACCEPT 1 packets, 2 bytes)\n pkts bytes target prot opt in out source destination\n"


def test_the_counter_of_a_rule_is_its_weight(found: Found) -> None:
    counted = reading("iptables", "-vnL INPUT", TABLE + "   12  720 DROP tcp -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8080")
    signal = found(reading("iptables", "-S", RULE), counted)["filter-drops"]
    assert (signal.value, len(signal.evidence)) == (12.0, 2)


def test_a_rule_that_nothing_met_drops_nothing(found: Found) -> None:
    counted = reading("iptables", "-vnL INPUT", TABLE + "    0    0 DROP tcp -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8080")
    assert found(reading("iptables", "-S", RULE), counted) == {}


def test_counters_alone_give_the_rule(found: Found) -> None:
    counted = reading("iptables", "-vnL INPUT", TABLE + "   12  720 DROP 6 -- * * 0.0.0.0/0 0.0.0.0/0 tcp dpt:8080")
    assert found(counted)["filter-drops"].attributes["rule"] == RULE


def test_nftables_drop_too(found: Found) -> None:
    text = "table inet filter {\n\tchain input {\n\t\ttcp dport 8080 counter packets 3 bytes 180 drop\n\t}\n}"
    signal = found(reading("nft", "list ruleset", text))["filter-drops"]
    assert (signal.attributes["table"], signal.attributes["chain"]) == ("inet filter", "input")


def test_the_resolver_is_looked_at(found: Found) -> None:
    assert "resolver-none" in found(reading("config", "/etc/resolv.conf", "# x\nsearch lan"))
    assert "client-resolver-differs" in found(reading("config", "/etc/resolv.conf", "nameserver 127.0.0.9"))
    assert found(reading("config", "/etc/resolv.conf", "nameserver 127.0.0.53\nnameserver 9.9.9.9")) == {}


def test_a_pinned_name_is_seen(found: Found) -> None:
    assert (
        found(reading("config", "/etc/hosts", "10.9.9.9 mail.example.org"))["hosts-override"].attributes["address"]
        == "10.9.9.9"
    )


VMSTAT = "procs\n r b swpd free buff cache si so bi bo in cs us sy id wa st\n 1 0 0 1 1 1 0 0 0 0 0 0 5 5 90 0 0\n"


@pytest.mark.parametrize(
    ("last", "ids"),
    [
        ("9 0 0 1 1 1 0 0 0 0 0 0 90 9 1 0 0", {"cpu-host-high"}),
        ("1 9 0 1 1 1 0 0 0 0 0 0 2 3 15 80 0", {"iowait-high"}),
        ("9 0 0 1 1 1 0 0 0 0 0 0 20 9 31 0 40", {"cpu-stolen"}),
        ("1 0 0 1 1 1 0 0 0 0 0 0 2 3 95 0 0", set[str]()),
    ],
)
def test_what_vmstat_says(found: Found, last: str, ids: set[str]) -> None:
    assert ids == set(found(reading("vmstat", "1 2", VMSTAT + last)))


PRESSURE = "some avg10={} avg60=20.00 avg300={} total=1\n"


@pytest.mark.parametrize(
    ("kind", "ten", "three_hundred", "idle", "ids"),
    [
        ("cpu", "98.77", "60.15", "2", {"cpu-host-high"}),
        ("cpu", "98.77", "60.15", "55", set[str]()),
        ("io", "33.55", "4.01", "55", {"iowait-high"}),
        ("io", "33.55", "12.00", "55", set[str]()),
        ("io", "12.00", "0.10", "55", set[str]()),
        ("io", "45.00", "40.00", "55", {"iowait-high"}),
    ],
)
def test_what_the_pressure_says(
    found: Found, kind: str, ten: str, three_hundred: str, idle: str, ids: set[str]
) -> None:
    """
    Whoever waits for CPU beside idle ones is held back by a limit; a stall that is new counts before it has grown.
    """
    row = f"9 0 0 1 1 1 0 0 0 0 0 0 40 4 {idle} 0 0"
    pressure = reading("proc", f"/proc/pressure/{kind}", PRESSURE.format(ten, three_hundred))
    assert ids == set(found(pressure, reading("vmstat", "1 2", VMSTAT + row)))


def test_who_takes_the_cpu_is_named_whatever_the_column_order(found: Found) -> None:
    ps = "USER PID %CPU %MEM COMMAND\nroot 1 0.0 0.1 init\nwiki 77 98.5 0.1 python spin.py"
    signals = found(
        reading("vmstat", "1 2", VMSTAT + "9 0 0 1 1 1 0 0 0 0 0 0 90 9 1 0 0"), reading("ps", "-eo x --sort=-pcpu", ps)
    )
    assert tuple(signals["cpu-host-high"].attributes[key] for key in ("top", "pid")) == ("python spin.py", "77")


def test_little_memory_left(found: Found) -> None:
    text = "               total used free shared buff/cache available\nMem: 1000 990 5 0 5 10\nSwap: 0 0 0"
    assert found(reading("free", "-b", text))["memory-host-low"].value == 1.0


KERNEL = "2026-11-23T11:59:00+00:00 h kernel: "


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Out of memory: Killed process 12 (wikid) total-vm:1kB", "kernel-oom-global"),
        ("Memory cgroup out of memory: Killed process 12 (wikid)", ""),
        ("blk_update_request: I/O error, dev sda, sector 1", "disk-errors"),
        ("nf_conntrack: nf_conntrack: table full, dropping packet", "conntrack-full"),
    ],
)
def test_what_the_kernel_says(found: Found, line: str, name: str) -> None:
    signals = found(reading("journalctl", "-k -o short-iso", KERNEL + line))
    assert {name} - {""} == set(signals)
    assert {"host:local"} >= {signal.entity for signal in signals.values()}


def test_kernel_lines_of_long_ago_do_not_count(found: Found) -> None:
    line = "2026-11-20T11:59:00+00:00 h kernel: Out of memory: Killed process 12 (wikid)"
    assert found(reading("journalctl", "-k -o short-iso", line)) == {}


STAMP = "2026-11-23 11:5{}:00 ERROR "


@pytest.mark.parametrize(
    ("line", "name", "peer"),
    [
        ("dial tcp 10.0.0.5:5432: connect: connection refused", "connect-refused", "10.0.0.5:5432"),
        ("connect ECONNREFUSED 127.0.0.1:6379", "connect-refused", "127.0.0.1:6379"),
        ('connection to server at "db" (10.0.0.5), port 5432 failed: Connection refused', "connect-refused", "db:5432"),
        ("Get http://cart:8080/x: dial tcp: i/o timeout", "connect-timeout", "cart:8080"),
        ("lookup db on 10.0.0.1:53: no such host", "name-unknown", "db"),
        ("getaddrinfo ENOTFOUND mail.example.org", "name-unknown", "mail.example.org"),
        ('could not translate host name "db" to address: Name or service not known', "name-unknown", "db"),
        ('FATAL: password authentication failed for user "wiki"', "db-login-refused", ""),
        ("OSError: [Errno 28] No space left on device", "no-space", ""),
        ("OSError: [Errno 98] Address already in use", "port-in-use", ""),
        ("invalid configuration: port must be a number", "config-unreadable", ""),
        ("could not read config file /srv/conf/wiki.yaml", "config-unreadable", ""),
        ("environment variable DB_HOST is not set", "setting-missing", ""),
        ("PermissionError: [Errno 13] Permission denied: '/srv/wiki/x'", "mount-path-refused", ""),
        ("[Errno 24] Too many open files", "limits-reached", ""),
        ("x509: certificate has expired or is not yet valid", "", ""),
    ],
)
def test_what_a_log_line_says(found: Found, line: str, name: str, peer: str) -> None:
    signals = found(log(STAMP.format(8) + line))
    if name:
        assert ("service:wiki", peer) == (signals[name].entity, signals[name].peer)


def test_equal_lines_are_one_signal_with_count_and_times(found: Found) -> None:
    signal = found(log(*(STAMP.format(n) + "No space left on device" for n in range(3))))["no-space"]
    assert signal.count == 3
    assert (signal.attributes["first"], signal.attributes["last"]) == ("2026-11-23T11:50:00Z", "2026-11-23T11:52:00Z")
    assert signal.at == datetime(2026, 11, 23, 11, 52, tzinfo=UTC)


def test_lines_of_yesterday_are_history(found: Found) -> None:
    assert found(log("2026-11-22T11:00:00Z ERROR No space left on device")) == {}


@pytest.mark.parametrize(
    "line",
    [
        "error-rate : 0.01",
        "errors=0 timeouts=0",
        "0 errors, connection refused 0",
        "probe of 169.254.169.254 failed: connect timed out",
        "  --timeout SECONDS  deadline exceeded after this",
    ],
)
def test_words_in_passing_are_noise(found: Found, line: str) -> None:
    assert found(log(line)) == {}


def test_a_call_that_works_again_is_no_refusal(found: Found) -> None:
    early = log("2026-11-23T11:50:00Z ERROR dial tcp 10.0.0.5:5432: connect: connection refused")
    assert {"service-healthy"} == set(found(early, reading("tcp", "10.0.0.5:5432", "connected in 1 ms")))


def test_many_names_failing_is_seen(found: Found) -> None:
    signal = found(log("lookup db: no such host", "lookup cache: no such host"))["many-names-fail"]
    assert signal.value == 2.0


def test_pasted_text_is_of_every_kind(found: Found) -> None:
    text = DF + "/dev/sda1 100 100 0 100% /srv\nERROR No space left on device\nOut of memory: Killed process 1"
    assert {"filesystem-full", "no-space", "kernel-oom-global"} <= set(found(reading("paste", "chat", text)))


def test_a_rule_with_a_topic_waits_for_it_in_unknown_text(found: Found) -> None:
    assert "backup-error" not in found(reading("paste", "chat", "make: exited code 2"))
    assert "backup-error" in found(reading("paste", "chat", "restic: exited code 2"))


def test_pods_of_a_table_are_told_apart(context: Context) -> None:
    text = "NAME READY STATUS RESTARTS AGE\ncart-1 0/1 CrashLoopBackOff 5 3m\nmail-1 0/1 Pending 0 3m"
    signals = extract([reading("kubectl", "get pods -n shop", text)], context)
    assert {("crash-looping", "pod:shop/cart-1"), ("pod-pending", "pod:shop/mail-1")} == {
        (s.id, s.entity) for s in signals
    }


def test_a_described_pod_is_the_entity(found: Found) -> None:
    text = "    Last State:     Terminated\n      Reason:       OOMKilled"
    assert found(reading("kubectl", "describe pod cart-1 -n shop", text))["oom-reason"].entity == "pod:shop/cart-1"


def test_a_daemon_that_does_not_answer_is_a_signal(found: Found) -> None:
    why = "docker exited with 1: Cannot connect to the Docker daemon at unix:///var/run/docker.sock"
    assert {"daemon-unreachable"} == set(found(reading("docker", "inspect pg", "", status="error", why=why)))


GIT = """commit 2222222222222222222222222222222222222222
parent 1111111111111111111111111111111111111111
Date: 2026-11-23T11:50:00+00:00

    Tune the wiki

 wiki.yaml | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)
"""
PLAIN = """commit 2222222222222222222222222222222222222222
Author: A Person <a@example.org>
Date:   Mon Nov 23 12:50:00 2026 +0100

    Tune the wiki

 wiki.yaml | 2 +-

commit 1111111111111111111111111111111111111111
Author: A Person <a@example.org>
Date:   Sun Nov 1 12:50:00 2026 +0100

    Old

 wiki.yaml | 9 +++++++++
"""


@pytest.mark.parametrize("text", [GIT, PLAIN], ids=["format", "plain"])
def test_errors_after_a_commit_are_laid_to_it(found: Found, text: str) -> None:
    change = reading("git", "-C /srv/conf log --stat", text)
    signals = found(change, log("2026-11-23 11:49:00 INFO fine", "2026-11-23 11:50:05 ERROR cannot parse"))
    changed = signals["config-changed"]
    assert tuple(changed.attributes[key] for key in ("repo", "path", "revision", "previous", "when")) == (
        "/srv/conf",
        "/srv/conf/wiki.yaml",
        "2" * 40,
        "1" * 40,
        "2026-11-23T11:50:00Z",
    )
    assert signals["errors-after-change"].evidence[0] == change.id
    assert "Person" not in str(signals)


def test_a_change_after_the_errors_is_a_coincidence(found: Found) -> None:
    lines = [f"2026-11-23 11:4{n}:00 ERROR cannot write" for n in range(5)]
    assert not {"config-changed", "errors-after-change"} & set(
        found(reading("git", "-C /srv/conf log --stat", GIT), log(*lines))
    )


def test_an_old_change_is_none(found: Found) -> None:
    text = GIT.replace("2026-11-23", "2026-11-20")
    assert found(reading("git", "-C /srv/conf log --stat", text)) == {}


def test_an_edit_outside_git_is_a_change(found: Found) -> None:
    text = "# /srv/conf/wiki.yaml: modified 2026-11-23T11:55:00Z, -rw-r--r-- 0:0, 5 bytes\nport: 1"
    signal = found(reading("config", "/srv/conf/wiki.yaml", text))["config-changed"]
    assert (signal.attributes["revision"], signal.attributes["path"]) == ("", "/srv/conf/wiki.yaml")


@pytest.mark.parametrize(
    "status",
    [" M wiki.yaml\n?? wiki.yaml.bak\n", 'On branch main\n\n  (use "git add")\n\tmodified:   wiki.yaml\n'],
    ids=["short", "long"],
)
def test_an_edit_that_is_in_no_commit_is_told_apart(found: Found, status: str) -> None:
    text = "# /srv/conf/wiki.yaml: modified 2026-11-23T11:55:00Z, -rw-r--r-- 0:0, 5 bytes\nport: 1"
    edited = reading("config", "/srv/conf/wiki.yaml", text)
    signal = found(edited, reading("git", "-C /srv/conf status", status))["config-changed"]
    assert signal.attributes["uncommitted"] == "true"


def test_new_tracebacks_are_new_errors(found: Found) -> None:
    text = [
        "2026-11-23 11:50:00 INFO served",
        "Traceback (most recent call last):",
        '  File "a.py"',
        "KeyError: 'customer'",
    ]
    assert found(log(*text))["errors-new"].detail == "KeyError: 'customer'"


SSHD = "2026-11-23T11:5{}:00+00:00 h sshd[1]: "


def test_failed_logins_count_by_address(context: Context) -> None:
    lines = [SSHD.format(n) + "Failed password for root from 203.0.113.9 port 1 ssh2" for n in range(6)]
    lines.append(SSHD.format(7) + "Accepted password for root from 203.0.113.9 port 2 ssh2")
    signals = {s.id: s for s in extract([reading("tail", "-n 400 /var/log/auth.log", "\n".join(lines))], context)}
    assert (signals["login-failures"].count, signals["login-failures"].peer) == (6, "203.0.113.9")
    assert signals["login-after-failures"].attributes["failures"] == "6"


@pytest.mark.parametrize(
    ("end", "name"),
    [("Nov 22 12:00:00 2026 GMT", "certificate-expired"), ("Nov 30 12:00:00 2026 GMT", "certificate-expiring")],
)
def test_certificates_end(found: Found, end: str, name: str) -> None:
    assert {name} == set(found(reading("openssl", "x509 -enddate", f"notAfter={end}")))


def test_a_certificate_with_time_left_is_fine(found: Found) -> None:
    assert found(reading("openssl", "x509 -enddate", "notAfter=Nov 30 12:00:00 2027 GMT")) == {}


def test_every_signal_is_of_the_vocabulary_and_cites_its_readings(context: Context) -> None:
    readings = [log("2026-11-23 11:50:00 x", "No space left on device"), reading("git", "-C /srv/conf log --stat", GIT)]
    for signal in extract(readings, context):
        assert signal.id in signal_rules()
        assert set(signal.evidence) <= {r.id for r in readings}
        assert signal.evidence


SAMPLES = st.sampled_from(
    [DF, SS, RULE, TABLE, GIT, VMSTAT, PROBE, "\x1b[31m", "\r\n", "/srv 100%", docker(Status="exited")]
)
TEXTS = st.lists(st.one_of(SAMPLES, st.text(max_size=60)), max_size=6).map("\n".join)
QUESTIONS = st.sampled_from(
    [
        Query("df", ("-P", "-k")),
        Query("ss", ("-ltnp",)),
        Query("iptables", ("-S",)),
        Query("iptables", ("-vnL", "INPUT")),
        Query("nft", ("list", "ruleset")),
        Query("git", ("-C", "/srv/conf", "log")),
        Query("git", ("-C", "/srv/conf", "status")),
        Query("git", ("-C",)),
        Query("vmstat", ("1", "2")),
        Query("free", ("-b",)),
        Query("ps", ("-eo", "x")),
        Query("http", (PROBE,)),
        Query("tcp", ("db:5432",)),
        Query("dns", ()),
        Query("docker", ("inspect", "pg")),
        Query("docker", ()),
        Query("supervisorctl", ("status",)),
        Query("systemctl", ("show", "x")),
        Query("tail", ("-n", "4", LOG)),
        Query("tail"),
        Query("kubectl", ("get", "pods", "-A")),
        Query("kubectl"),
        Query("config", ("/etc/hosts",)),
        Query("config", ("/etc/resolv.conf",)),
        Query("proc", ("/proc/loadavg",)),
        Query("proc", ("/proc/stat",)),
        Query("proc", ("/proc/pressure/io",)),
        Query("openssl"),
        Query("paste", ("x",)),
        Query("journalctl", ("-u",)),
    ]
)


@settings(max_examples=300)
@given(parts=st.lists(st.tuples(QUESTIONS, TEXTS, st.sampled_from(["ok", "no_data", "error"])), max_size=4))
def test_no_text_makes_extraction_fail(parts: list[tuple[Query, str, str]]) -> None:
    own = Service(probe=PROBE, port=8080, needs=("db", "x:1"), config=("/srv/conf/wiki.yaml",))
    world = Context("wiki", {"wiki": own}, Window(NOW - timedelta(minutes=30), NOW), NOW)
    extract([Reading(query, NOW, status, text, why=text) for query, text, status in parts], world)  # pyright: ignore[reportArgumentType]


@settings(max_examples=100)
@given(text=st.text(alphabet=st.characters(codec="ascii"), max_size=80), place=st.integers(0, 4))
def test_an_unrelated_reading_changes_nothing(text: str, place: int) -> None:
    own = Service(probe=PROBE, port=8080, logs=(LOG,), config=("/srv/conf/wiki.yaml",), repo="/srv/conf")
    world = Context("wiki", {"wiki": own}, Window(NOW - timedelta(minutes=30), NOW), NOW)
    readings = [
        reading("df", "-P -k", DF + "/dev/sda1 1 1 0 100% /srv"),
        log("2026-11-23 11:50:30 ERROR No space left on device"),
        reading("git", "-C /srv/conf log --stat", GIT),
        reading("http", PROBE, "connection refused"),
    ]
    other = replace(reading("du", "-x -k -d 2 /opt", text), at=NOW - timedelta(days=1))
    assert extract(readings, world) == extract([*readings[:place], other, *readings[place:]], world)


def test_a_recording_of_four_hundred_lines_takes_no_time_to_speak_of(found: Found) -> None:
    lines = [f"2026-11-23 11:50:{n % 60:02} INFO request {n} served in {n} ms to 10.0.0.{n % 250}" for n in range(400)]
    assert found(*(log(*lines) for _ in range(10))) == {}
