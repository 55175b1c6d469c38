"""`astreinte validate` in a kit's project: each problem with its fix, and nothing where nothing of a kit is there."""

from pathlib import Path

import pytest

from astreinte.config import load_settings
from astreinte.graph.checks import Check, sayer
from astreinte.graph.kitcheck import kit_checks

from .layouts import bmad, grimoire, write
from .test_init import Lay, every, init

SKILL = ".claude/skills/bmad-incident-response/SKILL.md"


def checks(project: Path) -> list[Check]:
    return kit_checks(project, load_settings(project, {}), sayer("en"))


def wrong(project: Path) -> dict[str, str]:
    """Name and fix of each problem."""
    return {each.name: each.fix for each in checks(project) if not each.ok}


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A BMAD project set up for all assistants, with the command on the PATH."""
    write(tmp_path / "bin/astreinte", "#!/bin/sh\n")
    (tmp_path / "bin/astreinte").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert init(bmad(tmp_path / "project"), *every("menu", "playbook")) == 0
    return tmp_path / "project"


def test_a_project_that_is_set_up_has_no_problem(ready: Path) -> None:
    assert {} == wrong(ready)
    assert {"kit", "skill", "mcp", "menu", "files"} == {each.name for each in checks(ready)}
    assert any(".agents/skills" in each.text for each in checks(ready))


def test_without_a_kit_nothing_is_checked(tmp_path: Path) -> None:
    assert [] == checks(tmp_path)


@pytest.mark.parametrize("lay", [bmad, grimoire])
def test_a_kit_that_nobody_set_up_says_how(tmp_path: Path, lay: Lay) -> None:
    """
    Skills and server are missing; the menu is an offer; a role without a card is named.
    """
    found = wrong(lay(tmp_path))
    assert {
        "skill": "astreinte init --project . --cli claude",
        "mcp": "astreinte init --project . --cli claude",
    } == found
    advice = {each.name: each.fix for each in checks(tmp_path) if each.ok and each.fix}
    assert "astreinte init --accept menu" == advice["menu"]
    assert "no agent for k8s, backup, debug" in advice["kit"]


def test_a_skill_that_is_gone_or_of_an_earlier_version_is_renewed(ready: Path) -> None:
    """
    The fix names the assistants in use; a person's edit is no problem.
    """
    (ready / SKILL).unlink()
    assert "--cli claude --cli cursor" in wrong(ready)["skill"]
    write(ready / SKILL, "mine\n")
    assert {} == wrong(ready)


def test_a_server_that_is_not_named_or_not_there(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(ready / ".vscode/mcp.json", "{}\n")
    assert {"mcp": "astreinte init --project . --cli copilot"} == wrong(ready)
    write(ready / ".vscode/mcp.json", "{ // mine\n")
    assert "correct .vscode/mcp.json" in wrong(ready)["mcp"]
    (ready / ".vscode/mcp.json").unlink()
    assert "copilot" in wrong(ready)["mcp"]
    assert init(ready, "--cli", "copilot") == 0
    assert {} == wrong(ready)
    monkeypatch.setenv("PATH", "")
    assert "whole path" in wrong(ready)["mcp"]


def test_a_menu_that_leads_nowhere(ready: Path) -> None:
    (ready / "_bmad/_config/custom/workflows/incident-response.md").unlink()
    assert {"menu": "astreinte init --accept playbook"} == wrong(ready)


def test_a_folder_that_cannot_be_written_is_named(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The learnings are closed to this account.
    """
    closed = ready / "_bmad/_memory/agent-learnings/infra-ops.md"

    def allowed(path: object, mode: int) -> bool:
        """As for an account that is not root, which may write everything."""
        return bool(mode) and str(path) != str(closed)

    monkeypatch.setattr("os.access", allowed)
    (told,) = [each for each in checks(ready) if not each.ok]
    assert ("files", True) == (told.name, "infra-ops.md" in told.text)
    assert "chmod -R u+w" in told.fix


def test_post_mortems_inside_a_kit_are_refused_with_a_fix(ready: Path) -> None:
    write(ready / "astreinte.yaml", "postmortems: _bmad/pm\n")
    assert "postmortems:" in wrong(ready)["files"]
