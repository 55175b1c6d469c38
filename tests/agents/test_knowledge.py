"""The shipped causes hold together, and a user's own file lies over them."""

import re
from pathlib import Path

import pytest

from astreinte.actions.taxonomy import action_types
from astreinte.agents import Knowledge, explain, overview
from astreinte.agents.assign import SYSTEM_SIGNALS
from astreinte.agents.playbook.words import words
from astreinte.config.settings import PERSONAS
from astreinte.errors import ConfigError, UnknownName
from astreinte.evidence import signal_rules

from .agent_cases import KNOWLEDGE, ROSTER

CAUSES = sorted(KNOWLEDGE.causes)
OWN = """
causes:
- id: {id}
  title: The badge reader lost its time server
  fr: Lecteur de badges sans serveur de temps
  branch: {branch}
  stage: runtime
  class: infrastructure
  domains: [lxc]
  lead: forge
  target: app
  proves: [[time-offset, service-unhealthy]]
  fix:
  - {{do: {fix}, lasts: temporary}}
"""


def own_file(folder: Path, **values: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(OWN.format(**({"id": "badge-clock", "branch": "app-errors", "fix": "restart"} | values)))
    return path


def test_every_cause_of_the_taxonomy_is_there() -> None:
    assert len(CAUSES) >= 122
    assert {"oom-killed", "disk-full", "firewall-blocking", "no-fault"} <= set(CAUSES)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_is_kebab_case_and_leans_on_known_signals(cause: str) -> None:
    found = KNOWLEDGE.cause(cause)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cause)
    assert set() == (found.signals | found.denies) - set(signal_rules())
    assert set() == frozenset().union(*found.proves) - set(KNOWLEDGE.grades)
    assert {found.lead, *found.support} <= set(PERSONAS)
    assert set(found.rule_out) <= set(CAUSES)
    assert {remedy.action for remedy in found.remedies} <= set(action_types())
    assert found.branch in KNOWLEDGE.branches


def test_every_signal_that_the_agents_name_exists() -> None:
    listed = frozenset[str]().union(*words().about_signals.values(), *words().severity_signals.values())
    assert set() == (SYSTEM_SIGNALS | listed | set(KNOWLEDGE.grades)) - set(signal_rules())


def test_every_branch_is_known_to_somebody() -> None:
    leads = {branch for branch in KNOWLEDGE.branches if any(p.knows(branch) for p in ROSTER.personas.values())}
    assert set(KNOWLEDGE.branches) == leads


@pytest.mark.parametrize("cause", CAUSES)
def test_the_lead_of_a_cause_knows_its_branch(cause: str) -> None:
    found = KNOWLEDGE.cause(cause)
    lead = ROSTER.get(found.lead)
    assert lead is not None
    assert lead.knows(found.branch)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_can_be_explained(cause: str, language: str) -> None:
    text = explain(KNOWLEDGE, cause, "fr" if language == "fr" else "en")
    assert KNOWLEDGE.cause(cause).titles["fr" if language == "fr" else "en"] in text
    assert "{" not in text.split("Requête" if language == "fr" else "Query")[0].split("docker")[0]


def test_the_overview_lists_every_cause_under_its_branch() -> None:
    text = overview(KNOWLEDGE, "en")
    assert all(cause in text for cause in CAUSES)


def test_an_unknown_cause_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest: 'oom-killed'"):
        KNOWLEDGE.cause("oomkilled")


def test_loading_twice_gives_the_same_object() -> None:
    assert Knowledge.load() is Knowledge.load()


def test_a_users_own_cause_joins_the_shipped_ones(tmp_path: Path) -> None:
    knowledge = Knowledge.load(own_file(tmp_path))
    assert knowledge.cause("badge-clock").titles["fr"] == "Lecteur de badges sans serveur de temps"
    assert len(knowledge.causes) == len(CAUSES) + 1


def test_a_users_own_cause_replaces_the_shipped_one_of_that_id(tmp_path: Path) -> None:
    knowledge = Knowledge.load(own_file(tmp_path, id="clock-drift"))
    assert knowledge.cause("clock-drift").proves == (("time-offset", "service-unhealthy"),)
    assert len(knowledge.causes) == len(CAUSES)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"branch": "app-errrors"}, "cause 'badge-clock', key 'branch': unknown 'app-errrors'"),
        ({"fix": "reboot-everything"}, "key 'fix': unknown 'reboot-everything'"),
        ({"id": "Badge_Clock"}, "cause Badge_Clock: key id"),
    ],
)
def test_a_wrong_entry_names_file_and_key(tmp_path: Path, values: dict[str, str], message: str) -> None:
    path = own_file(tmp_path, **values)
    with pytest.raises(ConfigError, match=re.escape(str(path))) as raised:
        Knowledge.load(path)
    assert message in str(raised.value)


@pytest.mark.parametrize("text", ["[1, 2", "causes: 7", "- a", "version: 1"])
def test_a_file_that_is_no_knowledge_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"own\.yaml"):
        Knowledge.load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Knowledge.load(tmp_path / "absent.yaml")
