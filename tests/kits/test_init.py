"""`astreinte init`: what it adds, what it leaves alone, and that nothing of it stays behind."""

import csv
import io
import json
import re
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from astreinte.doors.cli.main import execute
from astreinte.doors.token import token_of
from astreinte.kits.servers import ENTRY, insertion
from astreinte.kits.skills import SKILLS, skill_files

from .layouts import bmad, grimoire, snapshot, write

ALL = ("claude", "cursor", "copilot", "codex", "gemini")
ROOT = Path(__file__).parents[2]
Lay = Callable[[Path], Path]


def init(project: Path, *flags: str) -> int:
    return execute(["init", "--project", str(project), *flags])


def every(*flags: str) -> list[str]:
    return [word for name in ALL for word in ("--cli", name)] + [word for name in flags for word in ("--accept", name)]


OFFERS = ("playbook", "menu", "overrides")


@pytest.mark.parametrize("lay", [bmad, grimoire])
def test_the_tree_afterwards(tmp_path: Path, lay: Lay) -> None:
    project = lay(tmp_path)
    before = snapshot(project)
    assert init(project, *every()) == 0
    after = snapshot(project)
    added = {path for path, body in after.items() if body is not None} - set(before)
    skills = [f"{name}/{path}" for name in (".claude/skills", ".agents/skills") for path, _ in skill_files("fr")]
    assert {*skills, ".vscode/mcp.json", ".astreinte/init.json"} <= added
    changed = {path for path, body in before.items() if after[path] != body}
    assert changed == ({".mcp.json", ".gitignore"} if lay is bmad else set())
    offers = {Path(path).stem for path in added if path.startswith(".astreinte/proposed/")}
    assert offers == ({"playbook", "menu", "overrides"} if lay is bmad else {"playbook", "menu"})
    assert json.loads((project / ".mcp.json").read_text())["mcpServers"]["astreinte"] == ENTRY
    assert json.loads((project / ".vscode/mcp.json").read_text())["servers"]["astreinte"] == ENTRY
    assert ".astreinte/" in (project / ".gitignore").read_text().splitlines()


def test_the_skills_speak_the_users_language(tmp_path: Path) -> None:
    for name, lay in (("a", bmad), ("b", grimoire)):
        assert init(lay(tmp_path / name)) == 0
    skill = ".claude/skills/bmad-incident-response/SKILL.md"
    assert "Ne jamais approuver" in (tmp_path / "a" / skill).read_text()
    assert "Never approve" in (tmp_path / "b" / skill).read_text()


@pytest.mark.parametrize("lay", [bmad, grimoire])
@pytest.mark.parametrize("accepted", [(), OFFERS])
def test_undo_leaves_no_trace(tmp_path: Path, lay: Lay, accepted: tuple[str, ...]) -> None:
    project = lay(tmp_path)
    before = snapshot(project)
    assert init(project, *every(*accepted)) == 0
    assert snapshot(project) != before
    assert init(project, "--undo") == 0
    assert snapshot(project) == before


def test_undo_leaves_no_trace_of_having_worked_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A database without an incident, indexes, locks and a token go with the rest; a file of somebody else stays, named.
    """
    project = bmad(tmp_path / "project")
    before = snapshot(project)
    assert init(project) == 0
    monkeypatch.chdir(project)
    execute(["validate"])
    assert execute(["list"]) == 0
    token_of(project)
    assert (project / ".astreinte/astreinte.db").is_file()
    assert init(project, "--undo") == 0
    assert snapshot(project) == before


def test_undo_keeps_what_somebody_put_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(tmp_path) == 0
    write(tmp_path / ".astreinte/mine.txt", "mine")
    assert init(tmp_path, "--undo") == 0
    assert {".astreinte", ".astreinte/mine.txt"} == set(snapshot(tmp_path))
    assert "! .astreinte/mine.txt" in capsys.readouterr().out


@pytest.mark.parametrize("damaged", [False, True])
def test_undo_keeps_incidents_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], damaged: bool
) -> None:
    """
    Journal and evidence stay as they are, also where the database can no longer be read.
    """
    assert init(tmp_path) == 0
    monkeypatch.chdir(tmp_path)
    execute(["declare", "le moulin est lent", "--severity", "BASSE"])
    if damaged:
        (tmp_path / ".astreinte/astreinte.db").write_bytes(b"SQLite format 3\0" + b"x" * 4096)
    else:
        assert execute(["list", "--json"]) == 0
    capsys.readouterr()
    assert init(tmp_path, "--undo") == 0
    assert "1 incident(s)" in capsys.readouterr().err
    assert (tmp_path / ".astreinte/astreinte.db").is_file()
    assert not (tmp_path / ".astreinte/init.json").exists()
    if not damaged:
        assert 0 == execute(["list", "--json"])
        assert "le moulin est lent" in capsys.readouterr().out


@pytest.mark.parametrize("lay", [bmad, grimoire])
def test_a_second_run_changes_nothing(tmp_path: Path, lay: Lay) -> None:
    project = lay(tmp_path)
    assert init(project, *every(*OFFERS)) == 0
    before = snapshot(project)
    assert init(project, *every(*OFFERS)) == 0
    assert snapshot(project) == before


def test_run_for_one_assistant_then_for_others_all_is_undone(tmp_path: Path) -> None:
    project = bmad(tmp_path)
    before = snapshot(project)
    for flags in (["--cli", "claude"], ["--cli", "gemini"], ["--accept", "menu"], every()):
        assert init(project, *flags) == 0
    assert init(project, "--undo") == 0
    assert snapshot(project) == before


@pytest.mark.parametrize("lay", [bmad, grimoire])
def test_a_dry_run_shows_a_patch_that_applies_and_writes_nothing(
    tmp_path: Path, lay: Lay, capsys: pytest.CaptureFixture[str]
) -> None:
    project = lay(tmp_path / "project")
    before = snapshot(project)
    assert init(project, *every(*OFFERS), "--dry-run") == 0
    assert snapshot(project) == before
    patch = capsys.readouterr().out
    twin = lay(tmp_path / "twin")
    subprocess.run(["git", "apply", "-p1", "-"], input=patch, text=True, cwd=twin, check=True)
    assert init(project, *every(*OFFERS)) == 0
    ours = {path: body for path, body in snapshot(project).items() if not path.startswith(".astreinte")}
    assert {path: body for path, body in snapshot(twin).items() if not path.startswith(".astreinte")} == ours


def test_an_offer_is_a_patch_and_accepted_it_is_made(tmp_path: Path) -> None:
    project = bmad(tmp_path)
    assert init(project) == 0
    patch = (project / ".astreinte/proposed/menu.patch").read_text()
    assert '+    <item cmd="IR or fuzzy match on incident"' in patch
    playbook = project / "_bmad/_config/custom/workflows/incident-response.md"
    assert playbook.read_text() == "# Le playbook de la maison\n"
    assert init(project, "--accept", "menu", "--accept", "playbook", "--accept", "overrides") == 0
    card = (project / "_bmad/_config/custom/agents/ops-engineer.md").read_text()
    assert card.index("[TF]") < card.index("[IR] Répondre à un incident") < card.index("</menu>")
    assert "Astreinte" in playbook.read_text()
    agents = tomllib.loads((project / "_bmad/custom/config.toml").read_text())["agents"]
    assert {"analyst", "forge", "vault"} <= set(agents)
    assert agents["vault"]["name"] == "Égide"


def test_what_a_person_edited_is_kept_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = bmad(tmp_path)
    assert init(project) == 0
    skill = project / ".claude/skills/bmad-incident-response/SKILL.md"
    write(skill, skill.read_text() + "\nÀ nous.\n")
    mcp = project / ".mcp.json"
    write(mcp, mcp.read_text().replace('"x"', '"y"'))
    assert init(project) == 0
    assert "left as it is" in capsys.readouterr().err
    assert init(project, "--undo") == 0
    assert skill.read_text().endswith("À nous.\n")
    assert mcp.read_text() == '{\n    "mcpServers": {"files": {"command": "files"}},\n  "y": [1, 2]}'


def test_a_file_that_is_no_json_is_left_alone_and_the_snippet_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = bmad(tmp_path)
    write(project / ".mcp.json", '{"mcpServers": {}, // mine\n}')
    assert init(project) == 0
    assert (project / ".mcp.json").read_text() == '{"mcpServers": {}, // mine\n}'
    assert '"command": "astreinte"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "message"),
    [(["--cli", "vim"], "assistant : 'vim' n'existe pas"), (["--accept", "menus"], "au plus près : 'menu'")],
)
def test_unknown_names_are_told(
    tmp_path: Path, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path, *flags) == 2
    assert message in capsys.readouterr().err
    assert snapshot(tmp_path) == {}


def test_a_project_without_a_kit_gets_skills_and_server_alone(tmp_path: Path) -> None:
    assert init(tmp_path, "--accept", "playbook") == 0
    assert {".claude", ".mcp.json", ".gitignore", ".astreinte"} == {each.name for each in tmp_path.iterdir()}
    assert init(tmp_path, "--undo") == 0
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_skills_keep_the_installers_rules(language: str) -> None:
    """
    Name as the folder's, description with its trigger and its length, a body; roster and help rows that can be read.
    """
    files = dict(skill_files(language))
    for name in SKILLS:
        _, front, body = files[f"{name}/SKILL.md"].split("---\n", 2)
        said = yaml.safe_load(front)
        assert said["name"] == name
        assert re.fullmatch(r"bmad-[a-z0-9]+(-[a-z0-9]+)*", name)
        assert "Use when" in said["description"]
        assert len(said["description"]) <= 1024
        assert body.strip()
    module = yaml.safe_load(files["bmad-incident-setup/assets/module.yaml"])
    assert {"forge", "vault", "hawk", "helm", "phoenix", "flow", "probe"} == {each["code"] for each in module["agents"]}
    rows = list(csv.DictReader(io.StringIO(files["bmad-incident-setup/assets/module-help.csv"])))
    assert [(row["skill"], row["menu-code"], None in row) for row in rows] == [
        ("bmad-incident-response", "IR", False),
        ("bmad-incident-setup", "IS", False),
    ]


def test_the_marketplace_names_skills_that_are_there() -> None:
    [plugin] = json.loads((ROOT / ".claude-plugin/marketplace.json").read_text())["plugins"]
    assert [Path(path).name for path in plugin["skills"]] == list(SKILLS)
    assert all((ROOT / path / "SKILL.md").is_file() for path in plugin["skills"])


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    data=st.dictionaries(st.text(), VALUES),
    servers=st.dictionaries(st.text(), VALUES),
    indent=st.sampled_from([None, 2, 4]),
)
def test_any_json_takes_the_entry_and_keeps_every_byte(
    data: dict[str, object], servers: dict[str, object], indent: int | None
) -> None:
    for whole in (data, {**data, "mcpServers": servers}):
        text = json.dumps(whole, indent=indent)
        if not isinstance(whole.get("mcpServers", {}), dict):
            continue
        found = insertion(text, "mcpServers")
        if found is None:
            assert "astreinte" in whole["mcpServers"]  # pyright: ignore[reportOperatorIssue] - it is a mapping
            continue
        piece, at = found
        after = json.loads(text[:at] + piece + text[at:])
        assert after["mcpServers"].pop("astreinte") == ENTRY
        assert {"mcpServers": {}, **whole} == after
