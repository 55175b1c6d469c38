"""JSON of monitoring services: whole, cut off and hostile."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Window
from astreinte.evidence import Context, extract
from tests.replay.managed import DB, START, metrics, ramp, sessions, steady, told

NOW = START + timedelta(minutes=20)
CONTEXT = Context(DB, {}, Window(START, NOW), NOW)
RULES = "Lagging (alerting): lag > 9; state {}, duration 9, health ok\nFull (alerting): x; state inactive, health ok\n"


@pytest.mark.parametrize(
    ("alert", "state", "over"),
    [("Lagging", "inactive", 1), ("Lagging", "pending", 0), ("Lagging", "firing", 0), ("", "inactive", 0)],
)
def test_the_rule_that_declared_the_incident_is_over_once_it_is_inactive(alert: str, state: str, over: int) -> None:
    """
    Another rule that is inactive tells nothing of it.
    """
    asked = Query("prometheus", ("/api/v1/rules", "type=alert"))
    found = extract([Reading(asked, NOW, "ok", RULES.format(state))], replace(CONTEXT, alert=alert))
    assert over == [each.id for each in found].count("alert-resolved")


FULL = metrics(CPUUtilization=steady(20), DatabaseConnections=steady(9), FreeStorageSpace=ramp(4e10, 1e8)).text


def reading(text: str, tool: str = "aws", args: tuple[str, ...] = ("cloudwatch", "get-metric-data")) -> Reading:
    return Reading(Query(tool, args), NOW, "ok", text)


def ids(*readings: Reading) -> set[str]:
    return {signal.id for signal in extract(readings, CONTEXT)}


def statistics(values: list[float]) -> str:
    points = [
        {"Timestamp": (START + timedelta(minutes=minute)).isoformat(), "Average": value, "Unit": "Percent"}
        for minute, value in enumerate(values)
    ]
    return json.dumps({"Label": "CPUUtilization", "DBInstanceIdentifier": DB, "Datapoints": points})


def prometheus(values: list[float]) -> str:
    pairs = [[START.timestamp() + 60 * minute, str(value)] for minute, value in enumerate(values)]
    labels = {"__name__": "cpu_utilization", "instance": DB}
    return json.dumps({"status": "success", "data": {"result": [{"metric": labels, "values": pairs}]}})


@pytest.mark.parametrize("shape", [statistics, prometheus])
def test_metric_is_read_in_every_shape(shape: Any) -> None:
    """
    The shapes of `get-metric-statistics` and of a Prometheus range say what that of `get-metric-data` says.
    """
    assert "db-cpu-high" in ids(reading(shape([20, 20, 94, 95, 96, 95])))
    assert "db-cpu-high" not in ids(reading(shape([20, 20, 21, 22, 20, 21])))


def test_text_that_is_cut_off_is_read_up_to_there() -> None:
    """
    Whole series before the cut still count.
    """
    whole = metrics(FreeStorageSpace=ramp(4e10, 1e8), CPUUtilization=steady(20)).text

    assert "db-storage-low" in ids(reading(whole[: len(whole) - 700]))


def test_metric_of_a_replica_belongs_to_its_primary() -> None:
    """
    The lag is told of the primary that the replica's name begins with, with the replica as a fact.
    """
    lag = reading(metrics(ReplicaLag=ramp(1, 900), CPUUtilization=steady(20)).text)

    found = next(signal for signal in extract([lag], CONTEXT) if signal.id == "db-replica-late")

    assert (DB, "ledger-reader") == (found.attributes["component"], found.attributes["replica"])


def test_words_of_low_storage_with_room_are_no_fault() -> None:
    """
    `40 GB remaining of 100 GB` says low and is not.
    """
    roomy = told((5, f"DB instance {DB} low storage space: 40.0 GB remaining of 100 GB.")).text
    tight = told((5, f"DB instance {DB} low storage space: 4.0 GB remaining of 100 GB.")).text
    cpu = reading(metrics(CPUUtilization=steady(20)).text)

    assert "db-storage-low" not in ids(cpu, reading(roomy, args=("rds", "describe-events")))
    assert "db-storage-low" in ids(cpu, reading(tight, args=("rds", "describe-events")))


def test_statements_of_a_calm_database_accuse_nobody() -> None:
    """
    A statement that leads a load which did not grow, at no limit, is how it always is.
    """
    calm = sessions(("SELECT 1 FROM big", 5.0, {"CPU": 4.0}), load=(6, 6, 6, 6)).text

    assert not [name for name in ids(reading(calm)) if name.startswith("db-")]


def test_log_lines_in_loki_json_are_matched() -> None:
    """
    A line in a stream is read as a line of a log.
    """
    line = "FATAL: remaining connection slots are reserved"
    stamp = str(int(START.timestamp() * 1e9))
    stream = {"data": {"result": [{"stream": {"app": "till"}, "values": [[stamp, line]]}]}}

    assert "db-connections-full" in ids(reading(json.dumps(stream), "loki", ("query",)))


@given(st.text(max_size=80), st.integers(0, len(FULL)), st.integers(0, 200))
def test_no_text_breaks_it(junk: str, start: int, length: int) -> None:
    """
    A document with anything in its middle, or cut anywhere, still gives signals or none.
    """
    broken = FULL[:start] + junk + FULL[start + length :]

    assert isinstance(ids(reading(broken)), set)


KEYS = ("values", "timestamps", "metric", "events", "message", "top_sql", "date", "labels", "state", "stream")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@given(ANYTHING)
def test_no_shape_breaks_it(data: Any) -> None:
    """
    Known keys with values of any type are no error.
    """
    assert isinstance(ids(reading(json.dumps({"events": data, "metric_name": "ReplicaLag", "values": data}))), set)
