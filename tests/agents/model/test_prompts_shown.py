"""`astreinte prompts`: what a model would be told, and how many tokens that is; nothing is sent."""

import json
from pathlib import Path

import pytest

from astreinte.agents.model.tokens import estimate
from astreinte.doors.cli.main import execute


def shown(capsys: pytest.CaptureFixture[str], *flags: str) -> list[dict[str, object]]:
    assert 0 == execute(["prompts", "--json", *flags])
    return json.loads(capsys.readouterr().out)


def test_tokens_are_counted_for_each_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    One row a prompt with its estimate, then their sum; the texts stay out.
    """
    monkeypatch.chdir(tmp_path)
    whole, counted = shown(capsys), shown(capsys, "--tokens")
    assert {"persona", "task", "tokens"} == set(counted[0])
    assert [(each["persona"], each["task"], each["tokens"]) for each in whole] == [
        (each["persona"], each["task"], each["tokens"]) for each in counted
    ]
    assert {"triage", "analyse", "decide"} <= {each["task"] for each in counted}
    for each in whole:
        assert each["tokens"] == estimate(str(each["system"])) + estimate(str(each["user"]))
    assert 0 == execute(["prompts", "--tokens"])
    table = capsys.readouterr().out
    assert str(sum(int(str(each["tokens"])) for each in counted)) in table
    assert str(whole[0]["user"]).splitlines()[0] not in table


def test_one_persona_and_one_task_can_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = shown(capsys, "--tokens", "--persona", "forge", "--task", "analyse")
    assert [("forge", "analyse")] == [(each["persona"], each["task"]) for each in found]
