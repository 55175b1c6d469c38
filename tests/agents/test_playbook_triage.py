"""Triage: severity, variant, component and impact; what was assumed is said, what is unknown is named."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.agents import Case, PlaybookReasoner, Triage, check
from astreinte.agents.playbook.triage import triage
from astreinte.domain import SEVERITIES, Assessment, Domain, Severity, Variant

from .agent_cases import KNOWLEDGE, PLAYBOOK, SERVICES, case, persona, sig

DOWN = sig("service-unhealthy", detail="connection refused")


async def assess(of: Case) -> Assessment:
    found = await PLAYBOOK.think(persona("forge"), Triage(of.declaration), of)
    assert check(found, of, KNOWLEDGE) == []
    return found


def declared(title: str, *pairs: Any, service: str = "", **more: Any) -> Case:
    return case(*pairs, service=service, title=title, triaged=False, **more)


async def test_the_declared_severity_wins() -> None:
    assert (await assess(declared("intranet", DOWN, severity="BASSE"))).severity == "BASSE"


@pytest.mark.parametrize(
    ("label", "severity"),
    [
        ("critical", "CRITIQUE"), ("sev1", "CRITIQUE"), ("S1", "CRITIQUE"), ("page", "CRITIQUE"),
        ("High", "HAUTE"), ("sev2", "HAUTE"), ("error", "HAUTE"),
        ("warning", "MOYENNE"), ("medium", "MOYENNE"), ("S3", "MOYENNE"),
        ("info", "BASSE"), ("low", "BASSE"), ("sev4", "BASSE"),
    ],
)  # fmt: skip
async def test_an_alerts_own_severity_is_translated(label: str, severity: Severity) -> None:
    found = await assess(declared("intranet", labels={"severity": label}))
    assert found.severity == severity
    assert any("étiquette" in each for each in found.assumptions)


@pytest.mark.parametrize(
    ("signals", "severity"),
    [
        (("service-unhealthy",), "CRITIQUE"),
        (("service-unhealthy", "http-errors"), "HAUTE"),
        (("service-healthy", "latency-high"), "HAUTE"),
        (("service-healthy", "backup-stale"), "MOYENNE"),
        (("service-healthy", "certificate-expiring"), "MOYENNE"),
        (("login-after-failures",), "CRITIQUE"),
        ((), "HAUTE"),
    ],
)
async def test_the_probe_says_how_severe_it_is(signals: tuple[str, ...], severity: Severity) -> None:
    found = await assess(declared("intranet", *(sig(each) for each in signals)))
    assert found.severity == severity
    assert found.assumptions


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("intranet ne répond plus", "CRITIQUE"),
        ("intranet is down", "CRITIQUE"),
        ("intranet est très lent", "HAUTE"),
        ("intranet: 5xx errors", "HAUTE"),
        ("disque à 90 % sur intranet", "MOYENNE"),
        ("intranet certificate expires soon", "MOYENNE"),
        ("faute d'affichage sur intranet", "BASSE"),
        ("typo on the intranet home page", "BASSE"),
        ("intranet bizarre", "HAUTE"),
    ],
)
async def test_without_a_probe_the_title_says_how_severe_it_is(title: str, severity: Severity) -> None:
    assert (await assess(declared(title))).severity == severity


async def test_in_doubt_the_higher_severity_is_kept_and_said() -> None:
    found = await assess(declared("faute d'affichage sur intranet", DOWN))
    assert found.severity == "CRITIQUE"
    assert any("la plus haute" in each for each in found.assumptions)
    assert found.evidence == DOWN[0].evidence


@pytest.mark.parametrize(
    ("title", "domain", "variant"),
    [
        ("tentative d'intrusion sur intranet", "security", "security"),
        ("clé d'API exposée dans le dépôt", "security", "security"),
        ("a token lies in the history of our repository", "security", "security"),
        ("un mot de passe est resté dans le dépôt", "security", "security"),
        ("certificat TLS expiré", "security", "security"),
        ("la sauvegarde de la nuit a échoué", "data", "data"),
        ("backup failed last night", "data", "data"),
        ("perte de données sur archive", "data", "data"),
        ("fausse alerte mémoire", "monitoring", "infra"),
        ("pipeline rouge sur main", "cicd", "infra"),
        ("pod cart en CrashLoopBackOff", "k3s", "infra"),
        ("volume Longhorn détaché", "k3s", "infra"),
        ("LXC 210 injoignable", "lxc", "infra"),
        ("conteneur docker arrêté", "lxc", "infra"),
        ("intranet ne répond plus", "lxc", "infra"),
    ],
)
async def test_words_tell_domain_and_variant(title: str, domain: Domain, variant: Variant) -> None:
    found = await assess(declared(title))
    assert (found.component.domain, found.variant) == (domain, variant)


async def test_the_declared_domain_wins_over_words() -> None:
    assert (await assess(declared("certificat expiré", domain="lxc"))).component.domain == "lxc"


async def test_a_signal_may_say_what_the_incident_is_about() -> None:
    found = await assess(declared("intranet ne répond plus", sig("certificate-expired"), DOWN))
    assert (found.component.domain, found.variant) == ("security", "security")


async def test_the_inventory_gives_the_domain_of_a_known_service() -> None:
    assert (await assess(declared("archive bizarre", service="archive"))).component.domain == "data"


@pytest.mark.parametrize(
    ("title", "labels", "name"),
    [
        ("Intranet est lent", {}, "intranet"),
        ("LXC 210 injoignable", {}, "lxc-210"),
        ("le pod cart redémarre", {}, "cart"),
        ("service « facturation » hors service", {}, "facturation"),
        ("HighLatency", {"service": "ledger-db"}, "ledger-db"),
        ("KubePodCrashLooping", {"pod": "cart-5d8f7c9b6-x2x9k", "namespace": "shop"}, "cart"),
        ("NodeDown", {"instance": "n2:9100"}, "n2"),
    ],
)
async def test_the_component_is_read_where_somebody_names_it(title: str, labels: dict[str, str], name: str) -> None:
    assert (await assess(declared(title, labels=labels))).component.name == name


async def test_the_probe_may_show_the_component() -> None:
    found = await assess(declared("plus rien ne marche", sig("service-unhealthy", "service:archive")))
    assert found.component.name == "archive"


async def test_what_cannot_be_inferred_is_unknown() -> None:
    found = await assess(declared("plus rien ne marche"))
    assert found.component.name == ""
    assert "component" in found.unknown


async def test_the_only_service_of_the_inventory_is_assumed() -> None:
    alone = replace(declared("plus rien ne marche"), services={"intranet": SERVICES["intranet"]})
    assert (await assess(alone)).component.name == "intranet"


async def test_impact_names_who_depends_on_it() -> None:
    found = await assess(declared("ledger-db est arrêté", service="ledger-db"))
    assert found.impact == "ledger-db : hors service. Dépendent de lui : intranet."
    said = await assess(declared("ledger-db est arrêté", service="ledger-db", impact="facturation bloquée"))
    assert said.impact == "facturation bloquée"


async def test_assumptions_are_sentences_in_the_language_asked() -> None:
    of = declared("plus rien", DOWN)
    english = await PlaybookReasoner(KNOWLEDGE, "en").think(persona("forge"), Triage(of.declaration), of)
    assert all(each.endswith(".") for each in english.assumptions)
    assert any("from the first probe" in each for each in english.assumptions)


@given(st.text(max_size=300), st.dictionaries(st.text(max_size=12), st.text(max_size=80), max_size=4))
def test_no_text_makes_triage_fail_or_do_more_than_classify(title: str, labels: dict[str, str]) -> None:
    of = declared(title, labels=labels)
    found = triage(of.declaration, of, "fr")
    assert found.severity in SEVERITIES
    assert found.variant in {"infra", "security", "data"}
    assert found.evidence == ()


async def test_a_service_that_answers_is_not_critical_on_words_alone() -> None:
    found = await assess(declared("intranet ne répond plus", sig("service-healthy")))
    assert found.severity == "HAUTE"
    assert any("la sonde répond" in each for each in found.assumptions)
    breach = await assess(declared("intranet compromis", sig("service-healthy")))
    assert breach.severity == "CRITIQUE"
