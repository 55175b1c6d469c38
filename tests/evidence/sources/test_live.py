"""Prometheus and Alertmanager as they are, where their programs are installed."""

import json
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from astreinte.config import Service, Settings
from astreinte.domain import Ask, Reading, Signal, SystemClock, Window
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import Context, Source, extract, make_source
from astreinte.evidence.sources.http_verbs import pairs_of

from .programs import Lab, lab, missing, until
from .schemas import BY_PATH

REASONS = missing()
SETTINGS = Settings(services={"shop": Service(needs=("nobody",)), "nobody": Service(), "machine": Service()})
FAST = {"baseline": "2m", "step": "1s", "rate": "4s"}
PAST = 25.0

pytestmark = [
    pytest.mark.live,
    pytest.mark.xdist_group("live"),
    pytest.mark.skipif(bool(REASONS), reason=f"live sources: {'; '.join(REASONS)}"),
]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Generator[Lab]:
    """A shop that was well for a while and then fails."""
    with lab(tmp_path_factory.mktemp("lab")) as running:
        until(lambda: samples(running) >= PAST)
        running.shop.broken.set()
        until(lambda: '"ShopFails"' in httpx.get(f"{running.alertmanager}/api/v2/alerts").text)
        until(lambda: samples(running, 'rate(http_requests_total{code="500"}[4s]) > 0') >= 6)
        yield running


def samples(running: Lab, expression: str = "http_requests_total") -> float:
    """Points of the last two minutes."""
    query = {"query": f"max(count_over_time(({expression})[2m:1s]))"}
    found: Any = httpx.get(f"{running.prometheus}/api/v1/query", params=query).json()["data"]["result"]
    return float(found[0]["value"][1]) if found else 0.0


def silence(manager: str) -> None:
    now = datetime.now(UTC)
    silenced = {
        "matchers": [{"name": "job", "value": "nobody", "isRegex": False}],
        "startsAt": now.isoformat(),
        "endsAt": (now + timedelta(hours=1)).isoformat(),
        "createdBy": "test",
        "comment": "moving house",
    }
    assert httpx.post(f"{manager}/api/v2/silences", json=silenced).is_success


def source(name: str, url: str, **options: Any) -> Source:
    return make_source(name, {"url": url, **options}, SETTINGS, SystemClock())


def ask(phase: Any, service: str = "shop") -> Ask:
    now = datetime.now(UTC)
    return Ask(service, Window(now - timedelta(seconds=20), now), phase)


async def read(of: Source, service: str = "shop") -> list[Reading]:
    return [await of.read(query) for phase in ("probe", "collect") for query in of.plan(ask(phase, service))]


def signals(readings: list[Reading]) -> list[Signal]:
    now = datetime.now(UTC)
    return list(extract(readings, Context("shop", SETTINGS.services, Window(now - timedelta(minutes=1), now), now)))


async def test_failures_of_a_real_range_are_found_with_their_onset(live: Lab) -> None:
    """
    Over the healthy past that was read beside them; the dead target is told as that of another.
    """
    readings = await read(source("prometheus", live.prometheus, **FAST))
    assert {"ok", "no_data"} >= {each.status for each in readings}
    found = signals(readings)
    failing = next(each for each in found if each.id == "own-failures-high")
    assert "service:shop" == failing.entity
    assert failing.attributes["first"]
    assert "service:nobody" in {each.entity for each in found if each.id == "target-down"}
    assert "service:shop" in {each.entity for each in found if each.id == "alert-firing"}


async def test_all_that_is_planned_for_a_service_never_heard_of_is_understood(live: Lab) -> None:
    """
    Cold, every usual metric under every label is asked for: real Prometheus takes each expression.
    """
    cold = source("prometheus", live.prometheus)
    for query in cold.plan(ask("collect", "unheard-of")):
        assert (await cold.read(query)).status in {"ok", "no_data"}


async def test_a_machine_is_known_by_its_exporter(live: Lab) -> None:
    """
    Processor time and memory of the exporter itself, as a range.
    """
    readings = await read(source("prometheus", live.prometheus, **FAST), "machine")
    names: set[str] = {
        series["metric"]["__name__"]
        for each in readings
        if each.status == "ok" and "query_range" in each.query.args[0]
        for series in json.loads(each.text)["data"]["result"]
    }
    assert {"cpu_cores", "memory_bytes"} <= names


async def test_a_question_that_prometheus_refuses_says_why(live: Lab) -> None:
    """
    In Prometheus' own words.
    """
    of = source("prometheus", live.prometheus, queries={"odd": "sum(("})
    query = next(each for each in of.plan(ask("collect")) if "sum((" in each.text)
    with pytest.raises(ReadingUnavailable, match="parse error"):
        await of.read(query)


async def test_alerts_silences_and_status_are_read(live: Lab) -> None:
    """
    And a silence of now shows.
    """
    silence(live.alertmanager)
    readings = await read(source("alertmanager", live.alertmanager))
    assert {"ok"} == {each.status for each in readings}
    assert "moving house" in "".join(each.text for each in readings)
    assert "service:shop" in {each.entity for each in signals(readings) if each.id == "alert-firing"}


@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
async def test_the_real_server_answers_what_the_fake_is_held_to(live: Lab, name: str) -> None:
    """
    So that the recorded tests stay true of it.
    """
    url = str(getattr(live, name))
    of = source(name, url, **(FAST if name == "prometheus" else {}))
    async with httpx.AsyncClient() as client:
        for query in (query for phase in ("probe", "collect") for query in of.plan(ask(phase))):
            answer = await client.get(url + query.args[0], params=httpx.QueryParams(tuple(pairs_of(query))))
            jsonschema.validate(answer.json(), BY_PATH[name][query.args[0]])


async def test_another_server_is_told_from_the_right_one(live: Lab, tmp_path: Path) -> None:
    """
    Alertmanager's address given for Prometheus: an error that names the option, not "no data".
    """
    of = source("prometheus", live.alertmanager)
    with pytest.raises(ReadingUnavailable, match=r"sources\.prometheus\.url"):
        await of.read(of.plan(ask("probe"))[0])
