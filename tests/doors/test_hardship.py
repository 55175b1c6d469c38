"""Full disks, folders that cannot be written, signals: nothing is lost, and `resume` goes on."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from astreinte.doors.cli.main import execute

COMMAND = [sys.executable, "-m", "astreinte"]
CANNOT_MOUNT = "needs root and unshare" if os.geteuid() != 0 or shutil.which("unshare") is None else ""


def settings(folder: Path, text: str = "") -> None:
    """A project with one recorded source and these further settings."""
    line = {"tool": "kubectl", "query": "get pods", "at": "2026-03-01T13:02:00Z", "text": "nothing of note"}
    (folder / "recordings.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    source = f"sources: {{recorded: {{path: {folder / 'recordings.jsonl'}}}}}\n"
    (folder / "astreinte.yaml").write_text(f"language: en\npolicy: observe\n{source}{text}", encoding="utf-8")


def test_an_output_folder_that_cannot_be_written_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The incident ends without its file; once the folder can be written, `postmortem ID` writes it.
    """
    monkeypatch.chdir(tmp_path)
    settings(tmp_path)
    (tmp_path / "_bmad-output").write_text("a file where the folder belongs", encoding="utf-8")
    assert execute(["declare", "The wiki is slow", "--service", "wiki", "--severity", "high", "--json"]) == 4
    outcome = json.loads(capsys.readouterr().out)
    assert outcome["postmortem"] is None
    (tmp_path / "_bmad-output").unlink()
    assert execute(["postmortem", outcome["id"], "--json"]) == 0
    assert Path(json.loads(capsys.readouterr().out)["postmortem"]).name.endswith(".md")


@pytest.mark.host
@pytest.mark.skipif(bool(CANNOT_MOUNT), reason=f"full disk: {CANNOT_MOUNT}")
def test_a_full_disk_is_said_and_the_incident_resumes_once_there_is_room(tmp_path: Path) -> None:
    """
    The command names the path and the reason; what was written before stays whole.
    """
    script = [sys.executable, str(Path(__file__).with_name("full_disk.py")), str(tmp_path)]
    done = subprocess.run(["unshare", "--mount", *script], capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    assert [found[name] for name in ("first", "then", "whole")] == [1, 4, 0], done.stdout + done.stderr
    assert "full" in found["told"][0] or "space" in found["told"][0]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts and never answers."""
    held: list[socket.socket] = []

    def hold(server: socket.socket) -> None:
        while True:
            try:
                held.append(server.accept()[0])
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        holding = threading.Thread(target=hold, args=(server,), daemon=True)
        holding.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        holding.join()
    for each in held:
        each.close()


def test_ctrl_c_stops_at_the_next_step_and_resume_goes_on(tmp_path: Path, silent_port: int) -> None:
    """
    130, a line that says how to go on, and an incident that resumes to its end.
    """
    services = f"services: {{wiki: {{domain: lxc, probe: 'http://127.0.0.1:{silent_port}/'}}}}\n"
    (tmp_path / "astreinte.yaml").write_text(f"language: en\npolicy: observe\n{services}", encoding="utf-8")
    running = subprocess.Popen(
        [*COMMAND, "declare", "The wiki is slow", "--service", "wiki", "--no-input"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    assert "The wiki is slow" in running.stderr.readline()
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, "stopping at the next step" in told) == (130, True)
    rows = subprocess.run([*COMMAND, "list", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True)
    incident = json.loads(rows.stdout)[0]["id"]
    resumed = subprocess.run(
        [*COMMAND, "resume", incident, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (resumed.returncode, json.loads(resumed.stdout)["state"]) == (4, "unresolved")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("sources: {kubernetes: {namespaces: [shop]}}\n", "sources.kubernetes.namespaces"),
        ("sources: {recorded: {path: absent.jsonl}}\n", "absent.jsonl"),
        ("database: 'sqlite:///astreinte.yaml/below.db'\n", "astreinte.yaml"),
    ],
)
def test_a_server_that_cannot_start_says_why_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], written: str, said: str
) -> None:
    """
    Before it listens: once the server runs, the same fault is a traceback in its log.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "astreinte.yaml").write_text(written, encoding="utf-8")
    assert execute(["serve", "--port", "1"]) in {1, 2}
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
