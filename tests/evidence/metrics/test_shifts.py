"""Who is accused by metric tables, since when, and when nobody is."""

import json
import subprocess
import sys
from datetime import datetime

import pytest

from astreinte.domain import Reading

from .made import BEGAN, CALLS, MINUTES, NOW, accused, moments, reading, risen, signals, table, usual

SLOW = {
    "portal": risen(0.20, 0.70, seed=1),
    "orders": risen(0.10, 0.60, seed=2),
    "stock": risen(0.02, 0.52, seed=3),
    "search": usual(0.05, seed=4),
}
EVEN = {name: usual(100, seed=9) for name in SLOW}
GRAPH = reading("all", CALLS, tool="dependencies")


def latency(columns: dict[str, list[float]]) -> list[Reading]:
    return [reading("latency average by service", table(columns)), reading("requests per service", table(EVEN))]


def test_who_waits_for_a_slow_callee_is_not_blamed() -> None:
    found = signals(GRAPH, *latency(SLOW))
    assert [("own-time-high", "stock")] == accused(found)
    assert {("portal", "orders"), ("orders", "stock")} == {
        (each.entity.removeprefix("service:"), each.peer) for each in found if each.id == "metric-anomaly"
    }


def test_the_onset_is_the_first_minute_of_the_change() -> None:
    first = next(each for each in signals(GRAPH, *latency(SLOW)) if each.id == "own-time-high").attributes["first"]
    assert moments()[-BEGAN] == datetime.fromisoformat(first).timestamp()


def test_a_caller_that_adds_time_of_its_own_is_the_cause() -> None:
    own = {**SLOW, "stock": usual(0.02, seed=3)}
    assert [("own-time-high", "orders")] == accused(signals(GRAPH, *latency(own)))


def test_a_callee_without_metrics_is_looked_through() -> None:
    calls = CALLS.replace('"downstream": ["stock"]', '"downstream": ["proxy"]')
    graph = reading("all", calls.replace("\n]", ',\n{"service": "proxy", "downstream": ["stock"]}\n]'), "dependencies")
    assert [("own-time-high", "stock")] == accused(signals(graph, *latency(SLOW)))


def test_failures_are_laid_to_whom_they_start_with() -> None:
    fine = {name: [100.0] * MINUTES for name in SLOW}
    failing = {
        **fine,
        "portal": risen(100, 97, 0),
        "orders": risen(100, 94, 0),
        "stock": risen(100, 90, 0),
    }
    tables = [reading("availability average", table(failing)), reading("requests", table(EVEN))]
    assert [("own-failures-high", "stock")] == accused(signals(GRAPH, *tables))


def test_a_rise_of_availability_is_no_fault() -> None:
    better = {"portal": risen(90, 100, 0.001), "orders": usual(99, 0.001)}
    assert [] == accused(signals(reading("availability average", table(better))))


def pod(name: str, cpu: list[float], extra: dict[str, list[float]] | None = None) -> Reading:
    columns = {"PodName": [name] * MINUTES, "CpuUsageRate(%)": cpu, **(extra or {})}
    return reading(f"pod {name}", table(columns))


@pytest.mark.parametrize(
    ("cpu", "hot"),
    [
        (risen(8, 92), True),
        (risen(70, 100, 0.25), True),  # nowhere left to go
        (risen(5, 20), False),  # many times the usual, and far from its limit
        (usual(70, 0.25), False),
        (usual(99), False),  # always there
        ([*usual(8)[:-1], 99.0], False),  # one point is a blip
    ],
)
def test_cpu_near_its_limit(cpu: list[float], hot: bool) -> None:
    found = accused(signals(pod("cart-6d5f7c8b9d-x2x4z", cpu), pod("mail-6d5f7c8b9d-x2x4z", usual(8))))
    assert ([("cpu-component-high", "cart")] if hot else []) == found


def test_a_resource_of_its_own_comes_before_latency_alone() -> None:
    cart = pod("cart-6d5f7c8b9d-x2x4z", risen(8, 95))
    found = signals(GRAPH, *latency(SLOW), cart)
    shares = {
        each.entity.removeprefix("service:"): float(each.attributes["share"])
        for each in found
        if "share" in each.attributes
    }
    assert shares["cart"] > shares["stock"]


def ends(client: list[float], server: list[float], callee: str = "mail") -> list[Reading]:
    return [
        reading("client latency p50 by call", table({f"portal->{callee}": client, f"orders->{callee}": client})),
        reading("server latency p50 by call", table({f"portal->{callee}": server, f"orders->{callee}": server})),
    ]


def test_what_the_caller_waits_for_and_the_callee_never_sees_is_lost_on_the_way() -> None:
    found = signals(*ends(risen(0.005, 0.25), usual(0.003, seed=5)))
    assert [("slow-one-component", "mail"), ("latency-high", "mail")] == accused(found)


def test_a_callee_that_is_slow_itself_has_no_slow_way() -> None:
    assert [] == accused(signals(*ends(risen(0.005, 0.25), risen(0.003, 0.248, seed=5))))


def test_noise_that_was_always_there_accuses_nobody() -> None:
    bursts = [0.9 if minute % 6 in {0, 1} else 0.1 for minute in range(MINUTES)]
    assert [] == accused(signals(*latency({"portal": bursts, "orders": usual(0.1)})))


def matrix(**labels: list[float]) -> str:
    results = [
        {
            "metric": {"__name__": "http_request_duration_seconds", "quantile": "0.5", "service": name},
            "values": [[when, str(value)] for when, value in zip(moments(), values, strict=True)],
        }
        for name, values in labels.items()
    ]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": results}})


@pytest.mark.parametrize("indent", [None, 1])
def test_a_range_answer_reads_like_a_table(indent: int | None) -> None:
    whole = json.loads(matrix(portal=risen(0.2, 0.7), orders=risen(0.1, 0.6, seed=2)))
    text = json.dumps(whole, indent=indent)
    found = signals(GRAPH, reading("http_request_duration_seconds{quantile='0.5'}", text))
    assert [("own-time-high", "orders")] == accused(found)


def test_a_counter_is_read_as_its_rate_across_a_reset() -> None:
    total = 0.0
    cpu: list[float] = []
    for step in [*[6.0] * (MINUTES - BEGAN), *[48.0] * BEGAN]:
        total = step if len(cpu) == 20 else total + step
        cpu.append(total)
    text = json.dumps(
        {
            "data": {
                "resultType": "matrix",
                "result": [
                    {
                        "metric": {"__name__": "container_cpu_usage_seconds_total", "pod": "cart-6d5f7c8b9d-x2x4z"},
                        "values": [[when, str(value)] for when, value in zip(moments(), cpu, strict=True)],
                    }
                ],
            }
        }
    )
    assert [("cpu-component-high", "cart")] == accused(signals(reading("container_cpu_usage_seconds_total", text)))


def test_what_is_dated_after_the_reading_is_not_looked_at() -> None:
    late = [when + 3600 for when in moments()]
    before = [when - 3600 for when in moments()]
    quiet = {"portal": usual(0.2), "orders": usual(0.1)}
    loud = {"portal": risen(0.2, 0.7), "orders": risen(0.1, 0.6)}
    assert [] == accused(
        signals(reading("latency average", table(quiet, before)), reading("latency mean", table(loud, late)))
    )
    assert NOW.timestamp() == moments()[-1]


def test_reading_no_table_does_not_import_numpy() -> None:
    code = "import sys, astreinte.doors.cli.main, astreinte.evidence.extract; sys.exit('numpy' in sys.modules)"
    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
