"""What `--help` shows: every verb under what it is for, whole sentences, in the reader's language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from astreinte.config.glance import language_of
from astreinte.doors.cli.help import french
from astreinte.doors.cli.help.forms import short
from astreinte.doors.cli.main import execute
from astreinte.doors.cli.verbs import ROOMS, SECTIONS, app

HEADINGS = {"Usage:", "Arguments", "Options", "Commands", "[default: ", "[required]", *SECTIONS}
GENERATED = "Show this message and exit."


def texts(verb: Any) -> Iterator[str]:
    yield from filter(None, (verb.help or "").split("\n\n"))
    yield from (param.help for param in verb.params if getattr(param, "help", None))
    for each in getattr(verb, "commands", {}).values():
        yield from texts(each)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert execute([*arguments, "--help"]) == 0
    return capsys.readouterr().out


def test_the_french_of_every_text_is_there_and_none_is_left_over() -> None:
    assert {*french()} == {*texts(typer.main.get_command(app())), *HEADINGS, GENERATED}


def test_every_verb_is_under_one_heading() -> None:
    listed = [verb for verbs in SECTIONS.values() for verb in verbs.split()]
    assert sorted(listed) == sorted(verb for verbs in ROOMS.values() for verb in verbs.split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_verb_has_one_whole_line(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASTREINTE_LANGUAGE", language)
    page = shown(capsys)
    assert "..." not in page.split("\n\n", 1)[1]
    rows = {line.split()[0] for line in page.splitlines() if line.startswith("  ")}
    assert {verb for verbs in SECTIONS.values() for verb in verbs.split()} <= rows


@pytest.mark.parametrize(
    ("settings", "language"),
    [
        ("", "fr"),
        ("language: en\n", "en"),
        ("language: fr\n", "fr"),
        ("language: [\n", "fr"),
        ("nonsense: 1\n", "fr"),
        ("language: en\nnonsense: 1\n", "en"),
        ("sources: [\nlanguage: en\n", "en"),
    ],
)
def test_help_speaks_the_language_of_the_project(settings: str, language: str, tmp_path: Path) -> None:
    """
    It is there where the settings are broken, too: then, as where nobody says another, in French.
    """
    (tmp_path / "astreinte.yaml").write_text(settings, encoding="utf-8")
    assert language_of(tmp_path, {}) == language


def test_a_page_in_french_has_no_english_of_the_library(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    page = shown(capsys, "status")
    assert page.startswith("Usage : ")
    assert "[par défaut : 300" in page
    assert "Affiche cette aide." in page
    assert GENERATED not in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("All of it fits. The rest is elsewhere.", "All of it fits"),
        ("Look at it: what it holds, and what it leaves out of sight", "Look at it"),
        ("Look here, and there where it is long enough to be cut", "Look here"),
        ("One_word_that_is_much_longer_than_the_line_has_room", "One_word_that_is_much_longer_than_the_line_has_room"),
    ],
)
def test_a_long_sentence_ends_where_it_is_whole(text: str, said: str) -> None:
    assert short(text, 30) == said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["stat"], "pas de commande 'stat' ; vouliez-vous dire 'status' ?"),
        (["status", "--jso"], "pas d'option --jso (possibles : --json)"),
        (["note"], "il manque l'argument 'ID'."),
        (["list", "--limit", "x"], "un nombre entier, et ce texte n'en est pas un"),
        (["list", "--limit"], "l'option '--limit' demande une valeur."),
        (["declare", "a", "b"], "argument(s) en trop : b"),
        (["postmortem", "write"], "donnez l'ID d'un incident, ou --from-alert FICHIER"),
    ],
)
def test_what_is_typed_wrong_is_told_in_french(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(arguments) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Error" not in said
