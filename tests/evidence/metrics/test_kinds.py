"""What names of metrics say."""

import pytest

from astreinte.evidence.metrics.kinds import named


@pytest.mark.parametrize(
    ("name", "kind", "statistic", "percent"),
    [
        ("CpuUsageRate(%)", "cpu", "", True),
        ("container_cpu_usage_seconds_total", "cpu", "", False),
        ("MemoryUsage(Mi)", "memory", "", False),
        ("PodServerLatencyP99(s)", "latency", "p99", False),
        ("http_request_duration_seconds", "latency", "", False),
        (
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            "latency",
            "p90",
            False,
        ),
        ("histogram_quantile(0.95, sum by (le) (rate(grpc_latency_bucket[5m])))", "latency", "p95", False),
        ("availability Average", "success", "mean", True),
        ("http_requests_failed_total", "errors", "", False),
        ("requests Sum", "requests", "", False),
    ],
)
def test_a_name_says_what_is_measured(name: str, kind: str, statistic: str, percent: bool) -> None:
    said = named(name)
    assert said is not None
    assert (kind, statistic, percent) == (said.kind, said.statistic, said.percent)


@pytest.mark.parametrize(
    "name", ["portal", "NodeCpuUsageRate(%)", "kube_pod_container_resource_limits_cpu", "grpc_latency_bucket", ""]
)
def test_other_names_say_nothing(name: str) -> None:
    assert None is named(name)


def test_a_counter_inside_a_rate_is_none() -> None:
    plain, rated = named("process_cpu_seconds_total"), named("rate(process_cpu_seconds_total[5m])")
    assert plain
    assert rated
    assert (True, False) == (plain.counter, rated.counter)
