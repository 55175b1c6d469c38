"""A Proxmox node by its own commands: guests, tasks, backups, and what runs in a container, read through the node."""

from pathlib import Path

import pytest

from astreinte.domain import Query, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence.sources.pve import Guest, PveSource
from astreinte.evidence.sources.run import run

from .subjects import DEPOT, ask, stand_in
from .test_contract_systems import programs

__all__ = ["programs"]
GUESTS = [Guest(210, "lxc", ("mill",)), Guest(305, "qemu", ("pump",))]
EXEC = 'if [ "$1" = exec ]; then shift 3; exec "$@"; fi; echo "pct $*"'


def source() -> PveSource:
    return PveSource("n1", GUESTS, DEPOT, run, SystemClock(), 50)


def test_the_guest_comes_first_then_what_runs_in_it_then_the_node() -> None:
    planned = [(query.where, f"{query.tool} {query.text}") for query in source().plan(ask())]
    assert planned[0] == ("n1", "pct status 210 --verbose")
    assert ("n1", "tail -n 50 /var/log/vzdump/lxc-210.log") in planned
    assert ("n1", "qm config 305") in planned
    inside = planned.index(("lxc-210", "systemctl status mill-1 --no-pager"))
    assert inside < planned.index(("n1", "pvesh get /nodes/n1/tasks --limit 50 --output-format json"))
    assert ("n1", "df -P -k") in planned
    assert not [where for where, _ in planned if where == "qemu-305"]


def test_the_probe_asks_the_guest_and_its_service_alone() -> None:
    planned = [(query.where, query.text) for query in source().plan(ask("mill", "probe"))]
    assert planned[0] == ("n1", "status 210 --verbose")
    assert ("lxc-210", "status mill-1 --no-pager") in planned
    assert {where for where, _ in planned} == {"n1", "lxc-210"}


async def test_a_container_is_read_through_its_node(programs: Path) -> None:
    stand_in(programs, "pct", EXEC)
    reading = await source().read(Query("proc", ("/proc/loadavg",), where="lxc-210"))
    assert reading.text.split()[0].replace(".", "").isdigit()
    assert (await source().read(Query("pct", ("config", "210"), where="n1"))).text == "pct config 210\n"


async def test_a_guest_that_is_not_there_names_the_option(programs: Path) -> None:
    stand_in(programs, "pct", "echo \"Configuration file 'nodes/n1/lxc/210.conf' does not exist\" >&2; exit 2")
    with pytest.raises(ReadingUnavailable, match="correct `guests:`"):
        await source().read(Query("pct", ("config", "210"), where="n1"))


@pytest.mark.parametrize(
    "query",
    [
        Query("pct", ("stop", "210"), where="n1"),
        Query("pct", ("exec", "210", "--", "sh"), where="n1"),
        Query("pct", ("set", "210", "--memory", "1"), where="n1"),
        Query("pvesh", ("create", "/nodes/n1/lxc"), where="n1"),
        Query("pvesh", ("get", "/access/users", "--output-format", "json"), where="n1"),
        Query("df", ("-P", "-k"), where="lxc-999"),
        Query("tail", ("-n", "9", "/etc/pve/priv/shadow.cfg"), where="n1"),
    ],
)
async def test_nothing_that_changes_or_leaves_the_catalogue(query: Query) -> None:
    assert not source().accepts(query)
    with pytest.raises(ReadingUnavailable, match="not in the catalogue"):
        await source().read(query)
