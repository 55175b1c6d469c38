"""Probes, units, containers and ports: what tells whether a service runs."""

from datetime import timedelta

import pytest

from astreinte.config import Service
from astreinte.domain import Window
from astreinte.evidence import Context, extract
from tests.evidence.extract.asked import NOW, PROBE, SS, Found, docker, reading


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


def test_a_container_killed_for_memory(found: Found) -> None:
    text = docker(Status="exited", ExitCode=137, OOMKilled=True)
    signals = found(reading("docker", "inspect pg", text))
    assert {"container-exited", "oom-reason", "restarting"} == set(signals)
    assert {"service:db"} == {signal.entity for signal in signals.values()}
    assert signals["container-exited"].attributes["exit_code"] == "137"


def test_a_running_container_that_was_not_killed(found: Found) -> None:
    text = docker(Status="running", ExitCode=0, OOMKilled=False)
    assert {"process-running", "restarting"} == set(found(reading("docker", "inspect pg", text)))


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
