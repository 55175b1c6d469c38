"""Who is there, who leads, who supports: the tables of the workflow."""

import pytest

from astreinte.agents import Assignment, Roster, assign, system_level
from astreinte.config import Settings
from astreinte.config.settings import PERSONAS
from astreinte.domain import Domain, Query, Signal, Variant

from .agent_cases import ROSTER, persona


def roster(**roles: str | None) -> Roster:
    named = {**Settings().roles, **roles}
    return Roster.from_settings(Settings.model_validate({"roles": named}))


def test_seven_personas_bear_the_projects_names() -> None:
    renamed = roster(ops="Vulcain")
    assert tuple(renamed.personas) == PERSONAS
    assert renamed.name("forge") == "Vulcain"


def test_a_role_without_agent_is_absent_and_shown_as_aucun() -> None:
    without = roster(backup=None)
    assert without.get("phoenix") is None
    assert without.name("phoenix") == "aucun"
    assert Roster.from_settings(Settings(language="en", roles={})).name("forge") == "none"


@pytest.mark.parametrize(
    ("domain", "lead"),
    [
        ("lxc", "forge"),
        ("k3s", "helm"),
        ("security", "vault"),
        ("monitoring", "hawk"),
        ("data", "phoenix"),
        ("cicd", "flow"),
    ],
)
def test_the_lead_follows_the_domain_of_the_component(domain: Domain, lead: str) -> None:
    assert assign(domain, "infra", ROSTER, system_level=False).lead == lead


@pytest.mark.parametrize(
    ("domain", "variant", "support"),
    [
        ("lxc", "infra", ("hawk", "flow")),
        ("k3s", "infra", ("hawk", "flow")),
        ("monitoring", "infra", ("flow",)),
        ("cicd", "infra", ("hawk",)),
        ("security", "security", ("forge", "hawk", "helm")),
        ("data", "data", ("helm", "forge")),
        ("k3s", "data", ("forge",)),
    ],
)
def test_supports_follow_the_variant_and_never_hold_the_lead(
    domain: Domain, variant: Variant, support: tuple[str, ...]
) -> None:
    assert assign(domain, variant, ROSTER, system_level=False).support == support


@pytest.mark.parametrize("variant", ["infra", "security", "data"])
def test_probe_joins_any_variant_at_the_system_level(variant: Variant) -> None:
    assert assign("lxc", variant, ROSTER, system_level=True).support[-1] == "probe"
    assert "probe" not in assign("lxc", variant, ROSTER, system_level=False).support


def test_a_support_without_agent_is_left_out() -> None:
    assert assign("lxc", "infra", roster(cicd=None, debug=None), system_level=True).support == ("hawk",)


@pytest.mark.parametrize(
    ("domain", "variant", "absent", "lead"),
    [
        ("monitoring", "infra", ("monitoring",), "forge"),
        ("lxc", "infra", ("ops",), "helm"),
        ("lxc", "infra", ("ops", "k8s"), "hawk"),
        ("data", "data", ("backup",), "helm"),
        ("security", "security", ("security", "ops"), "hawk"),
    ],
)
def test_a_missing_lead_falls_back_in_order_and_says_so(
    domain: Domain, variant: Variant, absent: tuple[str, ...], lead: str
) -> None:
    found = assign(domain, variant, roster(**dict.fromkeys(absent)), system_level=False)
    assert found.lead == lead
    assert lead not in found.support
    assert "n'a pas d'agent" in found.why


def test_nobody_leads_where_nobody_is() -> None:
    nobody = Roster.from_settings(Settings(roles={}))
    assert assign("lxc", "infra", nobody, system_level=True) == Assignment(
        None, (), "forge n'a pas d'agent ; aucun agent ne peut diriger"
    )


def test_cpu_memory_io_kernel_and_network_are_the_system_level() -> None:
    def at(*signals: str) -> bool:
        return system_level([Signal(each, "host:local", ("ev-1",)) for each in signals])

    assert all(at(s) for s in ("cpu-host-high", "memory-host-low", "iowait-high", "limits-reached", "filter-drops"))
    assert not at("config-changed", "unit-failed", "service-unhealthy")
    assert not at()


def test_lenses_differ_and_everyone_sees_the_probe() -> None:
    metric, log, change = (
        Query("prometheus", ("up",), item="metrics"),
        Query("tail", ("-n", "9", "/log"), item="logs"),
        Query("git", ("log",), item="changes"),
    )
    assert persona("hawk").reads(metric)
    assert not persona("forge").reads(metric)
    assert not persona("hawk").reads(change)
    assert persona("flow").reads(change)
    assert not persona("probe").reads(log)
    assert all(each.reads(Query("http", ("http://127.0.0.1/",))) for each in ROSTER.personas.values())


def test_a_card_lists_what_to_confirm_first() -> None:
    assert "terraform destroy" in persona("forge").confirm_first
    assert all(each.principles and each.confirm_first for each in ROSTER.personas.values())


def test_a_project_says_more_of_a_persona_and_takes_no_caution_away() -> None:
    said = {"forge": {"icon": "⚒️", "title": "Forgeronne", "principles": ["Un."], "confirm_first": ["tofu destroy"]}}
    settings = Settings.model_validate({"personas": said})
    forge, shipped = (
        Roster.from_settings(settings).personas["forge"],
        Roster.from_settings(Settings()).personas["forge"],
    )
    assert ("⚒️", "Forgeronne", ("Un.",)) == (forge.icon, forge.title, forge.principles)
    assert (*shipped.confirm_first, "tofu destroy") == forge.confirm_first
    assert (shipped.branches, shipped.domains) == (forge.branches, forge.domains)
