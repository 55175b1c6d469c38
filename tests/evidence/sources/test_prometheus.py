"""Prometheus: what is asked, and what extraction reads out of the answers."""

import json
import random
from typing import Any

from astreinte.domain import ManualClock, Reading, Signal
from astreinte.evidence import Context, Evidence, MemoryStore, Redactor, Source, extract

from . import apis
from .cases import CASES, SETTINGS, WINDOW, ask
from .server import Asked, Said

CASE = next(case for case in CASES if case.name == "prometheus")


async def collected(source: Source) -> list[Reading]:
    return [await source.read(query) for phase in ("probe", "collect") for query in source.plan(ask(phase))]


def signals(readings: list[Reading]) -> list[Signal]:
    return list(extract(readings, Context("wiki", SETTINGS.services, WINDOW, apis.NOW)))


async def test_errors_over_a_healthy_past_are_a_signal_with_its_onset() -> None:
    """
    The component, how far off it is, and since when.
    """
    with CASE.served() as (source, _):
        found = [each for each in signals(await collected(source)) if each.id == "own-failures-high"]
    assert ["service:wiki"] == [each.entity for each in found]
    assert found[0].attributes["first"].startswith("2026-11-23T11:55")


async def test_an_alert_belongs_to_the_service_that_it_names() -> None:
    """
    And not to the one that the incident happens to be about.
    """

    def both(asked: Asked) -> Said:
        if asked.path != "/api/v1/alerts":
            return apis.prometheus(asked)
        other = {**apis.ALERT, "labels": {"alertname": "MailGone", "job": "mail"}}
        return apis.said({"status": "success", "data": {"alerts": [apis.ALERT, other]}})

    with CASE.served(both) as (source, _):
        found = {each.entity for each in signals(await collected(source)) if each.id == "alert-firing"}
    assert {"service:wiki", "service:mail"} == found


async def test_once_its_metrics_are_known_only_those_are_asked_for() -> None:
    """
    Before, all the usual ones under every label; a service that Prometheus does not know is not asked about at length.
    """
    with CASE.served() as (source, server):
        cold = " ".join(query.text for query in source.plan(ask()))
        for query in source.plan(ask("probe")):
            await source.read(query)
        warm = " ".join(query.text for query in source.plan(ask()))
        for query in source.plan(ask("probe", "unheard-of")):
            await source.read(query)
        assert [] == [query for query in source.plan(ask(service="unheard-of")) if "query_range" in query.args[0]]
        assert server.asked
    assert "container_cpu_usage_seconds_total" in cold
    assert "container_cpu_usage_seconds_total" not in warm
    assert "grpc_server_handled_total" not in warm
    assert "http_requests_total" in warm
    assert "service=" not in warm


def test_a_range_begins_before_the_window_and_has_a_bounded_number_of_points() -> None:
    """
    Whatever baseline and step are asked for.
    """
    source = CASE.make("http://127.0.0.1:9", baseline="7d", step="1s")
    asked = next(query for query in source.plan(ask()) if query.args[0].endswith("query_range"))
    given = {name: value for name, _, value in (arg.partition("=") for arg in asked.args[1:])}
    assert "2026-11-16T11:30:00Z" == given["start"]
    assert (7 * 86400 + 1800) / int(given["step"]) <= 1000


async def test_queries_of_ones_own_are_asked_under_their_name() -> None:
    """
    With the service's name put in, quoted.
    """
    queries = {"checkout_errors_ratio": 'own_ratio{app="{service}"}'}
    source = CASE.make("http://127.0.0.1:9", queries=queries)
    texts = [query.text for query in source.plan(ask()) if "own_ratio" in query.text]
    assert 1 == len(texts)
    assert 'own_ratio{app="wiki"}, "__name__", "checkout_errors_ratio"' in texts[0]


async def test_many_series_are_cut_to_whole_ones_and_told() -> None:
    """
    What is left is still a document, and the note says how much was left out.
    """
    values = [[1795435200 + n, "0.123456789"] for n in range(180)]

    def many(_: Asked) -> Said:
        result = [{"metric": {"job": f"job-{n}"}, "values": values} for n in range(300)]
        return apis.said({"status": "success", "data": {"resultType": "matrix", "result": result}})

    with CASE.served(many) as (source, _):
        query = next(query for query in source.plan(ask()) if query.args[0].endswith("query_range"))
        found = await source.read(query)
    kept: list[Any] = json.loads(found.text)["data"]["result"]
    assert values == kept[-1]["values"]
    assert f"truncated, {len(kept)} of 300 series" == found.note
    assert 1 < len(kept) < 300


async def test_what_the_desk_keeps_is_still_a_document() -> None:
    """
    Neither redaction nor capping takes anything out of a long range of long numbers.
    """
    rng = random.Random(7)  # noqa: S311 - numbers, not secrets
    values = [[1795435200 + n, repr(rng.random() * 10 ** rng.randint(-9, 12))] for n in range(900)]

    def long(_: Asked) -> Said:
        result = [{"metric": {"job": f"job-{n}"}, "values": values} for n in range(9)]
        return apis.said({"status": "success", "data": {"resultType": "matrix", "result": result}})

    with CASE.served(long) as (source, _):
        query = next(query for query in source.plan(ask()) if query.args[0].endswith("query_range"))
        desk = Evidence([source], MemoryStore(), Redactor(), ManualClock(apis.NOW), 20.0, SETTINGS.limits.lines)
        found = await desk.ask(query)
    kept: list[Any] = json.loads(found.text)["data"]["result"]
    assert [values] * 9 == [each["values"] for each in kept]
    assert "" == found.note


async def test_what_the_server_warns_of_is_noted() -> None:
    """
    As Prometheus does when a remote store is missing.
    """
    document: dict[str, Any] = {"status": "success", "warnings": ["remote read failed"], "data": {"alerts": []}}
    with CASE.served(lambda _: apis.said(document)) as (source, _):
        query = next(query for query in source.plan(ask()) if query.args[0].endswith("alerts"))
        assert "remote read failed" == (await source.read(query)).note


async def test_what_kubernetes_tells_of_containers_is_read() -> None:
    """
    A kill by the memory limit, a wait and restarts, each of the pod that its labels name.
    """
    pod = {"namespace": "home", "pod": "wiki-0", "container": "wiki"}
    told = {
        "kube_pod_container_status_last_terminated_reason": ({**pod, "reason": "OOMKilled"}, "1"),
        "kube_pod_container_status_waiting_reason": ({**pod, "reason": "CrashLoopBackOff"}, "1"),
        "kube_pod_container_status_restarts_total": (pod, "7"),
    }

    def cluster(asked: Asked) -> Said:
        text = dict(asked.pairs).get("query", "")
        name = next((name for name in told if text.startswith(f"{name}{{")), "")
        if asked.path != "/api/v1/query" or not name:
            return apis.prometheus(asked)
        series = {"metric": {"__name__": name, **told[name][0]}, "value": [1795435200, told[name][1]]}
        return apis.said({"status": "success", "data": {"resultType": "vector", "result": [series]}})

    with CASE.served(cluster) as (source, _):
        found = {each.id: each.entity for each in signals([await source.read(query) for query in source.plan(ask())])}
    assert {"oom-reason", "crash-looping", "restarting"} <= found.keys()
    assert "pod:home/wiki-0" == found["restarting"]
