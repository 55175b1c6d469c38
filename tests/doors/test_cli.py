"""The command as a person meets it: what it prints, and the code it leaves with."""

import io
import json
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
import typer.main

from astreinte.domain.outcome import json_schema
from astreinte.doors.cli.main import execute
from astreinte.doors.cli.verbs import ROOMS, app


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project to run commands in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quiet(project: Path) -> Path:
    """A project whose only source is one recorded reading: nothing of this host is read."""
    line = {"tool": "kubectl", "query": "get pods", "at": "2026-03-01T13:02:00Z", "text": "nothing of note"}
    (project / "recordings.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (project / "astreinte.yaml").write_text(
        f"language: en\npolicy: observe\nsources: {{recorded: {{path: {project / 'recordings.jsonl'}}}}}\n",
        encoding="utf-8",
    )
    return project


def declared(capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[int, dict[str, Any]]:
    code = execute(["declare", "The wiki is slow", "--service", "wiki", "--severity", "high", "--json", *flags])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["declare", "x", "--severity", "foo"], 2, "gravité : 'foo' n'existe pas"),
        (["declare", "x", "--at", "2999-01-01T00:00:00Z"], 2, "est dans le futur"),
        (["declare", "x", "--at", "yesterday"], 2, "heure illisible 'yesterday'"),
        (["declare", "x", "--at", "2026-03-29 02:30"], 2, "n'existe pas en Europe/Paris"),
        (["declare", "x", "--domain", "k4s"], 2, "au plus près : 'k3s'"),
        (["declare", ""], 2, "demande un titre"),
        (["declare", "--alert", "nowhere.json"], 2, "nowhere.json"),
        (["status"], 6, "Aucun incident"),
        (["status", "INC-20260101-01"], 6, "pas d'incident 'INC-20260101-01'"),
        (["resume", "INC-20260101-01"], 6, "pas d'incident"),
        (["note", "INC-20260101-01", "hello"], 6, "pas d'incident"),
        (["replay", "nowhere"], 6, "n'a ni scenario.yaml"),
        (["causes", "oomkilled"], 2, "au plus près : 'oom-killed'"),
        (["schema", "x"], 2, "connus : outcome, scenario"),
    ],
)
def test_what_a_person_can_fix_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    """
    The message names what, which and what is known; no traceback.
    """
    assert code == execute(arguments)
    assert message in (told := capsys.readouterr().err)
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("langage: fr\n", "au plus près : 'language'"),
        ("language: en\nlangage: fr\n", "nearest: 'language'"),
        ("language: [fr\n", "ligne"),
        ("policy: yolo\n", "policy"),
        ("user: {timezone: Europe/Pari}\n", "Europe/Pari"),
        ("- a list\n", "astreinte.yaml"),
        ("model: plybook\n", "il y a playbook, scripted, session"),
    ],
)
def test_broken_settings_name_the_file_and_the_key(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    """
    Whatever is wrong in astreinte.yaml is said before anything runs.
    """
    (project / "astreinte.yaml").write_text(text, encoding="utf-8")
    assert execute(["declare", "x", "--no-input"]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ("{", "n'est pas du JSON"),
        ("[]", "n'est pas un objet JSON"),
        ('{"alerts": []}', "n'a pas de `alerts`"),
        ('{"alerts": [{"labels": {"a": 1}}]}', "alerts"),
        ('{"alerts": [{"labels": {}}]}', "ni `alertname`"),
    ],
)
def test_a_malformed_alert_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], payload: str, message: str
) -> None:
    """
    Nothing is opened for an alert that cannot be read.
    """
    (project / "alert.json").write_text(payload, encoding="utf-8")
    assert execute(["declare", "--alert", "alert.json"]) == 2
    assert message in capsys.readouterr().err
    assert not (project / ".astreinte" / "astreinte.db").exists()


def test_a_corrupt_database_is_said_and_left_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The file is named, with what to do; its bytes stay.
    """
    (project / ".astreinte").mkdir()
    database = project / ".astreinte" / "astreinte.db"
    database.write_bytes(b"garbage" * 100)
    assert execute(["list"]) == 1
    assert "not a database" in capsys.readouterr().err
    assert database.read_bytes() == b"garbage" * 100


def test_the_outcome_fits_its_published_schema(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    `declare --json` prints one document of the contract; unresolved is exit code 4.
    """
    code, outcome = declared(capsys)
    jsonschema.validate(outcome, json_schema())
    assert (code, outcome["state"], outcome["severity"]) == (4, "unresolved", "HAUTE")


def test_status_says_what_declare_said(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Both are projections of the same journal.
    """
    _, outcome = declared(capsys)
    assert execute(["status", outcome["id"], "--json"]) == 4
    assert {**outcome, "wall": 0.0} == json.loads(capsys.readouterr().out)


def test_a_second_declaration_joins_the_open_incident(
    project: Path, quiet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The same service within 30 minutes is the same incident, while it is open.
    """
    settings = (quiet / "astreinte.yaml").read_text(encoding="utf-8").replace("observe", "direct")
    (quiet / "astreinte.yaml").write_text(settings, encoding="utf-8")
    code, first = declared(capsys)
    _, second = declared(capsys)
    _, third = declared(capsys, "--new")
    assert (code, first["id"] == second["id"], first["id"] == third["id"]) == (3, True, False)


def test_an_answer_resumes_and_an_unknown_question_lists_the_open_ones(
    quiet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    `stop` ends it unresolved, with a post-mortem; a second answer finds nothing open.
    """
    settings = (quiet / "astreinte.yaml").read_text(encoding="utf-8").replace("observe", "direct")
    (quiet / "astreinte.yaml").write_text(settings, encoding="utf-8")
    _, outcome = declared(capsys)
    question = outcome["questions"][0]["id"]
    assert execute(["answer", outcome["id"], "q-none", "stop"]) == 6
    assert question in capsys.readouterr().err
    assert execute(["answer", outcome["id"], question, "perhaps"]) == 2
    capsys.readouterr()
    assert execute(["answer", outcome["id"], question, "stop", "--json"]) == 4
    ended = json.loads(capsys.readouterr().out)
    assert Path(ended["postmortem"]).name.endswith(".md")
    assert execute(["answer", outcome["id"], question, "stop"]) == 6


def test_pasted_evidence_is_kept_redacted(
    quiet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A secret in a paste reaches neither the store nor the list.
    """
    _, outcome = declared(capsys)
    secret = "ghp_" + "a1B2" * 9
    monkeypatch.setattr("sys.stdin", io.StringIO(f"token={secret}\nERROR something broke\n"))
    assert execute(["evidence", outcome["id"], "add", "--stdin", "--label", "a log"]) == 0
    bodies = "".join(path.read_text(encoding="utf-8") for path in (quiet / ".astreinte" / "evidence").glob("*/*"))
    assert "something broke" in bodies
    assert secret not in bodies
    added = capsys.readouterr().out.split()[-1]
    assert execute(["evidence", outcome["id"], added]) == 0
    shown = capsys.readouterr().out
    assert "ERROR something broke" in shown
    assert secret not in shown
    assert execute(["evidence", outcome["id"], "ev-0123456789"]) == 6


def test_secrets_in_what_is_declared_are_kept_nowhere(
    quiet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Neither the title nor the pasted text brings a secret into the database, the store or the post-mortem.
    """
    secret = "ghp_" + "a1B2" * 9
    monkeypatch.setattr("sys.stdin", io.StringIO(f"ERROR login with token={secret}\n"))
    flags = ["--service", "wiki", "--severity", "high", "--stdin", "--no-input"]
    assert execute(["declare", f"The wiki refuses {secret}", *flags]) == 4
    told = capsys.readouterr()
    kept = b"".join(path.read_bytes() for path in quiet.rglob("*") if path.is_file())
    assert secret not in told.out + told.err
    assert secret.encode() not in kept
    assert b"ERROR login with" in kept


def test_an_empty_paste_is_refused(
    quiet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Nothing is kept for white space.
    """
    _, outcome = declared(capsys)
    monkeypatch.setattr("sys.stdin", io.StringIO("  \n"))
    assert execute(["evidence", outcome["id"], "add", "--stdin"]) == 2
    assert "is empty" in capsys.readouterr().err


def test_validate_finds_a_changed_journal(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    One edited row is exit code 8, and the check names the incident.
    """
    import sqlite3

    _, outcome = declared(capsys)
    assert execute(["validate"]) == 0
    with sqlite3.connect(quiet / ".astreinte" / "astreinte.db") as database:
        database.execute("UPDATE journal SET actor = 'mallory' WHERE seq = 3")
    database.close()
    capsys.readouterr()
    assert execute(["validate"]) == 8
    assert outcome["id"] in capsys.readouterr().out


def test_validate_names_a_runbook_of_an_unknown_action(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    Such a command would never run.
    """
    settings = quiet / "astreinte.yaml"
    text = settings.read_text("utf-8") if settings.exists() else ""
    assert "services:" not in text
    settings.write_text(text + "\nservices: {mill: {runbook: {rotate-secrt: {run: [rotate]}}}}\n", "utf-8")
    assert execute(["validate"]) != 0
    assert "rotate-secrt" in capsys.readouterr().out


def test_record_makes_a_scenario_that_replays(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A finished incident becomes a folder that `replay` judges as passed.
    """
    _, outcome = declared(capsys)
    assert execute(["record", outcome["id"], "--to", "scenarios", "--name", "first"]) == 0
    scenario = quiet / "scenarios" / "first" / "scenario.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("environment:", "environment:\n  policy: observe"))
    capsys.readouterr()
    assert execute(["replay", "scenarios", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"]["passed"]


def test_notes_join_the_timeline(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    What a person writes is part of the journal.
    """
    _, outcome = declared(capsys)
    assert execute(["note", outcome["id"], "rebooted", "the", "switch"]) == 0
    execute(["status", outcome["id"]])
    assert "rebooted the switch" in capsys.readouterr().out


def test_of_a_long_timeline_the_newest_lines_are_shown(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    How many came before them, and how they are seen; the summary is of the whole journal.
    """
    _, outcome = declared(capsys)
    for number in range(3):
        assert execute(["note", outcome["id"], f"turned it off and on, {number}"]) == 0
    capsys.readouterr()
    execute(["status", "--lines", "0"])
    whole = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    execute(["status", "--lines", "2"])
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("  ")] == whole[-2:]
    assert f"{len(whole) - 2} earlier lines; --lines 0 shows all." in shown
    assert "severity: HAUTE" in shown


@pytest.mark.parametrize("room", ROOMS)
def test_the_verbs_of_a_room_are_those_it_registers(room: str) -> None:
    """
    A verb called alone finds its room, and the help lists the verbs of all.
    """
    known: Any = typer.main.get_command(app([room]))
    assert sorted(ROOMS[room].split()) == sorted(known.commands)
    assert set(known.commands) <= set(cast("Any", typer.main.get_command(app())).commands)


def test_a_verb_that_is_none_is_named_with_its_nearest(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["statsu"]) == 2
    assert "vouliez-vous dire 'status' ?" in capsys.readouterr().err


def test_demo_replays_to_a_resolved_incident(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The first command of the README ends well on an empty machine.
    """
    assert execute(["demo"]) == 0
    assert "# Post-Mortem" in capsys.readouterr().out


EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Le service répond-il ? non", "● firewall-blocking sur wiki", "serait réfuté par", "rien vu :"]),
        ("en", ["Does the service answer? no", "● firewall-blocking on wiki", "would be refuted by", "nothing seen:"]),
    ],
)
def test_the_tree_of_a_replay_is_shown_as_the_decision_saw_it(
    project: Path, capsys: pytest.CaptureFixture[str], language: str, said: list[str]
) -> None:
    (project / "astreinte.yaml").write_text(f"language: {language}\n", encoding="utf-8")
    assert execute(["replay", str(EXAMPLES / "wiki-03"), "--explain"]) == 0
    printed = capsys.readouterr().out
    assert [each for each in said if each not in printed] == []


def test_the_tree_of_an_incident_without_a_cause_says_so(quiet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared(capsys)
    execute(["status", "--explain"])
    assert "No cause found." in capsys.readouterr().out


def test_causes_lists_by_branch_and_explains_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    execute(["causes"])
    listed = capsys.readouterr().out
    execute(["causes", "oom-killed"])
    told = capsys.readouterr().out
    assert "not-running.oom" in listed
    assert "OOMKilled, code 137" in told
