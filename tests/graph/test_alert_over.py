"""2.3: an incident that an alert declared is not over while that alert fires."""

import json
from typing import Any

import pytest

from astreinte.domain import Reading
from astreinte.evidence import Recording
from astreinte.graph.alerting import fires

from .world import DISK, World, after, line, world

LABELS = {"alertname": "WikiDown", "service": "wiki"}


def alerts(*states: str, service: str = "wiki") -> Recording:
    entries = [{"labels": {**LABELS, "service": service}, "status": {"state": each}} for each in states]
    return line("alertmanager", "/api/v2/alerts", json.dumps(entries), item="events")


async def checks(told: World) -> dict[str, bool]:
    outcome = await told.run(severity="HAUTE", labels=LABELS)
    (entry, *_) = await told.entries(outcome, "validation")
    return {each["name"]: each["passed"] for each in entry.data["checks"]}


@pytest.mark.parametrize(("states", "passed"), [((), True), (("active",), False)])
async def test_the_listing_that_showed_the_alert_is_asked_again(states: tuple[str, ...], passed: bool) -> None:
    told = world((*DISK, alerts("active"), *after("free-disk", alerts(*states))))
    assert (await checks(told))["l'alerte est résolue"] is passed


@pytest.mark.parametrize("before", [(), (alerts("active", service="blog"),)])
async def test_where_no_listing_showed_it_none_can_tell(before: tuple[Recording, ...]) -> None:
    assert "l'alerte est résolue" not in await checks(world((*DISK, *before)))


LISTINGS: list[tuple[Any, bool]] = [
    ({"data": {"alerts": [{"labels": LABELS, "state": "firing"}]}}, True),
    ({"alerts": [{"labels": LABELS, "state": "pending"}]}, False),
    ([{"labels": {"alertname": "Other"}, "status": {"state": "active"}}], False),
    ([7, {"labels": 3, "state": "firing"}, {"status": []}], False),
    ("text", False),
]


@pytest.mark.parametrize(("document", "fired"), LISTINGS)
def test_both_forms_of_a_listing_are_read(document: Any, fired: bool) -> None:
    recorded = line("prometheus", "/api/v1/alerts", json.dumps(document))
    assert fires(Reading(recorded.asked, recorded.at, "ok", recorded.text), LABELS) is fired
