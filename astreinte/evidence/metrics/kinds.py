"""What the name of a metric says: what it measures, by which statistic, in which direction it is bad."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["cpu", "memory", "success", "errors", "latency", "requests"]
Side = Literal["", "client", "server"]

WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("cpu", re.compile(r"\bcpu\b")),
    ("latency", re.compile(r"\b(latency|latencies|duration|durations|response time|rtt|elapsed)\b")),
    ("memory", re.compile(r"\b(memory|mem|rss|working set|heap)\b")),
    ("success", re.compile(r"\b(availability|success|sli)\b")),
    ("errors", re.compile(r"\b(error|errors|fault|faults|failure|failures|failed|5xx|exceptions)\b")),
    ("requests", re.compile(r"\b(requests?|workload|throughput|rps|qps|ops|calls|hits|invocations)\b")),
)
"""In this order: `cpu_requests` is CPU, `request_duration` a latency, `failed_requests` errors."""

NOT_USE = re.compile(r"\b(limits?|quota|reservation|capacity|allocatable|resource requests|throttled|periods|shares)\b")
"""What a component was given or denied, not what it uses."""

OF_THE_MACHINE = re.compile(r"^(node|host|machine|system)\b")
BUCKETS = re.compile(r"\bbucket\b")
QUANTILE = re.compile(r"\bp ?(50|75|90|95|99|999)\b|\b(?:quantile|percentile)\D{0,3}0?\.?(\d{1,3})")
MEAN = re.compile(r"\b(average|avg|mean)\b")
MEDIAN = re.compile(r"\bmedian\b")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PERCENT = re.compile(r"%|\bpercent|\bpct\b|\bavailability\b", re.IGNORECASE)
GROWS = re.compile(r"(_total|_count|_sum)$")
RATED = re.compile(r"\b(rate|irate|increase|delta)\s*\(")


@dataclass(frozen=True)
class Named:
    """One metric by its name. `percent` values lie in 0 to 100; a `counter` only grows until it is reset.

    `statistic` is `p50`, `p99`, `mean` or empty.
    """

    kind: Kind
    statistic: str = ""
    side: Side = ""
    percent: bool = False
    counter: bool = False

    @property
    def worse(self) -> int:
        """The sign of a bad move."""
        return -1 if self.kind == "success" else 1

    @property
    def tail(self) -> bool:
        """A high percentile: of sparse traffic it is one slow request, whoever's."""
        return self.statistic.startswith("p") and self.statistic != "p50"


@lru_cache(maxsize=4096)
def named(name: str) -> Named | None:
    """What a metric name, a column header or a query says; None when it is no metric of a component that is known."""
    words = words_of(name)
    if OF_THE_MACHINE.search(words) or (BUCKETS.search(words) and "quantile" not in words):
        return None
    kind: Kind | None = next((kind for kind, pattern in WORDS if pattern.search(words)), None)
    if kind is None or (kind in {"cpu", "memory"} and NOT_USE.search(words)):
        return None
    counter = bool(GROWS.search(name.strip())) and not RATED.search(name)
    return Named(kind, _statistic(words), _side(words), bool(PERCENT.search(name)), counter)


def words_of(name: str) -> str:
    """Lower case, the words of `CamelCase` and `snake_case` apart."""
    return re.sub(r"[^a-z0-9.]+", " ", CAMEL.sub(" ", name).lower()).strip()


def _statistic(words: str) -> str:
    if found := QUANTILE.search(words):
        share = found[1] or found[2]
        return f"p{share}0" if len(share) == 1 else f"p{share}"
    if MEDIAN.search(words):
        return "p50"
    return "mean" if MEAN.search(words) else ""


def _side(words: str) -> Side:
    if re.search(r"\b(client|source|outbound|upstream)\b", words):
        return "client"
    return "server" if re.search(r"\b(server|destination|inbound)\b", words) else ""
