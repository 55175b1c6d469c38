"""What the lab counts as really run: calls of tools that ended well, whoever made them."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab import hands
from lab.__main__ import main

ODD = "two words, 'quoted' \"twice\" $HOME `x` %s \\037 é"


@pytest.fixture
def git(tmp_path: Path) -> Path:
    return hands.lay(tmp_path) / "git"


def call(tool: Path, *words: str) -> int:
    return subprocess.run([tool, *words], capture_output=True, check=False).returncode


def test_a_call_that_ends_well_is_noted_as_it_was_made(git: Path, tmp_path: Path) -> None:
    """
    Each word stays one; one that fails keeps its exit code and is not noted.
    """
    assert 0 == call(git, "-c", f"user.name={ODD}", "version")
    assert 0 != call(git, "nonsense")
    assert {("git", "-c", f"user.name={ODD}", "version"): 1} == hands.succeeded(tmp_path)


def test_calls_at_once_are_all_counted(git: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert [0] * 40 == list(pool.map(call, [git] * 40, ["version"] * 40))
    assert 40 == hands.succeeded(tmp_path)["git", "version"]


def test_a_call_beyond_what_was_wanted_is_twice(git: Path, tmp_path: Path) -> None:
    """
    Two effects may run the same command twice, one may not; what no effect wanted is a reading.
    """
    for _ in range(2):
        call(git, "version")
    call(git, "--exec-path")
    done = hands.succeeded(tmp_path)
    assert [] == hands.twice(done, [("git", "version")] * 2)
    assert ["git version (2 of 1)"] == hands.twice(done, [("git", "version"), ("git", "gc")])


def test_a_lone_worker_is_not_killed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["lab", "run", "--workers", "1", "--kill"])
    with pytest.raises(SystemExit):
        main()
    assert "--workers 2 or more" in capsys.readouterr().err
