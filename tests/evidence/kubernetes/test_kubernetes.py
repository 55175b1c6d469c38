# ruff: noqa: E501 - tables of kubectl are as wide as they are
"""Text of kubectl, in whatever form and state, as signals."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract

from .bookshop import AT, NS, event, shop, waiting

CONTEXT = Context("", {}, Window(AT - timedelta(minutes=30), AT), AT)
BROKEN = {"selector": "app=stocks", "endpoints": "<none>"}
VERBS = st.sampled_from(["get", "describe"])
KINDS = st.sampled_from(["pods", "nodes", "services", "events", "pvc", "pv", "quota", "deployments", "rs", "endpoints"])
PIECES = st.sampled_from([
    "NAME   READY   STATUS\n", "Name: a\n", "Events:\n  Type  Reason  Age  From  Message\n", "  Warning  Failed  5s  k  x\n",
    "Containers:\n  main:\n", '{"items": [{"kind": "Pod", "metadata": {"name": 3}}]}', "apiVersion: v1\nkind: Pod\n",
    "\x1b[31mred\x1b[0m", "    Liveness: http-get http://:80/ delay=5s\n", "---\n", "Labels: a=b\n", "a   1/0   Pending\n",
    "Resource Used Hard\n", "cpu 1 x\n", "Replicas: 9999999999999999999 desired\n", "\t", "5m  Warning  F  pod/a  m\n",
])  # fmt: skip


def kubectl(query: str, text: str) -> Reading:
    return Reading(Query("kubectl", tuple(query.split())), AT, "ok", text)


def signals(readings: Sequence[Reading]) -> tuple[Signal, ...]:
    return extract(readings, CONTEXT)


def shown(readings: Sequence[Reading]) -> Counter[tuple[str, str]]:
    return Counter((signal.id, signal.entity) for signal in signals(readings))


@settings(max_examples=100, deadline=None)
@given(VERBS, KINDS, st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=12))
def test_no_text_crashes_the_parsers(verb: str, kind: str, pieces: list[str]) -> None:
    """
    Any text may stand under any query.
    """
    signals([kubectl(f"{verb} {kind} -n {NS}", "".join(pieces))])


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_truncated_answers_are_read_as_far_as_they_go(data: st.DataObject) -> None:
    """
    An answer that is cut anywhere yields nothing worse than fewer signals.
    """
    readings = shop(stock=BROKEN).readings()
    which = data.draw(st.integers(0, len(readings) - 1))
    end = data.draw(st.integers(0, len(readings[which].text)))
    readings[which] = replace(readings[which], text=readings[which].text[:end])

    signals(readings)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
def test_unrelated_text_changes_nothing(text: str) -> None:
    """
    A page about something else leaves every other signal as it was.
    """
    readings = shop(stock=BROKEN).readings()
    page = Reading(Query("notes", ("page",)), AT, "ok", f"Dear diary, {text.replace(':', ' ')}")

    assert not shown(readings) - shown([*readings, page])


def test_colours_and_column_order_do_not_matter() -> None:
    """
    The same table, coloured and with its columns in another order, says the same.
    """
    plain = (
        "NAME    READY   STATUS             RESTARTS      AGE\nstock   0/1     CrashLoopBackOff   6 (20s ago)   9m\n"
    )
    other = "STATUS             NAME    AGE   RESTARTS      READY\nCrashLoopBackOff   stock   9m    6 (20s ago)   0/1\n"
    coloured = re.sub("CrashLoopBackOff", "\x1b[31mCrashLoopBackOff\x1b[0m", plain)
    query = f"get pods -n {NS}"

    assert shown([kubectl(query, plain)]) == shown([kubectl(query, coloured)])
    assert {"crash-looping", "restarting"} <= {each.id for each in signals([kubectl(query, plain)])}
    assert {"crash-looping", "restarting"} <= {
        each.id for each in signals([kubectl(query, "NAME   READY\nx   1/1\n" + other)])
    }


def test_blank_endpoints_are_not_none() -> None:
    """
    `<none>` says that no pod is chosen, a blank that none of the chosen is ready.
    """
    table = "NAME    ENDPOINTS         AGE\nstock   <none>            9m\ntill                      9m\nbooks   10.0.0.1:80       9m\n"
    found = {each.entity: each.id for each in signals([kubectl(f"get endpoints -n {NS}", table)])}

    assert found == {
        f"service:{NS}/stock": "endpoints-none",
        f"service:{NS}/till": "endpoints-not-ready",
        f"service:{NS}/books": "endpoints-ready",
    }


def test_selector_is_compared_with_the_pods() -> None:
    """
    A Service that selects none of its component's pods is a contradiction on that component.
    """
    found = next(each for each in signals(shop(stock=BROKEN).readings()) if each.id == "selector-differs")

    assert (f"service:{NS}/stock", "stock") == (found.entity, found.attributes["workload"])


def test_scheduled_pod_waits_no_more() -> None:
    """
    A scheduling failure of a pod that runs is history.
    """
    message = "0/2 nodes are available: 2 Insufficient cpu."
    past = shop(stock={"events": event("FailedScheduling", message, age="8m", source="default-scheduler")})
    now = shop(stock={**waiting(), "events": event("FailedScheduling", message, source="default-scheduler")})

    assert "sched-cpu" not in {each.id for each in signals(past.readings())}
    assert "sched-cpu" in {each.id for each in signals(now.readings())}


def test_fault_injection_tooling_is_no_evidence() -> None:
    """
    The pods of a tool that breaks things for exercise prove nothing.
    """
    table = "NAME                 READY   STATUS             RESTARTS     AGE\nchaosblade-x2x4z     0/1     CrashLoopBackOff   9 (1m ago)   9m\n"

    assert not signals([kubectl("get pods -n tools", table)])


def test_json_list_says_what_the_table_says() -> None:
    """
    Flat JSON, as monitoring tools give it, is read like the API's own.
    """
    flat = """{"pods": [{"name": "stock-6d4cf56db6-x2x4z", "namespace": "shop", "phase": "Running", "node_name": "alder",
      "containers": [{"name": "main", "ready": false, "restart_count": 6, "state": {"waiting": {"reason":
      "CrashLoopBackOff"}}, "last_state": {"terminated": {"reason": "OOMKilled", "exit_code": 137}}}]}]}"""
    found = {each.id for each in signals([kubectl("get pods -o json", flat)])}

    assert {"crash-looping", "restarting", "oom-reason"} <= found


@pytest.mark.parametrize("dropped", range(6))
def test_missing_answer_does_not_move_the_blame(dropped: int) -> None:
    """
    Without any one list, no other component gets a contradiction.
    """
    readings = shop(stock=BROKEN).readings()
    kept = [reading for index, reading in enumerate(readings) if index != dropped]
    blamed = {
        each.attributes.get("workload") for each in signals(kept) if each.id in {"selector-differs", "endpoints-none"}
    }

    assert blamed <= {"stock"}
