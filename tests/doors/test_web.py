"""The web door through its own port: who may call, what is taken, what becomes of it."""

import asyncio
import json
import stat
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from astreinte.config import load_settings
from astreinte.domain import Entry
from astreinte.doors.token import address, token_of
from astreinte.doors.web.app import create_app
from astreinte.errors import ConfigError

TOKEN = "a-token-for-the-tests-alone"
YAML = """language: en
policy: observe
sources: {recorded: {path: nothing.jsonl}}
services:
  till: {probe: "http://127.0.0.1:9/", needs: [ledger]}
  ledger: {probe: "tcp://127.0.0.1:9"}
  garden: {probe: "tcp://127.0.0.1:9"}
"""


def alert(name: str, service: str, *, status: str = "firing", instance: str = "a") -> dict[str, Any]:
    labels = {"alertname": name, "service": service, "severity": "high", "instance": instance}
    return {"status": status, "labels": labels, "annotations": {"summary": f"{name} on {service}"}}


def document(*alerts: dict[str, Any], group: str = "{}:{}") -> dict[str, Any]:
    return {"version": "4", "groupKey": group, "status": "firing", "alerts": list(alerts)}


class Door:
    """A running door and what its incidents said."""

    def __init__(self, client: httpx.AsyncClient, app: Any, told: list[Entry]) -> None:
        self.client, self.app, self.told = client, app, told

    async def send(self, body: Any, kind: str = "alertmanager", **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {TOKEN}", **more.pop("headers", {})}
        return await self.client.post(f"/webhooks/{kind}", json=body, headers=headers, **more)

    async def rest(self) -> None:
        """Until every incident has ended or waits."""
        async with asyncio.timeout(30):
            await self.app.state.office.jobs.idle()

    async def waits(self, incident: str) -> str:
        """Until the incident waits for an answer; the id of its question."""
        desk = self.app.state.office.desk
        for _ in range(400):
            asked = await desk.questions(incident)
            if asked and (await desk.outcome(incident)).state == "waiting":
                return str(next(iter(asked)))
            await desk.ports.clock.sleep(0.05)
        raise AssertionError(await desk.outcome(incident))

    async def incidents(self) -> list[Any]:
        return list(await self.app.state.office.desk.rows())


@asynccontextmanager
async def door(project: Path, yaml: str = YAML) -> AsyncGenerator[Door]:
    (project / "nothing.jsonl").touch()
    (project / "astreinte.yaml").write_text(yaml.replace("nothing", str(project / "nothing")), encoding="utf-8")
    settings = load_settings(project, {})
    settings = settings.model_copy(update={"database": f"sqlite:///{project}/.astreinte/a.db"})
    told: list[Entry] = []
    app = create_app(project, settings, TOKEN, told.append)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            yield Door(client, app, told)


async def test_who_has_no_token_is_told_how_to_get_in(tmp_path: Path) -> None:
    """
    401 without, 403 with a wrong one, both as problem details; health needs none.
    """
    async with door(tmp_path) as web:
        bare = await web.client.post("/webhooks/alertmanager", json=document(alert("Down", "till")))
        wrong = await web.client.post("/webhooks/alertmanager", json={}, headers={"Authorization": "Bearer guess"})
        assert (401, 403) == (bare.status_code, wrong.status_code)
        assert "application/problem+json" == bare.headers["content-type"]
        assert ".astreinte/token" in bare.json()["detail"]
        assert 200 == (await web.client.get("/healthz")).status_code
        assert [] == await web.incidents()


REFUSED: list[tuple[str, Any, int, str]] = [
    ("alertmanager", {"alerts": []}, 422, "alerts"),
    ("alertmanager", [1], 422, "JSON object"),
    ("alertmanager", {"alerts": [{"labels": {"alertname": 3}}]}, 422, "alerts.labels.alertname"),
    ("alertmanager", {"alerts": [{"labels": {}}]}, 422, "alertname"),
    ("pagerduty", {"event_action": "trigger"}, 422, "payload.summary"),
    ("pagerduty", {"event_action": "resolve"}, 422, "dedup_key"),
    ("pagerduty", {"event_action": "sing"}, 422, "event_action"),
    ("cloudevents", {"id": "1"}, 422, "specversion"),
    ("grafana", {"title": "x"}, 422, "alerts"),
    ("pigeon", {}, 422, "pigeon"),
]


@pytest.mark.parametrize(("kind", "body", "status", "says"), REFUSED)
async def test_what_is_no_alert_is_refused_by_its_key(
    tmp_path: Path, kind: str, body: Any, status: int, says: str
) -> None:
    async with door(tmp_path) as web:
        answer = await web.send(body, kind)
        assert (status, status) == (answer.status_code, answer.json()["status"])
        assert says in answer.json()["detail"]
        assert [] == await web.incidents()


async def test_a_body_that_is_no_json_or_too_large_is_refused(tmp_path: Path) -> None:
    async with door(tmp_path) as web:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        broken = await web.client.post("/webhooks/alertmanager", content=b"{", headers=headers)
        deep = await web.client.post("/webhooks/alertmanager", content=b"[" * 100_000, headers=headers)
        large = await web.client.post("/webhooks/alertmanager", content=b" " * (5 << 20), headers=headers)
        assert (400, 400, 413) == (broken.status_code, deep.status_code, large.status_code)


async def test_one_fault_is_one_incident_and_every_alert_is_counted(tmp_path: Path) -> None:
    """
    The same alert again, another of the same service, one of a service that it needs: one incident. Another fault: two.
    """
    async with door(tmp_path) as web:
        first = (await web.send(document(alert("Down", "till"), alert("Slow", "till", instance="b")))).json()
        await web.send(document(alert("Down", "till")))
        below = (await web.send(document(alert("Full", "ledger"), group="other"))).json()
        apart = (await web.send(document(alert("Dry", "garden"), group="third"))).json()
        await web.rest()
        assert (2, 1) == (first["received"], len(first["opened"]))
        assert first["opened"] == list(below["incidents"])
        assert [] == below["opened"]
        assert 1 == len(apart["opened"])
        assert 2 == len(await web.incidents())
        assert {first["opened"][0]: 4, apart["opened"][0]: 1} == await web.app.state.office.alerts.count()


async def test_alerts_of_unknown_services_go_by_the_senders_group(tmp_path: Path) -> None:
    async with door(tmp_path) as web:
        one = (await web.send(document(alert("Hot", "kiln-1"), alert("Hot", "kiln-2")))).json()
        two = (await web.send(document(alert("Hot", "kiln-3")))).json()
        other = (await web.send(document(alert("Cold", "attic"), group="elsewhere"))).json()
        await web.rest()
        assert one["opened"] == list(two["incidents"])
        assert other["opened"] != one["opened"]


async def test_resolved_is_a_hint_and_no_incident(tmp_path: Path) -> None:
    """
    Of an unknown alert it is counted and opens nothing; of a known one the journal says it.
    """
    async with door(tmp_path) as web:
        stray = (await web.send(document(alert("Down", "garden", status="resolved")))).json()
        assert (1, 1, []) == (stray["received"], stray["unmatched"], stray["opened"])
        opened = (await web.send(document(alert("Down", "till")))).json()["opened"]
        over = (await web.send(document(alert("Down", "till", status="resolved")))).json()
        assert {opened[0]: 1} == over["incidents"]
        await web.rest()
        assert any(entry.data.get("hint") == "resolved" for entry in web.told)


async def test_what_still_fires_after_the_end_was_another_fault(tmp_path: Path) -> None:
    """
    Two alerts of one chain, one over: for the other an incident of its own; nothing where all are over.
    """
    async with door(tmp_path) as web:
        office = web.app.state.office
        (opened,) = (await web.send(document(alert("Down", "till"), alert("Full", "ledger")))).json()["opened"]
        assert [] == await office.intake.aftermath(opened)
        await web.send(document(alert("Down", "till", status="resolved")))
        (second,) = await office.intake.aftermath(opened)
        await web.rest()
        assert "ledger" == next(row.service for row in await web.incidents() if row.id == second)
        await web.send(document(alert("Full", "ledger", status="resolved")))
        assert [] == await office.intake.aftermath(second)
        assert 4 == sum((await office.alerts.count()).values())


PAGE = {"summary": "Queue is long", "source": "depot", "severity": "error", "component": "garden"}
EVENT = {"specversion": "1.0", "id": "1", "source": "/ci", "type": "build.failed", "subject": "garden"}


@pytest.mark.parametrize(
    ("kind", "body", "over"),
    [
        (
            "pagerduty",
            {"event_action": "trigger", "dedup_key": "q", "payload": PAGE},
            {"event_action": "resolve", "dedup_key": "q"},
        ),
        ("cloudevents", {**EVENT, "data": {"title": "Broken"}}, {**EVENT, "data": {"title": "Broken", "status": "ok"}}),
        (
            "cloudevents",
            {**EVENT, "data": document(alert("Down", "garden"))},
            {**EVENT, "data": document(alert("Down", "garden", status="resolved"))},
        ),
        (
            "grafana",
            {"ruleName": "Dry", "ruleId": 7, "state": "alerting", "tags": {"service": "garden"}},
            {"ruleName": "Dry", "ruleId": 7, "state": "ok"},
        ),
        ("grafana", document(alert("Down", "garden")), document(alert("Down", "garden", status="resolved"))),
    ],
)
async def test_every_kind_opens_once_and_knows_its_end(tmp_path: Path, kind: str, body: Any, over: Any) -> None:
    """
    The service is read, and the notice of the end finds the incident by the same fingerprint.
    """
    async with door(tmp_path) as web:
        opened = (await web.send(body, kind)).json()["opened"]
        again = (await web.send(over, kind)).json()
        await web.rest()
        assert [*opened] == list(again["incidents"])
        assert ["garden"] == [row.service for row in await web.incidents()]


async def test_a_cloud_event_in_headers_or_in_a_batch(tmp_path: Path) -> None:
    async with door(tmp_path) as web:
        named = {f"ce-{key}": value for key, value in EVENT.items()}
        binary = (await web.send({"title": "Broken"}, "cloudevents", headers=named)).json()
        batch = {"Content-Type": "application/cloudevents-batch+json"}
        several = [EVENT, {**EVENT, "subject": "till"}]
        both = await web.client.post(
            "/webhooks/cloudevents",
            content=json.dumps(several),
            headers={"Authorization": f"Bearer {TOKEN}", **batch},
        )
        await web.rest()
        assert (1, 2) == (binary["received"], both.json()["received"])
        assert 2 == len(await web.incidents())


async def test_a_restart_goes_on_with_what_was_open(tmp_path: Path) -> None:
    """
    An incident declared and never run is run by the next server; the account stands.
    """
    async with door(tmp_path) as web:
        office = web.app.state.office
        office.jobs.start = list
        opened = (await web.send(document(alert("Down", "till")))).json()["opened"]
    async with door(tmp_path) as web:
        await web.rest()
        assert any(entry.kind == "triaged" and entry.incident == opened[0] for entry in web.told)
        assert 1 == (await web.client.get("/readyz")).json()["received"]


BENCH = Path(__file__).parents[3] / "shared/bench/alerts"
SENDERS = {"pagerduty": "pagerduty", "grafana": "grafana"}


@pytest.mark.bench
@pytest.mark.skipif(not BENCH.is_dir(), reason="the development cases are not beside the checkout")
async def test_payloads_of_other_systems_are_taken_or_clearly_refused(tmp_path: Path) -> None:
    """
    Each is a receipt of at least one alert, or a 4xx that says what is missing; webhooks of known senders are taken.
    """
    async with door(tmp_path) as web:
        for path in sorted(BENCH.rglob("*.json")):
            document = json.loads(path.read_text(encoding="utf-8"))
            kind = SENDERS.get(path.stem.split("_")[0], "alertmanager")
            for body in [each["payload"] for each in document.get("templates", ())] or [document]:
                answer = await web.send(body, kind)
                assert answer.status_code in {202, 422}, (path.name, answer.text)
                told = answer.json()
                assert told["received"] if answer.status_code == 202 else len(told["detail"]) > 20, path.name
                if path.parent.name == "webhooks" or path.name.startswith("alertmanager-"):
                    assert 202 == answer.status_code, (path.name, answer.text)
        await web.rest()


def test_the_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    token = token_of(tmp_path)
    path = tmp_path / ".astreinte/token"
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert token == token_of(tmp_path)
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        token_of(tmp_path)
    path.chmod(0o600)
    path.write_text("short\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="fewer than"):
        token_of(tmp_path)


def test_beyond_loopback_a_token_must_be_there(tmp_path: Path) -> None:
    assert "127.0.0.1" == address(tmp_path, None)
    assert "::1" == address(tmp_path, "::1")
    with pytest.raises(ConfigError, match="TLS"):
        address(tmp_path, "192.0.2.7")
    token_of(tmp_path)
    assert "192.0.2.7" == address(tmp_path, "192.0.2.7")
