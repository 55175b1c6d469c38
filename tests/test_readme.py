"""The README tells the truth: its graph is LangGraph's own drawing, its output is what the command prints."""

from pathlib import Path

import pytest

from astreinte.config import Settings
from astreinte.doors.cli.main import execute
from astreinte.graph import build_graph
from astreinte.graph.drawing import drawing
from astreinte.replay import find
from astreinte.replay.stage import stage

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The first fenced block of that language."""
    return TEXT.split(f"```{language}\n", 1)[1].split("\n```", 1)[0]


def test_the_first_thirty_lines_hold_what_a_visitor_wants() -> None:
    """
    What it is, the command, its output, the graph.
    """
    first = "\n".join(TEXT.splitlines()[:30])
    assert all(each in first for each in ("$ make demo", "Post-mortem écrit", "flowchart LR", "user -.->"))


def test_the_drawn_graph_is_the_graph() -> None:
    """
    A changed edge shows here; paste the printed drawing into the README.
    """
    taken = find([ROOT / "examples"])[0]
    drawn = drawing(build_graph(stage(taken, Settings()).ports))
    assert block("mermaid") == drawn


def test_the_shown_output_is_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    Every line under the first command is one that it prints; `…` stands for the rest of a long one.
    """
    monkeypatch.chdir(tmp_path)
    assert execute(["demo"]) == 0
    printed = capsys.readouterr().err
    assert [] == [line for line in block("console").splitlines()[1:] if line.removesuffix("…") not in printed]
