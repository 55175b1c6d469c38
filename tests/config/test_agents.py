"""Agents beyond the seven, who leads what, and which model a card asks for."""

from pathlib import Path
from typing import Any

import pytest

from astreinte.agents.roster import Roster
from astreinte.config import Settings, load_settings
from astreinte.config.agents import Affinity, tier
from astreinte.errors import ConfigError
from tests.kits import layouts

ATLAS = """---
name: "data-steward"
description: "Base de données — Atlas"
model_affinity:
  context_window: large
  reasoning: high
domains:
  - data
  - technique
---
<agent id="data-steward.agent.yaml" name="Atlas" title="Bases & données" icon="🗄️">
  AGENT_TAG=Atlas_DB | AGENT_NAME=Atlas | LEARNINGS_FILE=databases
  <persona><role>PostgreSQL ; s'arrête au volume</role></persona>
</agent>
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A BMAD project with one agent that fills none of the seven roles."""
    layouts.write(layouts.bmad(tmp_path) / "_bmad/_config/custom/agents/data-steward.md", ATLAS)
    return tmp_path


def loaded(project: Path, text: str = "") -> Settings:
    (project / "astreinte.yaml").write_text(text, encoding="utf-8")
    return load_settings(project, {})


def test_a_card_with_a_domain_joins_the_roster(project: Path) -> None:
    """
    Under its own tag, name and learnings; words that are no domain of a component are left out.
    """
    found = loaded(project)
    persona = Roster.from_settings(found).get("atlas-db")
    assert persona is not None
    assert ("Atlas", "🗄️", "databases", ("data",)) == (persona.name, persona.icon, persona.learnings, persona.domains)
    assert persona.knows("data.corruption")
    assert "high" == found.agents["atlas-db"].affinity


def test_a_card_without_a_domain_joins_where_the_project_says_which(tmp_path: Path) -> None:
    """
    Its card gives the rest; one that nobody names stays outside.
    """
    card = ATLAS.replace("domains:\n  - data\n  - technique\n", "")
    layouts.write(layouts.bmad(tmp_path) / "_bmad/_config/custom/agents/data-steward.md", card)
    assert {} == loaded(tmp_path).agents
    found = loaded(tmp_path, "agents: {atlas-db: {domains: [lxc]}}\n")
    assert ("Atlas", ("lxc",)) == (found.agents["atlas-db"].name, found.agents["atlas-db"].domains)


@pytest.mark.parametrize("said", ["atlas-db", "Atlas", "ATLAS"])
def test_a_lead_goes_by_tag_or_by_name(project: Path, said: str) -> None:
    assert {"data": "atlas-db"} == loaded(project, f"leads: {{data: {said}}}\n").leads


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leads: {data: Atlsa}\n", r"leads\.data: no agent 'Atlsa'; nearest: 'atlas'; there are forge, .*atlas-db"),
        ("leads: {data: phoenix}\n", r"leads\.data: 'phoenix' is one of the seven, but its role has no agent here"),
        ("leads: {kitchen: Atlas}\n", r"leads\.kitchen"),
        ("agents: {forge: {name: F, domains: [lxc]}}\n", r"agents\.forge: 'forge' is one of the seven"),
        ("agents: {nova: {domains: [lxc]}}\n", r"agents\.nova\.name"),
        ("agents: {nova: {name: Nova}}\n", r"agents\.nova\.domains"),
        ("agents: {nova: {name: Nova, domains: [moon]}}\n", r"agents\.nova\.domains\.0"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_file_and_key(project: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"astreinte\.yaml.*" + message):
        loaded(project, text)


@pytest.mark.parametrize(
    ("tiers", "wanted", "found"),
    [
        ({"low": "a:1", "high": "b:2"}, "high", "b:2"),
        ({"low": "a:1", "extreme": "b:2"}, "medium", "b:2"),
        ({"low": "a:1", "medium": "b:2"}, "extreme", "b:2"),
        ({"low": "a:1"}, None, None),
        ({}, "high", None),
    ],
)
def test_the_nearest_tier_thinks(tiers: dict[Affinity, str], wanted: Any, found: str | None) -> None:
    """
    The one asked for, else the next above, else the next below; none asked for or none there: nobody else.
    """
    assert found == tier(tiers, wanted)
