"""Of a large recording a first look reads the overviews, and the details of what shows trouble in them."""

from dataclasses import replace
from datetime import datetime

import pytest

from astreinte.domain import Ask, Query, Reading, Window
from astreinte.evidence import RecordedSource, Recording
from astreinte.evidence.sources.glance import WHOLE, Glance, families, family

HERDS = [f"herd{number}" for number in range(30)]
WELL = "1/1     Running   0          4d"


def query(line: str, item: str = "resources") -> Query:
    tool, *args = line.split()
    return Query(tool, tuple(args), item)  # pyright: ignore[reportArgumentType]


PODS, EVENTS = query("kubectl get pods -n farm -o wide"), query("kubectl get events -n farm", "events")
NODE, RATES = query("kubectl describe node barn-1"), query("prometheus rates", "metrics")
OVERVIEWS = [PODS, EVENTS, NODE, RATES]
DETAILS = [
    query(line)
    for herd in HERDS
    for line in (
        f"kubectl describe pod {herd}-7c5f46fc47-4hxzw -n farm",
        f"kubectl describe service {herd} -n farm",
        f"kubectl get all -l app={herd} -o yaml",
        f"nc -vz {herd} 7070",
    )
]
LOGS = [query(f"kubectl logs deployment/{herd} -n farm", "logs") for herd in HERDS]
ALL = [*OVERVIEWS, *DETAILS, *LOGS]


def table(**odd: str) -> str:
    rows = [f"{herd}-7c5f46fc47-4hxzw   {odd.get(herd, WELL)}" for herd in HERDS]
    return "\n".join(["NAME   READY   STATUS   RESTARTS   AGE", *rows])


def first(now: datetime, pods: str, events: str = "", rates: str = "") -> list[Reading]:
    return [Reading(PODS, now, "ok", pods), Reading(EVENTS, now, "ok", events), Reading(RATES, now, "ok", rates)]


def ask(now: datetime, service: str = "", **labels: str) -> Ask:
    return Ask(service, Window(now, now), "collect", 1, labels)


def test_the_first_look_is_at_what_is_not_one_object_among_many_and_at_every_log() -> None:
    assert Glance(ALL).first() == [*OVERVIEWS, *LOGS]


def test_who_complains_is_looked_into_and_so_is_whom_he_names(now: datetime) -> None:
    log = Reading(LOGS[3], now, "ok", "2026-03-04T09:52:00Z ERROR cannot reach herd9:7070: connection refused")
    asked = Glance(ALL).called_for([*first(now, table()), log], ask(now))
    assert {each.args[2].split("-")[0] for each in asked if each.args[0] == "describe"} == {"herd3", "herd9"}


def test_a_calm_log_calls_for_nothing(now: datetime) -> None:
    log = Reading(LOGS[3], now, "ok", "2026-03-04T09:52:00Z INFO served herd9 in 12 ms")
    assert Glance(ALL).called_for([*first(now, table()), log], ask(now)) == []


def test_a_small_recording_is_read_at_once() -> None:
    assert Glance(ALL[:WHOLE]).first() == ALL[:WHOLE]


def test_a_calm_cluster_calls_for_nothing(now: datetime) -> None:
    assert Glance(ALL).called_for(first(now, table()), ask(now)) == []


@pytest.mark.parametrize(
    ("pods", "events", "rates"),
    [
        (table(herd7="0/1     Running   0          4d"), "", ""),
        (table(herd7="1/1     Running   6 (2m ago)          4d"), "", ""),
        (table(), "9s   Warning   Unhealthy   pod/herd7-7c5f46fc47-4hxzw   Readiness probe failed", ""),
        (table(), "", "herd7: p99 2.4 s, ten times the usual"),
    ],
    ids=["not ready", "restarts", "event", "measured"],
)
def test_trouble_calls_for_all_that_is_about_its_object(now: datetime, pods: str, events: str, rates: str) -> None:
    asked = Glance(ALL).called_for(first(now, pods, events, rates), ask(now))
    assert asked == [each for each in DETAILS if "herd7" in each.text]
    assert len(asked) == 4


def test_a_calm_event_calls_for_nothing(now: datetime) -> None:
    events = "9s   Normal   Pulled   pod/herd7-7c5f46fc47-4hxzw   Container image already present"
    assert Glance(ALL).called_for(first(now, table(), events), ask(now)) == []


def test_what_the_incident_is_about_is_always_looked_into(now: datetime) -> None:
    by_service = Glance(ALL).called_for(first(now, table()), ask(now, "herd3"))
    by_label = Glance(ALL).called_for(first(now, table()), ask(now, pod="herd3-7c5f46fc47-4hxzw"))
    assert by_service == by_label
    assert len(by_service) == 4


def test_containers_are_objects_too() -> None:
    known = families([query("docker inspect herd7"), query("docker logs --tail 40 herd7"), query("docker ps -a")])
    assert known == {"herd7"}
    assert family(query("systemctl status herd7"), known) == "herd7"
    assert family(query("docker ps -a"), known) is None


async def test_a_further_round_reads_the_rest(now: datetime) -> None:
    source = RecordedSource([Recording(q.tool, q.text, now, "before", "ok", "", item=q.item) for q in ALL])
    assert source.plan(ask(now)) == [*OVERVIEWS, *LOGS]
    assert source.plan(replace(ask(now), round=2)) == ALL
