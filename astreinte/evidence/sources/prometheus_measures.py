"""What is asked of Prometheus about a service: PromQL over the metrics that it has."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

MOST = 3
"""Metrics that serve one measure: the same thing is rarely counted more often."""

OWN = re.compile(r"^(go|process|python|jvm|nodejs|scrape|promhttp|net_conntrack|prometheus_(?!http))_?")
"""Metrics of the runtime and of the scrape itself: no requests of anybody's."""

CODES = {"code": "5..", "status": "5..", "status_code": "5..", "http_response_status_code": "5..",
         "grpc_code": "Unknown|DeadlineExceeded|ResourceExhausted|Internal|Unavailable|DataLoss"}  # fmt: skip
"""Labels that tell how a request ended, with the values that are the server's failure."""

TIMED = re.compile(r"(duration|latency|latencies|response_time|handling)\w*_sum$")


@dataclass(frozen=True)
class Scope:
    """Whose metrics: the label that names components, their names, further matchers, the window of rates."""

    label: str
    values: tuple[str, ...]
    matchers: str
    rate: str

    def of(self, metric: str, *more: str) -> str:
        own = f'{self.label}="{quoted(self.values[0])}"'
        if len(self.values) > 1:
            own = f'{self.label}=~"{quoted("|".join(re.escape(value) for value in self.values))}"'
        return f"{metric}{{{','.join(filter(None, [own, self.matchers, *more]))}}}"

    def rates(self, metric: str, *more: str, by: str = "") -> str:
        return f"sum by ({self.label}{by}) (rate({self.of(metric, *more)}[{self.rate}]))"


Expression = Callable[[Sequence[str], Scope], str]


@dataclass(frozen=True)
class Measure:
    """`name` is how the answer is called, `usual` the metrics asked for as long as nobody knows which there are."""

    name: str
    usual: tuple[str, ...]
    found: Callable[[str], bool]
    expression: Expression

    def metrics(self, known: Sequence[str] | None) -> list[str]:
        """The metrics that serve it; the usual ones first, since they are what is documented."""
        if known is None:
            return list(self.usual[:MOST])
        fitting = [name for name in known if self.found(name)]
        return sorted(fitting, key=lambda name: (name not in self.usual, len(name), name))[:MOST]


def _any(expressions: Sequence[str]) -> str:
    return " or ".join(expressions)


def _rates(metrics: Sequence[str], scope: Scope) -> str:
    return _any([scope.rates(metric) for metric in metrics])


def _levels(metrics: Sequence[str], scope: Scope) -> str:
    return _any([f"sum by ({scope.label}) ({scope.of(metric)})" for metric in metrics])


def _failing(metrics: Sequence[str], scope: Scope) -> str:
    """Failed over all requests, zero as long as none failed: a healthy past is part of the answer."""
    failed = _any([scope.rates(m, f'{label}=~"{codes}"') for m in metrics for label, codes in CODES.items()])
    every = _rates(metrics, scope)
    return f"(({failed}) or 0 * ({every})) / ({every})"


def _faults(metrics: Sequence[str], scope: Scope) -> str:
    return f"{_rates(metrics, scope)} or 0 * sum by ({scope.label}) ({scope.of('up')})"


def _mean(metrics: Sequence[str], scope: Scope) -> str:
    bases = [metric.removesuffix("_sum") for metric in metrics]
    return _any([f"{scope.rates(f'{base}_sum')} / {scope.rates(f'{base}_count')}" for base in bases])


def _high(metrics: Sequence[str], scope: Scope) -> str:
    parts = [scope.rates(metric, by=", le") for metric in metrics]
    return _any([f"histogram_quantile(0.95, {part})" for part in parts])


def _counts_requests(name: str) -> bool:
    shaped = re.search(r"(^|_)(requests?|rpcs?|calls)_total$|_handled_total$|request_duration_\w*count$", name)
    return bool(shaped or re.search(r"requests_seconds_count$|_controller_requests$", name)) and not OWN.match(name)


def _counts_faults(name: str) -> bool:
    return bool(re.search(r"(errors?|failures?|failed|exceptions?)_total$", name)) and not OWN.match(name)


def _timed(name: str) -> bool:
    named = TIMED.search(name) or name.endswith("requests_seconds_sum")
    return bool(named) and not OWN.match(name)


REQUESTS = ("http_requests_total", "http_server_requests_seconds_count", "grpc_server_handled_total")
DURATIONS = ("http_request_duration_seconds", "http_server_requests_seconds", "http_server_request_duration_seconds")
CPU = ("container_cpu_usage_seconds_total", "process_cpu_seconds_total")
MEMORY = ("container_memory_working_set_bytes", "process_resident_memory_bytes")

MEASURES: tuple[Measure, ...] = (
    Measure("request_errors_ratio", REQUESTS, _counts_requests, _failing),
    Measure("request_latency_mean_seconds", tuple(f"{each}_sum" for each in DURATIONS), _timed, _mean),
    Measure("requests_rate", REQUESTS, _counts_requests, _rates),
    Measure("cpu_cores", CPU, lambda name: name in CPU, _rates),
    Measure("memory_bytes", MEMORY, lambda name: name in MEMORY, _levels),
    Measure("errors_rate", (), _counts_faults, _faults),
    Measure(
        "request_latency_p95_seconds",
        tuple(f"{each}_bucket" for each in DURATIONS),
        lambda name: name.endswith("_bucket") and _timed(f"{name.removesuffix('_bucket')}_sum"),
        _high,
    ),
)
"""Over time, with a healthy past before; the names say to whoever reads the answer what is measured."""

STATES: tuple[tuple[str, str], ...] = (
    ("up", ""),
    ("kube_pod_container_status_restarts_total", ""),
    ("kube_pod_container_status_waiting_reason", " > 0"),
    ("kube_pod_container_status_last_terminated_reason", " > 0"),
)
"""As they are at the end of the window, with what is compared."""


def over_time(scopes: Sequence[Scope], known: Sequence[str] | None) -> Iterator[str]:
    """PromQL for each measure that has metrics, first answer of the scopes taken; `known` None: ask for the usual."""
    for measure in MEASURES:
        if metrics := measure.metrics(known):
            yield called(measure.name, _any([measure.expression(metrics, scope) for scope in scopes]))


def states(scopes: Sequence[Scope], known: Sequence[str] | None) -> Iterator[str]:
    """PromQL for what holds now, `up` first; restarts of plain processes are counted over the half hour."""
    for metric, test in STATES:
        if known is None or metric in known:
            yield _any([f"{scope.of(metric)}{test}" for scope in scopes])
    if known is None or "process_start_time_seconds" in known:
        started = [f"changes({scope.of('process_start_time_seconds')}[30m]) > 0" for scope in scopes]
        yield called("process_restarts", _any(started))


def called(name: str, expression: str) -> str:
    """The expression with a name for its answer: what is computed has none of its own."""
    return f'label_replace({expression}, "__name__", "{name}", "__name__", ".*")'


def quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
