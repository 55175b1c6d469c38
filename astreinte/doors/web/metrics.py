"""`/metrics`: Astreinte itself in Prometheus' text format, to whoever holds the token."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from astreinte import __version__
from astreinte.memory.account import Figures

from .auth import known
from .office import Office, office_of

STATES = ("triage", "planned", "logged", "active", "waiting", "monitoring", "resolved", "unresolved", "closed")
EFFECTS = ("intended", "done", "failed", "unknown", "undone")
Family = CounterMetricFamily | GaugeMetricFamily
router = APIRouter(tags=["health"], include_in_schema=False, dependencies=[Depends(known)])


@router.get("/metrics")
async def metrics(office: Annotated[Office, Depends(office_of)]) -> Response:
    """503 where the store cannot be read."""
    figures = await office.account.look()
    age = (office.desk.ports.clock.now() - figures.waiting_since).total_seconds() if figures.waiting_since else 0.0
    jobs = {"working": office.jobs.working, "queued": office.jobs.queued}
    return Response(exposition(figures, age, jobs), media_type=CONTENT_TYPE_LATEST)


def exposition(figures: Figures, oldest: float, jobs: Mapping[str, int]) -> bytes:
    """The figures as Prometheus reads them.

    Args:
        figures: of all incidents.
        oldest: age in seconds of the question that has waited longest; 0 where none waits.
        jobs: incidents of this process, those that run and those that wait for their turn.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_Collected([*families(figures, oldest, jobs)]))
    return generate_latest(registry)


def families(figures: Figures, oldest: float, jobs: Mapping[str, int]) -> Iterable[Family]:
    yield _gauge("incidents", "Incidents by state.", "state", _all(STATES, figures.incidents))
    yield _gauge("effects", "Effects by their latest state.", "state", _all(EFFECTS, figures.effects))
    yield _gauge("jobs", "Incidents that this process works on, or that wait for their turn in it.", "state", jobs)
    yield _gauge("queue_jobs", "Jobs of the shared queue by status.", "status", figures.queue)
    yield GaugeMetricFamily("astreinte_questions_open", "Questions that wait for a person.", figures.questions)
    yield GaugeMetricFamily("astreinte_question_oldest_seconds", "Age of the oldest open question.", oldest)
    yield CounterMetricFamily("astreinte_alerts_received", "Alerts received.", figures.alerts)
    failures = CounterMetricFamily(
        "astreinte_reasoner_failures", "Tasks that were left to the playbook.", labels=["reasoner", "stop"]
    )
    for labels, count in figures.failures.items():
        failures.add_metric(labels, count)
    yield failures
    built = GaugeMetricFamily("astreinte_build_info", "The version that runs; always 1.", labels=["version"])
    built.add_metric([__version__], 1)
    yield built


def _gauge(name: str, told: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"astreinte_{name}", told, labels=[label])
    for value, count in values.items():
        family.add_metric([value], count)
    return family


def _all(names: Iterable[str], counted: Mapping[str, int]) -> Mapping[str, int]:
    """A state that nothing is in is 0, so that an expression over it has a value."""
    return {**dict.fromkeys(names, 0), **counted}


class _Collected(Collector):
    def __init__(self, found: list[Family]) -> None:
        self._found = found

    def collect(self) -> Iterable[Family]:
        return self._found
