"""1.3: lead and supports by component and variant, by name, and with whoever is there."""

from itertools import product

import pytest

from astreinte.agents import ScriptedReasoner
from astreinte.config.settings import PERSONAS, ROLE_PERSONA
from astreinte.domain import Assessment, Component, Domain, Variant
from astreinte.evidence import Recording

from .world import DISK, DOWN, URL, World, line, settings, world

SILENT = line("http", URL, "timed out after 5 s")
"""The network does not answer: a system level."""

LEAD: dict[Domain, str] = {
    "lxc": "forge",
    "k3s": "helm",
    "security": "vault",
    "monitoring": "hawk",
    "data": "phoenix",
    "cicd": "flow",
}
SUPPORT: dict[Variant, list[str]] = {
    "infra": ["hawk", "flow"],
    "security": ["forge", "hawk", "helm"],
    "data": ["helm", "forge"],
}
CASES = list(product(LEAD, SUPPORT, (False, True)))


def triaged(domain: Domain, variant: Variant) -> ScriptedReasoner:
    """Triage says exactly this; the playbook thinks the rest."""
    said = Assessment("HAUTE", variant, Component(domain, "wiki"), "personne")
    return ScriptedReasoner({("incident", "triage"): said})


async def led(wiki: World) -> tuple[str, list[str]]:
    outcome = await wiki.run()
    return outcome.lead, outcome.support


@pytest.mark.parametrize(("domain", "variant", "deep"), CASES)
async def test_the_tables_name_lead_and_supports(domain: Domain, variant: Variant, *, deep: bool) -> None:
    """
    The lead by component, the supports by variant, Probe once the tree reaches the system; no one supports themselves.
    """
    lead, support = await led(reached(domain, variant, SILENT if deep else DOWN))
    wanted = [tag for tag in (*SUPPORT[variant], *(["probe"] if deep else [])) if tag != LEAD[domain]]
    assert (LEAD[domain], wanted) == (lead, support)


def reached(domain: Domain, variant: Variant, probe: Recording) -> World:
    return world((probe,), settings=settings(policy="observe"), reasoner=triaged(domain, variant))


async def test_agents_go_by_the_names_of_the_project() -> None:
    """
    Roles renamed: the post-mortem names the people's agents and user, never ours.
    """
    roles = {role: f"Agent{persona.capitalize()}" for role, persona in ROLE_PERSONA.items()}
    wiki = world(DISK, settings=settings(roles=roles, user={"name": "Camille"}))
    await wiki.run(severity="HAUTE")
    assert "AgentForge" in wiki.shelf.text
    assert not {name.capitalize() for name in PERSONAS} & set(wiki.shelf.text.replace("`", " ").split())


async def test_a_role_without_an_agent_is_left_out() -> None:
    """
    No ops agent: the K3s agent leads, and the reason says so.
    """
    roles = {role: (None if role == "ops" else persona.capitalize()) for role, persona in ROLE_PERSONA.items()}
    wiki = world(DISK, settings=settings(roles=roles))
    outcome = await wiki.run(severity="HAUTE")
    assert ("helm", "resolved") == (outcome.lead, outcome.state)
    (assigned,) = await wiki.entries(outcome, "assigned")
    assert "forge n'a pas d'agent" in assigned.data["why"]


async def test_with_no_agent_at_all_the_workflow_decides_itself() -> None:
    """
    Every role is empty: the lead is `aucun`, and the incident is diagnosed and mended all the same.
    """
    wiki = world(DISK, settings=settings(roles=dict.fromkeys(ROLE_PERSONA)))
    outcome = await wiki.run(severity="CRITIQUE")
    assert ("aucun", [], "resolved") == (outcome.lead, outcome.support, outcome.state)
    assert ("incident", "disk-full") == ((outcome.decision.by, outcome.decision.cause) if outcome.decision else None)
    assert "lead: aucun" in wiki.shelf.text


ATLAS = {"atlas": {"name": "Atlas", "domains": ["lxc"], "learnings": "machines"}}


async def test_the_configuration_says_who_leads() -> None:
    """
    An agent beyond the seven leads what `leads` gives it, decides, and signs; the workflow's own lead supports it.
    """
    wiki = world(DISK, settings=settings(agents=ATLAS, leads={"lxc": "atlas"}))
    outcome = await wiki.run(severity="HAUTE")
    assert ("atlas", "resolved") == (outcome.lead, outcome.state)
    assert "forge" in outcome.support
    assert ("atlas", "disk-full") == ((outcome.decision.by, outcome.decision.cause) if outcome.decision else None)
    assert "lead: Atlas" in wiki.shelf.text
    (assigned,) = await wiki.entries(outcome, "assigned")
    assert "`leads`" in assigned.data["why"]


async def test_an_agent_beyond_the_seven_supports_its_own_domain() -> None:
    """
    Without `leads` it analyses beside the others; in an incident of another domain it is not asked.
    """
    wiki = world(DISK, settings=settings(agents=ATLAS))
    outcome = await wiki.run(severity="HAUTE")
    assert "forge" == outcome.lead
    assert "atlas" in {entry.actor for entry in await wiki.entries(outcome, "finding")}
    other = reached("security", "security", DOWN)
    assert "atlas" not in (await led(other))[1]
