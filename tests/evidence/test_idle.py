"""Words of a failure that report none, and those that do although they look alike."""

import time
from datetime import UTC, datetime

import pytest

from astreinte.domain import Query, Reading
from astreinte.evidence.extract.idle import is_comment, is_quiet, last_retried, reports_nothing, without_idle
from astreinte.evidence.extract.noise import is_noise

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def silent(line: str, words: str, after: str = "") -> bool:
    start = line.index(words)
    return reports_nothing(line, (start, start + len(words)), after)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("               Last_IO_Error:", "IO_Error"),
        ("Preempted containers : 0", "Preempted"),
        ("Drive Fault          : false", "Fault"),
        ("STAT rejected_connections 0", "rejected"),
        ('gate_timeouts_total{to="stock"} 0', "timeouts"),
        ("Healing is complete: 0 objects failed, 0 corrupted, 12 scanned", "corrupted"),
        ('{"errors":0,"watchError":null,"state":"idle"}', "watchError"),
        ("INFO request timeout: 30s, upstream timeout: 10s", "timeout"),
        ("TASK [base : Fail if the certificate is expired] ****", "certificate is expired"),
        ("retries = 3        # too many open files otherwise", "too many open files"),
        ("- Fixed a crash when the disk is full", "disk is full"),
        ("test disk::no_space_left ... ok", "no_space_left"),
        ("2026-03-02 09:00:00 DEBUG retry on connection refused", "connection refused"),
        ("INFO job purge-expired-certificates done", "expired-cert"),
        ('{"path":"secret/data/expired-certs","type":"read"}', "expired-cert"),
        ("Mar 02 db1 postgres[7]: LOG:  could not receive data from client: Connection reset by peer", "reset by peer"),
        ("Availability 100 %, no certificate expired.", "certificate expired"),
        ("Group   Queued  Starting  Running  Failed", "Failed"),
    ],
)
def test_it_reports_nothing(line: str, words: str) -> None:
    assert silent(line, words)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Last_IO_Error: error connecting to source", "error connecting"),
        ("Preempted containers : 3", "Preempted"),
        ("ERROR write failed: no space left on device, retries: 0", "no space left"),
        ("ERROR connection refused retries=0", "connection refused"),
        ("ERROR connection to 10.0.0.4:5432 refused; check if it runs", "refused"),
        ("request timeout: 30s exceeded", "timeout"),
        ("FATAL open /etc/gate/conf.yaml: permission denied", "permission denied"),
        ("Seconds_Behind_Source: NULL", "Seconds_Behind"),
        ("Failed to write (will be dropped: 401 Unauthorized)", "401 Unauthorized"),
        ("9921:C 14 Sep 2026 09:54:02.110 # Write error: No space left on device", "No space left"),
        ("probe_success 0", "probe_success 0"),
        ("read failed: input/output error", "input/output error"),
        ("ERROR the PASS command was refused", "refused"),
    ],
)
def test_it_reports_something(line: str, words: str) -> None:
    assert not silent(line, words)


def test_a_title_over_nothing_reports_nothing() -> None:
    assert silent("Network Partitions", "Partitions", "(none)")
    assert not silent("Network Partitions", "Partitions", "rabbit@mq1 cannot reach rabbit@mq2")


def test_what_reports_nothing_is_left_out() -> None:
    assert "refused" not in without_idle("STAT refused_connections 0")
    assert without_idle("full if /var/log/a.log has errors: 0, disk gone").endswith(", disk gone")
    assert without_idle("disk is full: i/o error") == "disk is full: i/o error"


@pytest.mark.parametrize(
    ("tool", "args", "text", "quiet"),
    [
        ("man", "nfs", "server not responding", True),
        ("cat", "CHANGELOG.md", "crash", True),
        ("backup", "--help", "disk full", True),
        ("glab", "ci trace 8", "Error: connect ECONNREFUSED\nJob succeeded\n", True),
        ("glab", "ci trace 9", "Error: connect ECONNREFUSED\nERROR: Job failed: exit code 1\n", False),
        ("cat", "/var/log/news/news.err", "disk full", False),
    ],
)
def test_documents_and_runs_that_passed_are_quiet(tool: str, args: str, text: str, *, quiet: bool) -> None:
    assert is_quiet(Reading(Query(tool, tuple(args.split()), "logs"), NOW, "ok", text)) is quiet


def test_a_comment_is_one_in_a_file_alone() -> None:
    """
    Some programs print such a sign before what they have to say.
    """
    line = "# the key has expired"
    assert is_comment(line, Query("cat", ("/etc/vpn.conf",), "resources"))
    assert is_comment(line, Query("systemctl", ("cat", "vpn"), "resources"))
    assert not is_comment(line, Query("vpn", ("status",), "resources"))


def test_the_last_try_that_helped_is_found() -> None:
    lines = ["timed out, retrying", "delivered after 3 attempts", "timed out, retrying"]
    assert last_retried(lines) == 1
    assert last_retried(lines[:1]) == -1


def test_an_error_that_ends_in_a_counter_at_zero_is_no_noise() -> None:
    assert not is_noise("ERROR write failed: no space left on device, retries: 0")
    assert is_noise("batch done, retries: 0")


@pytest.mark.parametrize("piece", ["a ", "a.a", "err", "time", "A  ", "( ", "0 a ", "a: ", "|", " ", "a", "\t", "x=0 "])
def test_no_line_takes_long(piece: str) -> None:
    """
    A line is untrusted: the work grows with its length, and not with its square.
    """
    began = time.process_time()
    without_idle(piece * (1000 // len(piece)))
    assert time.process_time() - began < 0.5
