"""Astreinte's own figures: to whom, which, and that the shipped alerts and the dashboard ask for nothing else."""

import asyncio
import json
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from astreinte.domain import Draft, Question, dump
from tests.doors.test_web import TOKEN, Door, alert, document, door

DEPLOY = Path(__file__).parents[2] / "deploy"
NAME = re.compile(r"\b(?:astreinte|process)_\w+")
ASKS = """language: en
policy: confirm
sources: {recorded: {path: nothing.jsonl}}
services:
  till: {probe: "http://127.0.0.1:9/"}
"""


async def figures(web: Door) -> dict[tuple[str, str], float]:
    """Every sample of a scrape, by its name and the values of its labels."""
    answer = await web.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert 200 == answer.status_code, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(s.name, ",".join(s.labels.values())): s.value for family in families for s in family.samples}


async def test_only_who_holds_the_token_reads_figures(tmp_path: Path) -> None:
    async with door(tmp_path) as web:
        bare: httpx.Response = await web.client.get("/metrics")
        assert (401, "application/problem+json") == (bare.status_code, bare.headers["content-type"])


async def test_figures_follow_what_happens(tmp_path: Path) -> None:
    """
    Alerts are counted as they come, incidents stand under their state, a question has an age until it is answered.
    """
    async with door(tmp_path) as web:
        before = await figures(web)
        assert (0, 0) == (before["astreinte_alerts_received_total", ""], before["astreinte_questions_open", ""])
        await web.send(document(alert("Down", "till"), alert("Slow", "till")))
        await web.rest()
        ended = await figures(web)
        assert (2, 1) == (ended["astreinte_alerts_received_total", ""], ended["astreinte_incidents", "unresolved"])

        desk = web.app.state.office.desk
        incident = (await web.incidents())[0].id
        asked = dump(Question("q-1", "fact", "which one?"))
        await desk.ports.journal.append(incident, Draft("question", "incident", asked))
        await desk.ports.incidents.update(incident, state="waiting", severity="HAUTE", title="t", lead="")
        await asyncio.sleep(0.01)
        waits = await figures(web)
        assert (1, 1) == (waits["astreinte_questions_open", ""], waits["astreinte_incidents", "waiting"])
        assert 0 < waits["astreinte_question_oldest_seconds", ""]
        answered = {"question": "q-1", "choice": "this", "by": "ana", "at": "2026-03-01T13:03:00Z"}
        await desk.ports.journal.append(incident, Draft("answer", "ana", answered))
        after = await figures(web)
        assert (0, 0) == (after["astreinte_questions_open", ""], after["astreinte_question_oldest_seconds", ""])


async def test_failures_of_reasoners_count_from_the_first_look_on(tmp_path: Path) -> None:
    """
    What failed before is not counted again after a restart; what fails later is, in incidents that ended meanwhile too.
    """
    async with door(tmp_path) as web:
        await web.send(document(alert("Down", "till")))
        await web.rest()
        incident, journal = (await web.incidents())[0].id, web.app.state.office.desk.ports.journal
        usage = {"reasoner": "some:model", "calls": 1, "input_tokens": 1, "output_tokens": 1}
        await journal.append(incident, Draft("thought", "hawk", {"task": "analyse", "stop": "slow", "usage": usage}))
        assert ("astreinte_reasoner_failures_total", "some:model,slow") not in await figures(web)
        for stop in ("down", "answered", "down"):
            await journal.append(incident, Draft("thought", "hawk", {"task": "analyse", "stop": stop, "usage": usage}))
        found = await figures(web)
        assert 2 == found["astreinte_reasoner_failures_total", "some:model,down"]
        assert not [key for key in found if key[1].endswith(("answered", "slow"))]
        assert found == {**await figures(web), **{key: found[key] for key in found if key[0].startswith("process")}}


async def test_alerts_and_dashboard_ask_for_figures_that_exist(tmp_path: Path) -> None:
    async with door(tmp_path) as web:
        usage = {"reasoner": "some:model", "calls": 1, "input_tokens": 1, "output_tokens": 1}
        await web.send(document(alert("Down", "till")))
        await web.rest()
        await figures(web)
        journal = web.app.state.office.desk.ports.journal
        thought = {"task": "analyse", "stop": "slow", "usage": usage}
        await journal.append((await web.incidents())[0].id, Draft("thought", "hawk", thought))
        text = (await web.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})).text
    samples = re.findall(r"^(\w+)[{ ]", text, re.MULTILINE)
    known = {*re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE), *samples}
    asked = {name for place in asks() for name in NAME.findall(place)}
    assert set() == asked - known
    assert {"astreinte_incidents", "astreinte_question_oldest_seconds", "astreinte_queue_jobs"} <= asked


def asks() -> list[str]:
    """Every expression of the shipped alerts and of the dashboard."""
    rules = yaml.safe_load((DEPLOY / "prometheus/astreinte.rules.yml").read_text(encoding="utf-8"))
    board = json.loads((DEPLOY / "grafana/astreinte.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    variables = [each["query"] for each in board["templating"]["list"] if each["type"] == "query"]
    return [*(rule["expr"] for group in rules["groups"] for rule in group["rules"]), *shown, *variables]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_takes_the_rules(tmp_path: Path) -> None:
    """
    The rules are sound, and so is every expression of the dashboard.
    """
    board = [re.sub(r"\$job", "astreinte", ask) for ask in asks() if not ask.startswith("label_values")]
    recorded = [{"record": f"dashboard:{place}", "expr": ask} for place, ask in enumerate(board)]
    shown = tmp_path / "dashboard.yml"
    shown.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": recorded}]}), encoding="utf-8")
    for path in (DEPLOY / "prometheus/astreinte.rules.yml", shown):
        done = subprocess.run(["promtool", "check", "rules", path], capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stdout + done.stderr
