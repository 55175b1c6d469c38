"""Review, close, follow-ups and insights as a person meets them at the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from astreinte.doors.cli.main import execute

from .test_cli import project, quiet

__all__ = ["project", "quiet"]


@pytest.fixture
def incident(quiet: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """An incident of low confidence that has ended without a cause."""
    execute(["declare", "The wiki is slow", "--service", "wiki", "--severity", "high", "--json", "--no-input"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    while found["state"] == "waiting":
        asked = next(each["id"] for each in found["questions"] if each["status"] == "open")
        execute(["answer", found["id"], asked, "close", "--json"])
        found = json.loads(capsys.readouterr().out)
    return found


def test_a_grave_incident_is_reviewed_before_it_is_closed(
    incident: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 5 == execute(["close", incident["id"]])
    assert "postmortem review" in capsys.readouterr().err
    assert 0 == execute(["postmortem", "review", incident["id"], "--by", "Camille"])
    assert 0 == execute(["close", incident["id"], "--json"])
    assert "closed" == json.loads(capsys.readouterr().out.splitlines()[-1])["state"]


def test_an_edit_after_the_review_needs_a_new_one(
    incident: dict[str, Any], quiet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == execute(["postmortem", "review", incident["id"], "--by", "Camille"])
    path = quiet / incident["postmortem"]
    path.write_text(path.read_text(encoding="utf-8").replace("## Timeline", "## Timeline\n\nEdited."), encoding="utf-8")
    assert 5 == execute(["close", incident["id"]])
    assert 0 == execute(["close", incident["id"], "--without-review", "drill"])
    capsys.readouterr()


def test_blame_is_not_signed(incident: dict[str, Any], quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = quiet / incident["postmortem"]
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("## Timeline", "The engineer should have known.\n\n## Timeline"), encoding="utf-8")
    assert 2 == execute(["postmortem", "review", incident["id"], "--by", "Camille"])
    assert "should have" in capsys.readouterr().err
    assert 9 == execute(["postmortem", "lint", str(path)])


def test_a_note_that_judges_somebody_is_told(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    execute(
        ["declare", "The intern forgot to renew the certificate", "--service", "wiki", "--severity", "high", "--json"]
    )
    found = json.loads(capsys.readouterr().out)
    execute(["status", found["id"]])
    assert "'forgot' judges a person" in capsys.readouterr().out


def test_what_was_asked_is_listed_and_counted(incident: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == execute(["followups", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {incident["id"]} == {one["incident"] for one in found}
    assert 0 == execute(["followups", "--overdue"])
    assert 0 == execute(["followups"])
    assert 0 == execute(["insights"])
    assert "1 incidents" in capsys.readouterr().out
    assert 0 == execute(["insights", "--json"])
    assert 1 == json.loads(capsys.readouterr().out)["incidents"]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_every_format_of_the_check(quiet: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    (quiet / "text.md").write_text("Human error.\n", encoding="utf-8")
    assert 9 == execute(["postmortem", "lint", "text.md", "--lang", "en", "--format", form])
    assert "uman" in capsys.readouterr().out


def test_no_blame_is_no_error(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (quiet / "text.md").write_text("The disk was full.\n", encoding="utf-8")
    assert 0 == execute(["postmortem", "lint", "text.md", "--lang", "en"])
    assert "" == capsys.readouterr().out
