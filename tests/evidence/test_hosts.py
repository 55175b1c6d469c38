# ruff: noqa: E501 - outputs of tools are as wide as they are
"""A host as its own commands show it: memory, CPU, disks, mounts, kernel, in any layout, unit and language."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Service
from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract

from .conftest import NOW

SERVICES = {"mill": Service(port=8080, unit="mill.service", paths=("/srv/mill",))}
CONTEXT = Context("mill", SERVICES, Window(NOW - timedelta(minutes=30), NOW), NOW)

FREE = "               total        used        free      shared  buff/cache   available\n"
FREE_FR = "              total       utilisé      libre     partagé tamp/cache   disponible\n"
FREE_OLD = "             total       used       free     shared    buffers     cached\n"
TOP = """top - 14:02:11 up 12 days,  3:04,  1 user,  load average: 5.01, 2.30, 2.00
Tasks: 210 total,   4 running, 206 sleeping,   0 stopped,   3 zombie
%Cpu(s): {us} us,  1.8 sy,  0.0 ni,  {id} id,  {wa} wa,  0.0 hi,  0.0 si,  {st} st
MiB Mem :   3900.0 total,    90.0 free,   3700.0 used,    110.0 buff/cache
MiB Swap:   2048.0 total,      0.0 free,   2048.0 used.   {avail} avail Mem

    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
   4242 mill      20   0 9000000   3.1g   1200 R  99.0  80.0  10:00.00 grinder
     12 root      20   0       0      0      0 S   0.0   0.0   0:00.00 kthreadd
"""
IOSTAT = "Linux 6.1 (h)\n\nDevice  r/s  w/s  w_await  aqu-sz  %util\nvda 900.0 1.0 1.0 1.0 99.00\n\nDevice  r/s  w/s  w_await  aqu-sz  %util\nvda 1.0 1.0 200.0 30.0 {util}\nvdb 1.0 1.0 1.0 0.1 1.00\n"


def top(us: str = "10.0", idle: str = "88.0", wa: str = "0.2", st: str = "0.0", avail: str = "2000.0") -> str:
    return (
        TOP.replace("{us}", us).replace("{id}", idle).replace("{wa}", wa).replace("{st}", st).replace("{avail}", avail)
    )


def found(tool: str, args: str, text: str) -> dict[str, Signal]:
    return {each.id: each for each in extract([Reading(Query(tool, tuple(args.split())), NOW, "ok", text)], CONTEXT)}


@pytest.mark.parametrize(
    "text",
    [
        FREE + "Mem:           3.8Gi       3.6Gi        90Mi        10Mi       150Mi       100Mi\nSwap:          2.0Gi       2.0Gi          0B",
        FREE_FR + "Mem:           3,8Go       3,6Go        90Mo        10Mo       150Mo       100Mo",
        FREE_OLD + "Mem:          1000        990         10          0          5         10\n-/+ buffers/cache:        975         25",
        FREE_OLD + "Mem:          1000        990         10          0          5         10",
        FREE + "Speicher:   1000000 980000 5000 0 1000 9000\r",
        "\x1b[1m" + FREE + "\x1b[0mMem:   1000 990 1 0 9 9",
    ],
)  # fmt: skip
def test_free_in_any_dress_tells_that_memory_runs_out(text: str) -> None:
    assert found("free", "-h", text)["memory-host-low"].entity == "host:local"


@pytest.mark.parametrize(
    "text",
    [
        FREE + "Mem:           3.8Gi       3.6Gi        90Mi        10Mi       150Mi       1.1Gi",
        FREE_OLD + "Mem:          1000        990         10          0          5         900\n-/+ buffers/cache:        85        915",
        FREE_OLD + "Mem:          1000        990         10          0          5         900",
        FREE + "Mem:   1000 990",
        "Mem: free",
    ],
)  # fmt: skip
def test_free_with_memory_left_or_cut_short_tells_nothing(text: str) -> None:
    assert found("free", "-h", text) == {}


def test_top_names_what_is_short_and_the_process_that_leads() -> None:
    signals = found("top", "-b -n 1", top("97.0", "0.5", avail="60.0"))
    assert set(signals) == {"cpu-host-high", "memory-host-low"}
    assert signals["cpu-host-high"].attributes["top"] == "grinder"
    assert set(found("top", "-b", top("1.0", "20.0", wa="70.0"))) == {"iowait-high"}
    assert set(found("top", "-b", top("1.0", "60.0", st="35.0"))) == {"cpu-stolen"}
    busybox = "Mem: 9000K used, 90K free\nCPU:  95% usr   4% sys   0% nic   1% idle   0% io   0% irq   0% sirq\n"
    assert set(found("top", "-b", busybox)) == {"cpu-host-high"}


def test_a_calm_host_shows_nothing_in_top() -> None:
    assert found("top", "-b -n 1", top()) == {}


def test_the_last_report_of_iostat_counts() -> None:
    assert "vda" in found("iostat", "-x 1 2", IOSTAT.replace("{util}", "99.80"))["iowait-high"].detail
    assert found("iostat", "-x 1 2", IOSTAT.replace("{util}", "12.00")) == {}


@pytest.mark.parametrize(
    ("line", "entity"),
    [
        ("oom-kill:constraint=CONSTRAINT_MEMCG,oom_memcg=/system.slice/mill.service,task_memcg=/system.slice/mill.service,task=grinder,pid=4", "service:mill"),
        ("oom-kill:constraint=CONSTRAINT_MEMCG,oom_memcg=/system.slice/pump.service,task_memcg=/system.slice/pump.service,task=pump,pid=4", "unit:pump.service"),
        ("oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/system.slice/docker-0123456789abcdef0123.scope,task=pump,pid=4", "container:0123456789ab"),
    ],
)  # fmt: skip
def test_a_kill_inside_a_memory_limit_is_that_of_its_cgroup(line: str, entity: str) -> None:
    assert found("dmesg", "", f"[  12.3] {line}")["oom-reason"].entity == entity


@pytest.mark.parametrize(
    "line",
    [
        "oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/kubepods/burstable/pod1-2/3,task=pump,pid=4",
        "Memory cgroup out of memory: Killed process 42 (grinder) total-vm:1kB",
    ],
)
def test_a_kill_of_no_known_owner_proves_nothing(line: str) -> None:
    assert found("dmesg", "", f"[  12.3] {line}") == {}


def test_a_kill_of_the_whole_host_is_no_limit() -> None:
    assert set(found("dmesg", "", "[1.2] Out of memory: Killed process 42 (grinder)")) == {"kernel-oom-global"}


def test_mounts_that_are_no_longer_written() -> None:
    rows = "/dev/vdb1 on /srv type ext4 (ro,relatime,errors=remount-ro)\n/dev/loop1 on /srv/mill type squashfs (ro)\n/dev/vdc1 on /mnt type ext4 (ro)\n"
    assert {name: each.attributes["path"] for name, each in found("mount", "", rows).items()} == {
        "mount-path-refused": "/srv"
    }
    given_up = "/dev/vdc1 on /mnt/a type ext4 (ro,emergency_ro)\n"
    assert found("mount", "", given_up)["disk-errors"].entity == "mount:/mnt/a"


def test_the_same_path_on_several_machines_is_several_things() -> None:
    text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vdb1 1000 1000 0 100% /srv/mill\n"
    readings = [Reading(Query("df", ("-P", "-k"), where=host), NOW, "ok", text) for host in ("local", "depot", "barn")]
    full = [each for each in extract(readings, CONTEXT) if each.id == "filesystem-full"]
    assert {each.entity for each in full} == {"mount:/srv/mill", "mount:depot:/srv/mill", "mount:barn:/srv/mill"}


def test_nothing_listens_is_read_in_any_language() -> None:
    head = "Connexions Internet actives (seulement serveurs)\nProto Recv-Q Send-Q Adresse locale          Adresse distante        Etat       PID/Program name\n"
    assert "port-closed" in found("netstat", "-tlpn", head + "tcp 0 0 127.0.0.1:5432 0.0.0.0:* LISTEN 1/pg\n")
    assert "port-listening" in found("netstat", "-tlpn", head + "tcp 0 0 0.0.0.0:8080 0.0.0.0:* LISTEN 1/mill\n")


@given(
    tool=st.sampled_from(["free", "top", "iostat", "dmesg", "mount", "netstat"]),
    parts=st.lists(
        st.sampled_from(
            [*top().split(" "), *FREE_OLD.split(" "), *IOSTAT.split(" "), "\n", " on ", " type ", "(", "é", "9" * 400, "Mem:", "%Cpu(s):"]
        ),
        max_size=40,
    ),
)  # fmt: skip
def test_no_words_of_a_host_are_an_error(tool: str, parts: list[str]) -> None:
    found(tool, "", " ".join(parts))
