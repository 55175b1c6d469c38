"""What a service lives by is read along the whole chain, and an engine's own rules and old deaths are no findings."""

from datetime import datetime, timedelta

import pytest

from astreinte.config import Service
from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, extract
from astreinte.evidence.needed import needed

from .conftest import NOW

SERVICES = {
    "door": Service(needs=("till",), manager="docker", unit="door"),
    "till": Service(needs=("ledger", "door"), manager="docker", unit="till", probe="http://127.0.0.1:8090/"),
    "ledger": Service(port=5432, manager="docker", unit="ledger"),
}
SPAN = Window(NOW - timedelta(minutes=30), NOW)
USER_RULE = "-A DOCKER-USER -p tcp -m tcp --dport 5432 -j DROP"
ENGINE = """-P INPUT ACCEPT
-P FORWARD DROP
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A DOCKER-ISOLATION-STAGE-2 -o br-1 -j DROP
"""


def told(tool: str, args: str, text: str, service: str = "door", began: datetime | None = None) -> list[str]:
    reading = Reading(Query(tool, tuple(args.split())), NOW, "ok", text)
    return [each.id for each in extract([reading], Context(service, SERVICES, SPAN, NOW, began=began))]


def test_needs_of_needs_come_nearest_first_and_a_ring_ends() -> None:
    assert ("till", "ledger") == needed("door", SERVICES)
    assert () == needed("nobody", SERVICES)


@pytest.mark.parametrize(("rules", "found"), [(ENGINE, 0), (ENGINE + USER_RULE, 1)])
def test_rules_of_the_engine_itself_are_no_finding(rules: str, found: int) -> None:
    assert found == told("iptables", "-S", rules).count("filter-drops")


def test_a_blocked_port_is_told_of_whoever_lives_by_it() -> None:
    """
    Not of the service at the head of the chain, which knows nothing of the database.
    """
    reading = Reading(Query("iptables", ("-S",)), NOW, "ok", ENGINE + USER_RULE)
    found = [each for each in extract([reading], Context("door", SERVICES, SPAN, NOW)) if each.id == "filter-drops"]
    assert [("service:till", "ledger")] == [(each.entity, each.peer) for each in found]


@pytest.mark.parametrize(("manager", "differs"), [("docker", False), ("systemd", True)])
def test_a_container_does_not_ask_by_the_file_of_its_host(manager: str, differs: bool) -> None:
    services = {"door": Service.model_validate({"manager": manager, "unit": "door"})}
    reading = Reading(Query("config", ("/etc/resolv.conf",)), NOW, "ok", "nameserver 127.0.0.9\n")
    found = {each.id for each in extract([reading], Context("door", services, SPAN, NOW))}
    assert differs == ("client-resolver-differs" in found)


def event(minutes: float, what: str, code: str = "") -> str:
    at = (NOW - timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    facts = f"exitCode={code}, " if code else ""
    return f"{at} container {what} 5b1d ({facts}image=till:1, name=till)\n"


OOM = event(9, "oom") + event(9, "die", "137")


@pytest.mark.parametrize(
    ("events", "began", "counts"),
    [
        (OOM, None, True),
        (OOM + event(8, "start"), None, True),
        (OOM + event(8, "start"), 9.0, True),
        (OOM + event(8, "start"), 2.0, False),
        (OOM, 2.0, True),
        (OOM + event(8, "start") + event(2, "die", "78"), None, False),
    ],
)
def test_a_kill_for_memory_counts_unless_it_is_another_story(events: str, began: float | None, counts: bool) -> None:
    """
    Started again well before the alert, or ended in another way since: the kernel has nothing to do with it.
    """
    moment = NOW - timedelta(minutes=began) if began is not None else None
    span = "--since 2026-01-01T00:00:00Z --until 2026-01-01T01:00:00Z"
    assert counts == ("oom-reason" in told("docker", f"events {span}", events, began=moment))


STATS = "CONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT   MEM %   NET I/O   BLOCK I/O   PIDS\n"


@pytest.mark.parametrize(("used", "limit", "throttled"), [("4.98%", 5, True), ("1.20%", 5, False), ("98%", 0, False)])
def test_a_container_that_uses_all_its_cpu_is_throttled(used: str, limit: int, throttled: bool) -> None:
    inspected = Reading(Query("docker", ("inspect", "till")), NOW, "ok", f'"NanoCpus": {limit * 10**7},')
    row = f"5b1d   till   {used}   21MiB / 160MiB   13.6%   1kB / 1kB   0B / 0B   8\n"
    usage = Reading(Query("docker", ("stats", "--no-stream")), NOW, "ok", STATS + row)
    found = {each.id: each for each in extract([inspected, usage], Context("door", SERVICES, SPAN, NOW))}
    assert throttled == ("cpu-throttled" in found)
    if throttled:
        assert {inspected.id, usage.id} == set(found["cpu-throttled"].evidence)


def test_a_name_that_does_not_resolve_is_no_missing_command() -> None:
    line = "2026/01/01 [error] 7#7: *4 till could not be resolved (3: Host not found), client: 127.0.0.1, server: x\n"
    found = told("docker", "logs --timestamps --tail 400 door", line)
    assert "name-unknown" in found
    assert "command-unknown" not in found
