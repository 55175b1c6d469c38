"""Lines of logs, pasted text and tables of pods."""

from datetime import UTC, datetime

import pytest

from astreinte.evidence import Context, extract
from tests.evidence.extract.asked import DF, Found, log, reading

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
