"""A replay is the same graph over a recorded world: strict at the edge, the same to the byte, and blind to its name."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from astreinte.domain import Query
from astreinte.errors import ConfigError
from astreinte.evidence import RecordedSource, Recording, read_recordings
from astreinte.replay.player import Result, play, take, take_of
from astreinte.replay.recorder import record
from astreinte.replay.scenario import Scenario, read_scenario
from tests.graph.world import AT, DISK, WIKI, declared, settings, world

SERVICES: dict[str, Any] = {"wiki": WIKI.model_dump(mode="json", exclude_defaults=True)}
GOOD: dict[str, Any] = {
    "id": "amber-heron",
    "declare": {"title": "Le wiki est en panne", "at": "2026-03-04T10:00:00Z", "service": "wiki", "severity": "HAUTE"},
    "environment": {"services": SERVICES},
    "recordings": "recordings.jsonl",
}


def written(folder: Path, scenario: str | dict[str, Any] = GOOD, recordings: tuple[Recording, ...] = DISK) -> Path:
    """A scenario folder; text goes in as it is."""
    folder.mkdir(exist_ok=True)
    text = scenario if isinstance(scenario, str) else yaml.safe_dump(scenario, allow_unicode=True)
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    rows = [
        {"tool": r.tool, "query": r.query, "at": r.at.isoformat(), "phase": r.phase, "text": r.text, "item": r.item}
        for r in recordings
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "recordings.jsonl").write_text(lines, encoding="utf-8")
    return folder


async def replayed(folder: Path) -> Result:
    return await play(take(read_scenario(folder), folder))


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        ("id: [amber\n", "not YAML"),
        ("- a list\n", "top level"),
        ({**GOOD, "recordnigs": "x"}, "recordnigs"),
        ({**GOOD, "id": "Amber Heron"}, "id"),
        ({**GOOD, "declare": {"title": "x"}}, "declare"),
        ({**GOOD, "declare": {**GOOD["declare"], "severity": "PIRE"}}, "declare.severity"),
        ({**GOOD, "user": [{"when": "whenever", "answer": "x"}]}, "user.0.when"),
        ({**GOOD, "expected": {"metrics": {"mttx": 1}}}, "expected.metrics.mttx"),
    ],
)
def test_a_scenario_that_cannot_be_read_names_file_and_key(tmp_path: Path, scenario: Any, message: str) -> None:
    """
    Broken YAML, unknown keys, values outside their set.
    """
    folder = written(tmp_path / "s", scenario)
    with pytest.raises(ConfigError) as refused:
        read_scenario(folder)
    assert "scenario.yaml" in str(refused.value)
    assert message in str(refused.value)


def test_a_folder_without_a_scenario_says_what_belongs_there(tmp_path: Path) -> None:
    """
    The message names the path.
    """
    with pytest.raises(ConfigError, match=r"scenario\.yaml"):
        read_scenario(tmp_path)


def test_missing_recordings_name_file_and_key(tmp_path: Path) -> None:
    """
    By their default name or by another.
    """
    folder = written(tmp_path / "s")
    (folder / "recordings.jsonl").unlink()
    with pytest.raises(ConfigError, match=r"scenario\.yaml: recordings: .*recordings\.jsonl"):
        take(read_scenario(folder), folder)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "recordings.jsonl:2: not a JSON object"),
        ('{"tool": "df"}', "recordings.jsonl:2: query"),
        ('{"tool": "df", "query": "", "at": "soon"}', "recordings.jsonl:2: at"),
        ('{"tool": "df", "query": "", "at": "2026-03-04T10:00:00Z", "phase": "later"}', "recordings.jsonl:2: phase"),
    ],
)
def test_a_broken_recording_names_its_line(tmp_path: Path, row: str, message: str) -> None:
    """
    File, line, key.
    """
    folder = written(tmp_path / "s", recordings=DISK[:1])
    with (folder / "recordings.jsonl").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with pytest.raises(ConfigError) as refused:
        take(read_scenario(folder), folder)
    assert message in str(refused.value)


async def test_an_alert_without_a_time_begins_when_it_says(tmp_path: Path) -> None:
    """
    `declare: {alert: …}` alone: detected at the alert's own `startsAt`.
    """
    alert = {"alerts": [{"labels": {"alertname": "WikiDown", "service": "wiki"}, "startsAt": "2026-03-04T10:00:00Z"}]}
    folder = written(tmp_path / "s", {**GOOD, "declare": {"alert": "alert.json"}})
    (folder / "alert.json").write_text(json.dumps(alert), encoding="utf-8")
    assert AT == take(read_scenario(folder), folder).declaration.detected


async def test_a_replay_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """
    Outcome, journal and post-mortem, twice in a row.
    """
    folder = written(tmp_path / "s")
    first, second = await replayed(folder), await replayed(folder)
    assert json.dumps(first.document()).encode() == json.dumps(second.document()).encode()
    assert first.text.encode() == second.text.encode()
    assert [entry.hash for entry in first.entries] == [entry.hash for entry in second.entries]
    assert "resolved" == first.outcome.state


async def test_an_unscripted_question_fails_the_replay(tmp_path: Path) -> None:
    """
    It says which; scripted, the same replay passes.
    """
    asking = {**GOOD, "environment": {"services": SERVICES, "policy": "confirm"}, "expected": {"state": "resolved"}}
    result = await replayed(written(tmp_path / "a", asking))
    assert not result.score.passed
    assert "unscripted question q-approval-1" in result.score.checks[-1].why
    scripted = {**asking, "user": [{"when": "approval", "answer": "approve"}]}
    assert (await replayed(written(tmp_path / "b", scripted))).score.passed


async def test_what_was_not_recorded_answers_no_data() -> None:
    """
    Never an error, and never another query's answer.
    """
    source = RecordedSource(DISK)
    for query in (Query("df", ("-h",)), Query("df", ("-P", "-k", "/srv/wiki/data")), Query("psql", ("-l",))):
        reading = await source.read(query)
        assert ("no_data", "") == (reading.status, reading.text)
    spaced = await source.read(Query("df", ("-P", "-k", "/srv/wiki/data", "/")))
    assert "ok" == spaced.status


@pytest.mark.parametrize("policy", ["direct", "confirm"])
async def test_a_recorded_incident_replays_to_the_same_end(tmp_path: Path, policy: str) -> None:
    """
    Cause, component, actions, questions and state; and the scenario's own expectations hold.
    """
    at_once = [replace(each, at=AT) for each in DISK]
    wiki = world(at_once, settings=settings(policy=policy))
    outcome = await wiki.run(declared(severity="CRITIQUE"))
    if outcome.state == "waiting":
        outcome = await wiki.answer(outcome, "approve")
    folder = await record(wiki.desk, outcome.id, tmp_path, "quiet-otter")
    result = await replayed(folder)
    assert result.score.passed, [check for check in result.score.checks if not check.passed]
    for name in ("state", "severity", "variant", "lead", "component"):
        assert getattr(outcome, name) == getattr(result.outcome, name)
    done = [(a.id, a.target, a.state, a.verified) for a in outcome.actions]
    assert done == [(a.id, a.target, a.state, a.verified) for a in result.outcome.actions]
    assert outcome.decision is not None
    assert result.outcome.decision is not None
    assert (outcome.decision.cause, outcome.decision.component) == (
        result.outcome.decision.cause,
        result.outcome.decision.component,
    )
    assert [q.kind for q in outcome.questions] == [q.kind for q in result.outcome.questions]


async def test_a_recording_keeps_the_host_that_was_asked(tmp_path: Path) -> None:
    """
    The same query on two hosts has two answers.
    """
    far = replace(DISK[0], where="node-2", text="HTTP 200 in 9 ms")
    wiki = world((*DISK, far))
    outcome = await wiki.run(declared(severity="HAUTE"))
    folder = await record(wiki.desk, outcome.id, tmp_path, "quiet-otter")
    recorded = read_recordings(folder / "recordings.jsonl")
    assert {"local", "node-2"} == {each.where for each in recorded if each.tool == "http"}


async def test_names_of_scenarios_tell_nothing() -> None:
    """
    Their ids shuffled, every scenario gets the answer that it got before, and no id is anywhere in the journal.
    """
    worlds = {"disk-full": DISK, "no-fault": (), "oom-killed": DISK[:2], "amber": DISK[4:]}
    plain = {name: await _named(name, recordings) for name, recordings in worlds.items()}
    for (name, recordings), other in zip(worlds.items(), reversed(worlds), strict=True):
        assert plain[name] == await _named(f"{other}-x", recordings)


async def _named(name: str, recordings: tuple[Recording, ...]) -> list[str]:
    scenario = Scenario.model_validate({**GOOD, "id": name + "-scenario"})
    result = await play(take_of(scenario, recordings))
    told = [json.dumps(entry.data, default=str) for entry in result.entries]
    assert not any(scenario.id in text for text in told)
    return [entry.hash for entry in result.entries]
