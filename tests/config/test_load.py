"""Settings out of their layers, and what is said about a wrong one."""

from pathlib import Path

import pytest

from astreinte.config import Settings, load_settings
from astreinte.errors import ConfigError


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_an_empty_project_has_the_defaults_and_a_database_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {})
    assert settings.database == f"sqlite:///{tmp_path}/.astreinte/astreinte.db"
    assert settings.model_copy(update={"database": Settings().database}) == Settings()


def test_each_layer_wins_over_the_one_below(tmp_path: Path) -> None:
    write(tmp_path / "_bmad/core/config.yaml", "user_name: Camille\ncommunication_language: English\n")
    assert load_settings(tmp_path, {}).user.name == "Camille"
    assert load_settings(tmp_path, {}).language == "en"
    write(tmp_path / "astreinte.yaml", "language: fr\nuser: {name: Alix, timezone: UTC}\n")
    assert load_settings(tmp_path, {}).user.name == "Alix"
    environ = {"ASTREINTE_USER__NAME": "Sacha", "ASTREINTE_LANGUAGE": "en", "PATH": "/bin"}
    settings = load_settings(tmp_path, environ)
    assert (settings.user.name, settings.user.timezone, settings.language) == ("Sacha", "UTC", "en")
    assert load_settings(tmp_path, environ, {"user": {"name": "Noa"}}).user.name == "Noa"


def test_variables_reach_every_depth(tmp_path: Path) -> None:
    environ = {
        "ASTREINTE_POLICY": "observe",
        "ASTREINTE_DATABASE_URL": "sqlite:////var/lib/a.db",
        "ASTREINTE_LIMITS__ROUNDS": "2",
        "ASTREINTE_TARGETS__MTTD": "90s",
        "ASTREINTE_USER__NOTIFY": "[json://localhost]",
        "ASTREINTE_SERVICES__WIKI__PROBE": "http://127.0.0.1:8080",
        "ASTREINTE_ROLES__DEBUG": "null",
        "ASTREINTE_MODEL": "",
    }
    settings = load_settings(tmp_path, environ)
    assert (settings.policy, settings.database, settings.limits.rounds) == ("observe", "sqlite:////var/lib/a.db", 2)
    assert settings.targets.mttd.total_seconds() == 90
    assert settings.user.notify == ("json://localhost",)
    assert settings.services["wiki"].probe == "http://127.0.0.1:8080"
    assert (settings.roles["debug"], settings.model) == (None, "playbook")


def test_one_role_in_the_file_keeps_the_others(tmp_path: Path) -> None:
    write(tmp_path / "astreinte.yaml", "roles: {ops: Vulcain}\n")
    assert (load_settings(tmp_path, {}).roles["ops"], load_settings(tmp_path, {}).roles["k8s"]) == ("Vulcain", "Helm")


def test_roles_come_from_installed_cards(tmp_path: Path) -> None:
    write(tmp_path / "_bmad/_config/custom/agents/ops-engineer.md", '<agent name="Vulcain">')
    roles = load_settings(tmp_path, {}).roles
    assert (roles["ops"], roles["k8s"]) == ("Vulcain", None)


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite:////abs/a.db", "postgresql://db/x"])
def test_a_database_that_is_not_relative_stays_as_it_is(tmp_path: Path, url: str) -> None:
    assert load_settings(tmp_path, {"ASTREINTE_DATABASE_URL": url}).database == url


WRONG = {
    "langage: fr": "unknown key 'langage'; nearest: 'language'; known: agents, cluster, database, environment, freeze",
    "user: {nom: x}": "unknown key 'user.nom'.*known: holidays, hours, name, notify, pin, timezone",
    "services: {wiki: {prob: x}}": "unknown key 'services.wiki.prob'; nearest: 'probe'; known: config, database",
    "policy: maybe": "policy: .*'direct', 'confirm' or 'observe' .*'maybe'",
    "targets: {mttd: soon}": "targets.mttd: .*soon",
    "user: {timezone: Paris}": "user.timezone: unknown time zone 'Paris'; use an IANA name",
    "user: {hours: 9-18}": "user.hours: '9-18' is not HH:MM-HH:MM",
    "user:\n  name: [": ", line 2: ",
    "- a": ", line 1: expected `key: value` lines, found list",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str) -> None:
    write(tmp_path / "astreinte.yaml", text)
    with pytest.raises(ConfigError, match=f"astreinte.yaml.*{WRONG[text]}"):
        load_settings(tmp_path, {})


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the environment: unknown key 'polcy'; nearest: 'policy'"):
        load_settings(tmp_path, {"ASTREINTE_POLCY": "direct"})
    with pytest.raises(ConfigError, match=r"ASTREINTE_USER__NOTIFY: '\[a' is not a YAML list"):
        load_settings(tmp_path, {"ASTREINTE_USER__NOTIFY": "[a"})


def test_a_wrong_flag_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"the flags: limits.rounds: .*4"):
        load_settings(tmp_path, {}, {"limits": {"rounds": 4}})


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "astreinte.yaml", "langage: fr\npolicy: maybe\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {})
    assert len(str(caught.value).splitlines()) == 2


def test_the_root_can_be_chosen(tmp_path: Path) -> None:
    for name in ("_bmad", "_grimoire"):
        (tmp_path / name).mkdir()
    assert load_settings(tmp_path, {}).root == "_grimoire"
    assert load_settings(tmp_path, {"ASTREINTE_ROOT": "_bmad"}).root == "_bmad"


CARD = """<!-- comment -->
---
name: "ops-engineer"
---
<agent id="x" name="Vulcain" title="Chef &amp; forge" icon="⚒️">
  AGENT_TAG=forge | LEARNINGS_FILE=infra-ops
  <role>Terraform &amp; LXC ; jamais le cluster</role> <broken>
  <communication_style>Direct.
  Bref.</communication_style>
  <principles>- Le code d'abord
  - Sauvegarder avant de détruire</principles>
  <r>Demander confirmation avant : tofu destroy, docker rm -f</r>
  <style>{{unfilled}}</style>
"""


def test_a_malformed_card_still_gives_its_persona_a_character(tmp_path: Path) -> None:
    card = tmp_path / "_bmad/_config/custom/agents/ops-engineer.md"
    card.parent.mkdir(parents=True)
    card.write_text(CARD, encoding="utf-8")
    settings = load_settings(tmp_path, {})
    forge = settings.personas["forge"]
    assert ("Vulcain", "⚒️", "Chef & forge") == (settings.roles["ops"], forge.icon, forge.title)
    assert ("Direct. Bref.", "Terraform & LXC ; jamais le cluster") == (forge.style, forge.limits)
    assert ("Le code d'abord", "Sauvegarder avant de détruire") == forge.principles
    assert ("tofu destroy", "docker rm -f") == forge.confirm_first
    (tmp_path / "astreinte.yaml").write_text("personas: {forge: {style: Doux}}", encoding="utf-8")
    assert ("Doux", "⚒️") == ((again := load_settings(tmp_path, {}).personas["forge"]).style, again.icon)
