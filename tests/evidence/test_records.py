"""Log lines that are JSON objects say what their message says, at the time that they carry."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract

from .conftest import NOW

CONTEXT = Context("mill", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
AT = NOW - timedelta(minutes=5)
REFUSED = "connect ECONNREFUSED 10.0.0.5:5432"
STACK = "IllegalStateException: no grain\n\tat mill.Grinder.turn(Grinder.java:3)\nCaused by: OutOfMemoryError: heap"


def found(
    *records: dict[str, Any], before: str = "", tool: str = "docker", args: str = "logs mill"
) -> dict[str, Signal]:
    text = "\n".join(before + json.dumps(each) for each in records)
    return {s.id: s for s in extract([Reading(Query(tool, tuple(args.split())), NOW, "ok", text)], CONTEXT)}


@pytest.mark.parametrize(
    "record",
    [
        {"level": 50, "time": AT.timestamp() * 1000, "pid": 7, "msg": REFUSED},
        {"level": "error", "ts": AT.timestamp(), "msg": "query failed", "error": REFUSED},
        {"@timestamp": AT.isoformat(), "level": "ERROR", "message": "query failed", "stack_trace": f"x\n{REFUSED}"},
        {"@t": AT.isoformat(), "@l": "Error", "@m": REFUSED},
        {
            "name": "mill",
            "level": 50,
            "time": AT.isoformat(),
            "err": {"name": "Error", "message": REFUSED},
            "msg": "no",
        },
        {"event": REFUSED, "level": "error", "timestamp": int(AT.timestamp() * 1e9)},
        {"severity": "ERROR", "time": int(AT.timestamp() * 1e6), "message": REFUSED},
    ],
    ids=["pino", "zap", "logback", "serilog", "bunyan", "structlog", "micros"],
)
def test_the_words_and_the_time_of_each_logger(record: dict[str, Any]) -> None:
    signal = found(record)["connect-refused"]
    assert signal.at == AT
    assert signal.peer == "10.0.0.5:5432"
    assert "{" not in signal.detail


@pytest.mark.parametrize(("status", "said"), [(502, True), (499, False), (200, False)])
def test_an_answer_that_is_a_servers_fault_is_said(status: int, said: bool) -> None:
    record = {"level": "error", "ts": AT.timestamp(), "msg": "handled request", "status": status}
    assert said == ("dependency-failing" in found(record))


def test_a_record_from_before_the_window_is_left_out() -> None:
    old = datetime(2026, 11, 20, tzinfo=UTC).timestamp() * 1000
    assert found({"level": 50, "time": old, "msg": REFUSED}) == {}


def test_a_stack_is_read_line_by_line() -> None:
    record = {"@timestamp": AT.isoformat(), "level": "ERROR", "message": "stopped", "stack_trace": STACK}
    assert found(record)["heap-pressure"].detail == "Caused by: OutOfMemoryError: heap"


@pytest.mark.parametrize("before", ["mill-1  | ", "2026-11-23T11:55:00Z ", "\x1b[36mmill |\x1b[0m "])
def test_what_stands_before_a_record_does_no_harm(before: str) -> None:
    assert "connect-refused" in found({"level": "error", "msg": REFUSED}, before=before)


def test_a_cut_record_and_plain_lines_stay_as_they_are() -> None:
    text = f'{{"level":50,"msg":"{REFUSED}\nplain: No space left on device'
    names = {each.id for each in extract([Reading(Query("docker", ("logs", "mill")), NOW, "ok", text)], CONTEXT)}
    assert names == {"connect-refused", "no-space"}


@given(
    st.dictionaries(
        st.sampled_from(["msg", "message", "event", "error", "err", "stack", "time", "ts", "level", "@t", "@x"]),
        st.recursive(
            st.none() | st.booleans() | st.floats(allow_nan=True) | st.integers() | st.text(max_size=9),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["message", "name"]), inner),
            max_leaves=4,
        ),
    )
)
def test_no_record_is_an_error(record: dict[str, Any]) -> None:
    found(record, {"msg": "x", **record})
