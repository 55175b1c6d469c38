"""The kill switch at the terminal, and who may approve."""

import json
from pathlib import Path

import pytest

from astreinte.actions.pin import hashed
from astreinte.config import Settings
from astreinte.doors.cli import proving
from astreinte.doors.cli.main import execute
from astreinte.errors import RefusedByPolicy


class Terminal:
    """A standard stream that a person sits at."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None: ...


def seat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr", Terminal())


def test_pause_stops_and_only_a_person_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(["pause", "maintenance", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"paused": True}
    assert "maintenance" in (tmp_path / ".astreinte/pause").read_text()
    assert execute(["unpause", "--json"]) == 5
    assert (tmp_path / ".astreinte/pause").exists()
    seat(monkeypatch)
    assert execute(["unpause"]) == 0
    assert not (tmp_path / ".astreinte/pause").exists()


def test_nobody_at_a_terminal_is_no_approval(tmp_path: Path) -> None:
    with pytest.raises(RefusedByPolicy, match="at a terminal"):
        proving.prove(tmp_path, Settings(language="en"), json=False)


def test_json_is_no_approval_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seat(monkeypatch)
    with pytest.raises(RefusedByPolicy, match="--json"):
        proving.prove(tmp_path, Settings(language="en"), json=True)
    assert proving.prove(tmp_path, Settings(language="en"), json=False) == "terminal"


def test_where_a_pin_is_kept_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seat(monkeypatch)
    (tmp_path / ".astreinte").mkdir()
    (tmp_path / ".astreinte/pin").write_text(hashed("4711") + "\n")
    said = iter(["0000", "4711", "1", "2", "3"])

    def typed(prompt: str) -> str:
        assert "PIN" in prompt
        return next(said)

    monkeypatch.setattr("getpass.getpass", typed)
    assert proving.prove(tmp_path, Settings(language="en"), json=False) == "pin"
    with pytest.raises(RefusedByPolicy, match="wrong PIN"):
        proving.prove(tmp_path, Settings(language="en"), json=False)
