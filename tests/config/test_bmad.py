"""Which root wins, and what its configuration says."""

from pathlib import Path

import pytest

from astreinte.config import resolve
from astreinte.errors import ConfigError


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def both(tmp_path: Path) -> Path:
    for name in ("_bmad", "_grimoire"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_no_root_means_defaults_and_still_a_place_for_post_mortems(tmp_path: Path) -> None:
    kit = resolve(tmp_path)
    assert (kit.root, kit.kind, kit.language, kit.cards, kit.roles()) == (None, "none", "", {}, {})
    assert kit.postmortems_dir == tmp_path / "_bmad-output/implementation-artifacts/postmortems"
    assert kit.memory_dir == tmp_path / ".astreinte/memory"


@pytest.mark.parametrize(("name", "kind"), [("_bmad", "bmad"), ("_grimoire", "grimoire")])
def test_the_only_root_wins(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / name / "_memory").mkdir(parents=True)
    kit = resolve(tmp_path)
    assert (kit.root, kit.kind, kit.why) == (tmp_path / name, kind, "the only root present")
    assert kit.memory_dir == tmp_path / name / "_memory"
    assert kit.postmortems_dir == tmp_path / f"{name}-output/implementation-artifacts/postmortems"


def test_a_choice_wins_over_everything(both: Path) -> None:
    assert resolve(both, "_bmad").why == "chosen explicitly"
    with pytest.raises(ConfigError, match=r"root '_bmda' is not in .*known: _bmad, _grimoire"):
        resolve(both, "_bmda")


def test_the_playbook_then_cards_then_learnings_decide(both: Path) -> None:
    assert (resolve(both).kind, resolve(both).why) == ("grimoire", "a tie between the roots goes to _grimoire")
    (both / "_bmad/_memory/agent-learnings").mkdir(parents=True)
    assert (resolve(both).kind, resolve(both).why) == ("bmad", "it has agent learnings")
    write(both / "_grimoire/_config/custom/agents/ops-engineer.md")
    assert (resolve(both).kind, resolve(both).why) == ("grimoire", "it holds the ops persona cards")
    write(both / "_bmad/_config/custom/workflows/incident-response.md")
    assert (resolve(both).kind, resolve(both).why) == ("bmad", "it holds the playbook")
    write(both / "_grimoire/_config/custom/workflows/incident-response.md")
    assert (resolve(both).kind, resolve(both).why) == ("grimoire", "it holds the ops persona cards")


LAYERS = [
    ("project-context.yaml", "user: {name: context}"),
    ("_bmad/_memory/config.yaml", "user_name: kit"),
    ("_bmad/config.yaml", "user_name: whole"),
    ("_bmad/config.user.yaml", "user_name: whole user"),
    ("_bmad/core/config.yaml", "user_name: core"),
    ("_bmad/bmm/config.yaml", "user_name: bmm"),
    ("_bmad/config.toml", '[core]\nuser_name = "toml"'),
    ("_bmad/config.user.toml", '[core]\nuser_name = "toml user"'),
    ("_bmad/custom/config.toml", '[core]\nuser_name = "custom"'),
    ("_bmad/custom/config.user.toml", '[core]\nuser_name = "custom user"'),
]


def test_each_file_wins_over_those_before_it(tmp_path: Path) -> None:
    (tmp_path / "_bmad").mkdir()
    for path, text in LAYERS:
        write(tmp_path / path, text)
        assert resolve(tmp_path).user_name in text


def test_the_module_wins_over_the_core_in_toml(tmp_path: Path) -> None:
    write(tmp_path / "_bmad/config.toml", '[modules.bmm]\nuser_name = "a"\n[core]\nuser_name = "b"\n')
    assert resolve(tmp_path).user_name == "a"


def test_bmad_lends_grimoire_names_and_languages_but_no_path(both: Path) -> None:
    write(both / "_bmad/core/config.yaml", "user_name: Camille\noutput_folder: elsewhere\ncommunication_language: fr\n")
    kit = resolve(both)
    assert (kit.user_name, kit.language) == ("Camille", "fr")
    assert kit.postmortems_dir == both / "_grimoire-output/implementation-artifacts/postmortems"
    write(both / "_grimoire/_memory/config.yaml", "user_name: Alix\n")
    assert resolve(both).user_name == "Alix"


@pytest.mark.parametrize(
    ("said", "code"), [("Français", "fr"), ("FRENCH", "fr"), ("fr-CA", "fr"), ("English", "en"), ("Deutsch", "en")]
)
def test_a_language_that_begins_with_fr_is_french(tmp_path: Path, said: str, code: str) -> None:
    write(tmp_path / "_bmad/core/config.yaml", f"document_output_language: {said}\ncommunication_language: other\n")
    assert resolve(tmp_path).language == code


def test_the_project_root_is_replaced_in_paths(tmp_path: Path) -> None:
    config = tmp_path / "_bmad/core/config.yaml"
    write(config, 'output_folder: "{project-root}/out"')
    assert resolve(tmp_path).postmortems_dir == tmp_path / "out/implementation-artifacts/postmortems"
    write(config, 'output_folder: x\nimplementation_artifacts: "{project-root}/artifacts"')
    assert resolve(tmp_path).postmortems_dir == tmp_path / "artifacts/postmortems"


@pytest.mark.parametrize("path", ["{project-root}/../out", "/etc"])
def test_a_path_outside_the_project_is_refused(tmp_path: Path, path: str) -> None:
    write(tmp_path / "_bmad/core/config.yaml", f'output_folder: "{path}"')
    with pytest.raises(ConfigError, match=r"core/config.yaml: output_folder: .* lies outside the project"):
        resolve(tmp_path)


def test_a_placeholder_that_nobody_filled_says_nothing(tmp_path: Path) -> None:
    write(tmp_path / "_bmad/core/config.yaml", 'user_name: "{{user_name}}"')
    write(tmp_path / "project-context.yaml", "user: {name: Camille, language: Français}\nproject: {name: maison}")
    kit = resolve(tmp_path)
    assert (kit.user_name, kit.language, kit.project_name) == ("Camille", "fr", "maison")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("_bmad/core/config.yaml", "a: 1\nb: [", r"core/config\.yaml, line 2: .*correct the YAML"),
        ("_bmad/core/config.yaml", "a: {{b}}", r"core/config\.yaml, line 1: .*unhashable"),
        ("_bmad/config.toml", "a = 1\nb = = 2", r"config\.toml: .*line 2.*correct the TOML"),
        ("project-context.yaml", "just text", "project-context.yaml, line 1: expected `key: value`"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(tmp_path: Path, path: str, text: str, said: str) -> None:
    write(tmp_path / path, text)
    with pytest.raises(ConfigError, match=said):
        resolve(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "project-context.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"project-context\.yaml: not UTF-8 text"):
        resolve(tmp_path)


CARD = """<!-- ARCHETYPE: infra-ops — gabarit -->
---
name: "ops-engineer"
---
<agent id="ops-engineer.agent.yaml" name="Vulcain &amp; fils" title="…" icon="🔧">
  <step n="1">AGENT_TAG=vulcain | AGENT_NAME=Vulcain | LEARNINGS_FILE=infra-ops | DOMAIN_WORD=technique
  <role>mal fermé
"""


def test_a_card_is_read_however_malformed(tmp_path: Path) -> None:
    write(tmp_path / "_bmad/_config/custom/agents/ops-engineer.md", CARD)
    card = resolve(tmp_path).cards["ops"]
    assert (card.name, card.tag, card.learnings, card.icon) == ("Vulcain & fils", "vulcain", "infra-ops", "🔧")


def test_a_card_without_tag_or_with_placeholders_goes_by_its_name(tmp_path: Path) -> None:
    write(
        tmp_path / "_bmad/_config/custom/agents/k8s-expert.md",
        '<agent name="Nikos"> LEARNINGS_FILE={{key}} AGENT_TAG={{t}}',
    )
    card = resolve(tmp_path).cards["k8s"]
    assert (card.name, card.tag, card.learnings) == ("Nikos", "nikos", "")


def test_the_first_installed_card_fills_a_role_and_may_fill_two(tmp_path: Path) -> None:
    agents = tmp_path / "_bmad/_config/custom/agents"
    write(agents / "deploy-orchestrator.md", '<agent name="Deploy">')
    assert {role: name for role, name in resolve(tmp_path).roles().items() if name} == {
        "ops": "Deploy",
        "cicd": "Deploy",
    }
    write(agents / "ops-engineer.md", '<agent name="Forge">')
    assert resolve(tmp_path).roles()["ops"] == "Forge"
    assert resolve(tmp_path).roles()["backup"] is None
