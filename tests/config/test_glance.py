"""What a look keeps of the settings stands while nothing of what they were made from changes, and no longer."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from astreinte.config import load_settings
from astreinte.config.glance import KEPT, Glance, fingerprint, glance, of
from astreinte.config.places import HOME, inputs
from astreinte.errors import ConfigError

OWN = "language: en\nuser: {timezone: Europe/Oslo}\ntargets: {mttd: 10m}\nagents: {net: {name: Ada, domains: [lxc]}}\n"
CARD = '<agent name="Gale" icon="x">AGENT_TAG=gale</agent>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with both kits and a home for what is kept."""
    (tmp_path / HOME).mkdir()
    (tmp_path / "astreinte.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "project-context.yaml").write_text("project: {name: mill}\n", encoding="utf-8")
    for root in ("_bmad", "_grimoire"):
        cards = tmp_path / root / "_config" / "custom" / "agents"
        cards.mkdir(parents=True)
        (cards / "ops-engineer.md").write_text(CARD, encoding="utf-8")
        (cards / "weather.md").write_text(CARD.replace("gale", "storm"), encoding="utf-8")
        (tmp_path / root / "config.toml").write_text('[core]\nuser_name = "Ida"\n', encoding="utf-8")
    return tmp_path


def test_a_look_sees_what_the_settings_say(project: Path) -> None:
    """
    The first look and the next ones give the same, and it is what the settings say.
    """
    first, again = glance(project, {}), glance(project, {})
    settings = load_settings(project, {})
    assert first == again == of(project, settings)
    assert ("en", "Europe/Oslo", settings.database) == (again.language, again.timezone, again.database)
    assert (settings.targets.mttd, settings.targets.mttr) == (again.mttd, again.mttr)
    assert ("Ada", "Gale") == (again.names["net"], again.names["forge"])


def _written(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(path.read_bytes() + b"\n" if path.is_file() else b"# new\n")


def _folder(path: Path) -> None:
    path.mkdir(parents=True, exist_ok=True)


def _told(project: Path) -> list[tuple[Path, Callable[[Path], None]]]:
    """Every place that says something, with how it comes to say something else."""
    return [(path, _written if path.suffix else _folder) for path in inputs(project) if not path.is_dir()]


def test_whatever_changes_is_noticed(project: Path) -> None:
    """
    A file or folder that appears, and a byte more in one that is there, make another fingerprint each time.
    """
    seen = [fingerprint(project, {})]
    for path, change in _told(project):
        change(path)
        seen.append(fingerprint(project, {}))
    (project / "_bmad" / "_config" / "custom" / "agents" / "new.md").write_text(CARD, encoding="utf-8")
    seen += [fingerprint(project, {}), fingerprint(project, {"ASTREINTE_LANGUAGE": "fr"})]
    assert len(seen) == len({*seen} - {""}) > 20
    assert seen[-2] == fingerprint(project, {"LANGUAGE": "fr"})


WATCHED = """
import os, sys
from pathlib import Path
said = []
EVENTS = ("open", "os.listdir", "os.scandir")
sys.addaudithook(lambda event, args: said.append(str(args[0])) if event in EVENTS else None)
from astreinte.config import load_settings
from astreinte.config.glance import of
project = Path.cwd()
of(project, load_settings(project, {}))
print("\\n".join(each for each in said if each.startswith(str(project))))
"""


@pytest.mark.parametrize("root", ["_bmad", "_grimoire"])
def test_all_that_settings_are_read_from_is_watched(project: Path, root: str) -> None:
    """
    Reading the settings opens no file or folder of the project that the fingerprint does not cover.
    """
    (project / "astreinte.yaml").write_text(f"{OWN}root: {root}\n", encoding="utf-8")
    command = [sys.executable, "-c", WATCHED]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    opened = {Path(line) for line in done.stdout.splitlines()}
    assert {project / "astreinte.yaml", project / root / "_config/custom/agents/weather.md"} <= opened
    assert set() == opened - {*inputs(project)}


def test_a_mistake_made_later_is_told(project: Path) -> None:
    """
    Settings that were right yesterday do not hide a wrong key of today.
    """
    glance(project, {})
    (project / "astreinte.yaml").write_text(f"{OWN}langage: fr\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ConfigError, match="langage"):
            glance(project, {})


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"made_from": 1}', "\ud800"])
def test_what_was_kept_badly_is_read_again(project: Path, kept: str) -> None:
    """
    A file that is damaged, or of another version, is as good as none.
    """
    found = glance(project, {})
    path = project / HOME / KEPT
    whole = json.loads(path.read_text(encoding="utf-8"))
    for text in (kept, json.dumps(whole | {"glance": {}}), json.dumps(whole | {"made_from": ""})):
        path.write_bytes(text.encode(errors="surrogatepass"))
        assert found == glance(project, {})


def test_an_address_with_a_password_is_not_kept(project: Path) -> None:
    """
    Only a database that is a file is written down; a project without a home gets none.
    """
    variables = {"ASTREINTE_DATABASE_URL": "postgresql://ida:secret@db.example/astreinte"}
    found: Glance = glance(project, variables)
    assert "secret" in found.database
    assert not (project / HOME / KEPT).exists()
    (project / HOME).rmdir()
    glance(project, {})
    assert not (project / HOME).exists()
