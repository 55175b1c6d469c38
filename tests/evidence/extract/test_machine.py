"""Processor, memory, pressure and what the kernel says."""

import pytest

from tests.evidence.extract.asked import VMSTAT, Found, reading


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
