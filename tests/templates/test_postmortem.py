"""The post-mortem to the letter of the user's template."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from astreinte.config import Settings
from astreinte.domain import Decision, Draft, Entry, Finding, dump
from astreinte.errors import InvalidInput
from astreinte.memory.projection import project
from astreinte.templates import LANGUAGES, Words, compose

from .full_disk import CAUSES, NAMES, at, drafts, journal_of

HEADINGS = {
    "fr": [
        "# Post-Mortem : Le wiki ne répond plus",
        "## Timeline",
        "## Cause root",
        "## Impact",
        "## Impact sécurité",
        "## Remédiation appliquée",
        "## Actions préventives",
        "## Leçons apprises",
        "## Métriques",
        "## Conditions contributives",
        "## Ce qui a bien fonctionné",
        "## Où la chance a aidé",
        "## Décisions et désaccords",
        "## Hypothèses écartées",
        "## Dette technique",
        "## Preuves",
        "## Journal d'audit",
    ],
    "en": [
        "# Post-Mortem: Le wiki ne répond plus",
        "## Timeline",
        "## Root cause",
        "## Impact",
        "## Security impact",
        "## Remediation applied",
        "## Preventive actions",
        "## Lessons learned",
        "## Metrics",
        "## Contributing conditions",
        "## What went well",
        "## Where luck helped",
        "## Decisions and disagreements",
        "## Rejected hypotheses",
        "## Technical debt",
        "## Evidence",
        "## Audit journal",
    ],
}
UNFINISHED = re.compile(r"\{\{|\}\}|\bTODO\b|\bNone\b(?!:)|\bUndefined\b")
both = pytest.mark.parametrize("language", LANGUAGES)


def text_of(entries: list[Entry], language: str = "fr") -> str:
    words = Words(language, "Europe/Paris")
    return compose(project(entries), entries, Settings(), words, NAMES, CAUSES[language])


def section(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0].strip()


def without(*kinds: str, **triaged: Any) -> list[Draft]:
    kept = [draft for draft in drafts() if draft.kind not in kinds]
    return [
        Draft(d.kind, d.actor, dict(d.data) | triaged, d.evidence, d.occurred_at) if d.kind == "triaged" else d
        for d in kept
    ]


@both
async def test_the_whole_text(language: str, entries: list[Entry], snapshot: SnapshotAssertion) -> None:
    assert text_of(entries, language) == snapshot


@both
async def test_front_matter_has_the_five_keys_in_order(language: str, entries: list[Entry]) -> None:
    front = yaml.safe_load(text_of(entries, language).split("---\n")[1])
    assert list(front) == ["date", "severity", "duration", "lead", "services_impacted"]
    assert (str(front["date"]), front["severity"], front["lead"]) == ("2026-03-01", "CRITIQUE", "Forge")
    assert front["services_impacted"] == ["wiki"]


async def test_the_duration_is_hours_and_minutes_from_detection_to_resolution(entries: list[Entry]) -> None:
    assert "\nduration: 1h 41min (détection → résolution)\n" in text_of(entries)


@both
async def test_headings_are_the_templates_in_order_then_annexes(language: str, entries: list[Entry]) -> None:
    text = text_of(entries, language)
    assert [line for line in text.splitlines() if line.startswith("#")] == HEADINGS[language]


BARE = ["finding", "decision", "review", "reading", "missing", "effect", "learning", "followup", "question", "answer"]


@both
@pytest.mark.parametrize("missing", [[], [*BARE], [*BARE, "resolved", "mitigated", "validation", "assigned", "status"]])
async def test_no_section_is_ever_empty_or_unfinished(language: str, missing: list[str]) -> None:
    text = text_of(await journal_of(without(*missing, started=None)), language)
    for part in re.split(r"^#+ .*$", text, flags=re.MULTILINE)[2:]:
        assert part.strip()
    assert not UNFINISHED.search(text)


async def test_what_is_unknown_is_written_as_unknown() -> None:
    kept = without("resolved", "mitigated", "assigned", "status", "decision", started=None)
    text = text_of(await journal_of(kept))
    assert "\nduration: inconnue (détection → résolution)\nlead: aucun\n" in text
    assert "- MTTD (Mean Time To Detect) : inconnu — Cible : < 5min\n" in text
    assert "- MTTR (Mean Time To Repair) : inconnu — Cible : < 2h\n" in text
    assert "- Durée d'indisponibilité : inconnue\n" in text
    assert "Début de l'impact : inconnu." in text
    assert "> Brouillon : cet incident n'est pas résolu." in text


async def test_no_cause_is_said_and_not_invented() -> None:
    told = [
        Draft("decision", "forge", dump(Decision("forge", None, "wiki", 0.0, "aucun relevé ne tranche")), (), at(4))
        if draft.kind == "decision"
        else draft
        for draft in without("finding", "review")
    ]
    text = section(text_of(await journal_of(told)), "Cause root")
    assert text == (
        "Cause inconnue : aucune hypothèse n'est étayée par les preuves collectées. aucun relevé ne tranche"
    )


async def test_the_security_section_says_what_was_checked(entries: list[Entry]) -> None:
    text = section(text_of(entries), "Impact sécurité")
    assert re.fullmatch(
        r"Aucun impact sécurité identifié\.\n\nVérifié : journaux \(ev-\w+\), ressources \(ev-\w+\)\.", text
    )


async def test_without_readings_the_security_section_says_so() -> None:
    text = section(text_of(await journal_of(without("reading"))), "Impact sécurité")
    assert text.endswith("Vérifié : rien, aucun relevé n'était disponible ; l'absence d'impact reste à confirmer.")


async def test_a_security_incident_is_a_finding() -> None:
    text = section(text_of(await journal_of(without(variant="security"))), "Impact sécurité")
    assert text.startswith("Incident de sécurité : système de fichiers plein sur `wiki`. Preuves : ev-")


async def test_what_security_suspected_is_told_with_the_notes() -> None:
    hint = dump(Finding("vault", ())) | {
        "round": 1,
        "hypotheses": [
            {
                "rank": 1,
                "cause": "intrusion",
                "component": "wiki",
                "confidence": 0.2,
                "by": "vault",
                "evidence": ["ev-1"],
            }
        ],
    }
    more = [Draft("finding", "vault", hint), Draft("note", "user", {"text": "clés tournées", "about": "security"})]
    text = section(text_of(await journal_of([*drafts(), *more])), "Impact sécurité")
    assert "clés tournées" in text
    assert "Piste examinée par Vault et non retenue : intrusion (20 %)." in text


async def test_lost_data_is_never_denied_in_a_data_incident() -> None:
    text = section(text_of(await journal_of(without(variant="data"))), "Impact")
    assert "- Données perdues : inconnu, à établir" in text
    note = Draft("note", "user", {"text": "deux heures de pages", "about": "data"})
    text = section(text_of(await journal_of([*without(variant="data"), note])), "Impact")
    assert "- Données perdues : deux heures de pages" in text


async def test_the_timeline_gives_date_zone_and_evidence(entries: list[Entry]) -> None:
    text = section(text_of(entries), "Timeline")
    rows = text.splitlines()
    assert rows[:2] == ["| Heure | Événement |", "|-------|-----------|"]
    assert rows[2].startswith("| 2026-03-01 23:31 | Début : ")
    assert rows[3].startswith("| 23:40 | Détection : Le wiki ne répond plus")
    assert any(row.startswith("| 2026-03-02 00:50 | ") for row in rows)
    assert "Heures : Europe/Paris (UTC+01:00)." in text
    assert "3 relevés collectés, dont 1 sans donnée ou sans réponse (ev-" in text
    assert all(row.replace("\\|", "").count("|") == 3 for row in rows if row.startswith("|"))


async def test_preventive_actions_are_boxes_with_an_owner(entries: list[Entry]) -> None:
    actions = section(text_of(entries), "Actions préventives").splitlines()
    assert all(re.fullmatch(r"- \[ \] .+ — assignée à [A-Z]\w+", action) for action in actions)


async def test_targets_are_those_of_the_project(entries: list[Entry]) -> None:
    own = Settings.model_validate({"targets": {"mttd": "90s", "mttr": "90m"}})
    text = compose(project(entries, targets=own.targets), entries, own, Words("fr"), NAMES)
    assert "— Cible : < 1min 30s\n" in text
    assert "— Cible : < 1h 30min\n" in text
    assert "Hors cible : MTTD, MTTR." in text


async def test_the_chain_head_is_written_down(entries: list[Entry]) -> None:
    assert f"entrée {len(entries)}, sha256 `{entries[-1].hash}`" in text_of(entries)


async def test_an_incident_of_low_severity_has_none() -> None:
    entries = await journal_of(without(severity="BASSE"))
    with pytest.raises(InvalidInput, match="INC-20260301-01 is BASSE: only CRITIQUE"):
        text_of(entries)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(said=st.text())
def test_hostile_text_moves_no_heading_and_no_row(said: str) -> None:
    import asyncio

    told = [
        Draft(d.kind, d.actor, dict(d.data) | {"title": said, "service": said}) if d.kind == "declared" else d
        for d in without(impact=said)
    ]
    text = text_of(asyncio.run(journal_of([*told, Draft("note", "user", {"text": said})])))
    front = yaml.safe_load(text.split("---\n", 2)[1])
    assert list(front) == ["date", "severity", "duration", "lead", "services_impacted"]
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings[1:] == HEADINGS["fr"][1:]
    rows = section(text, "Timeline").splitlines()
    assert all(row.replace("\\\\", "").replace("\\|", "").count("|") == 3 for row in rows if row.startswith("|"))
