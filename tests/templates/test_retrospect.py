"""Conditions, what worked, luck, what security and data incidents add: said only where the journal carries it."""

from datetime import UTC, datetime

import pytest

from astreinte.config import Settings
from astreinte.domain import Draft, Entry
from astreinte.domain.outcome import Outcome
from astreinte.memory import project
from astreinte.templates import Words, compose, retrospect, variant

from .full_disk import drafts, journal_of

both = pytest.mark.parametrize("language", ["fr", "en"])


async def told(*more: Draft, **changes: object) -> tuple[Outcome, list[Entry]]:
    kept = [
        Draft(d.kind, d.actor, dict(d.data) | changes, d.evidence, d.occurred_at) if d.kind == "triaged" else d
        for d in drafts()
    ]
    entries = await journal_of([*kept, *more])
    return project(entries), entries


def keys(points: list[retrospect.Point]) -> list[str]:
    return [point.key for point in points]


async def test_the_trigger_leads_the_conditions() -> None:
    outcome, entries = await told()
    assert "trigger" == keys(retrospect.conditions(outcome, entries))[0]


async def test_a_late_validation_and_a_refusal_are_conditions() -> None:
    refused = Draft("refused", "gate", {"action": "free-disk", "why": "freeze"})
    failed = Draft("validation", "gate", {"passed": False, "round": 1, "checks": []})
    outcome, entries = await told(refused, failed)
    found = keys(retrospect.conditions(outcome, entries))
    assert {"refused", "not_validated"} <= set(found)
    assert "first_time" not in keys(retrospect.worked(outcome, entries))


async def test_every_point_rests_on_evidence_or_an_entry() -> None:
    outcome, entries = await told()
    points = [f(outcome, entries) for f in (retrospect.conditions, retrospect.worked, retrospect.luck)]
    assert all(point.refs or point.entry for each in points for point in each)


async def test_an_infrastructure_incident_has_no_privacy_clock() -> None:
    outcome, entries = await told(variant="infra")
    assert [] == variant.duties(outcome, entries, "fr")
    assert variant.exposure(outcome, entries) is None


@both
async def test_a_security_incident_has_its_window_and_its_delay(language: str) -> None:
    outcome, entries = await told(variant="security")
    (duty,) = variant.duties(outcome, entries, language)
    detected = datetime.fromisoformat(str(outcome.times.detected))
    assert 72 * 3600 == (duty.due - detected).total_seconds()
    text = compose(outcome, entries, Settings(), Words(language, "Europe/Paris"), {})
    assert {"fr": "Aide-mémoire, pas un avis juridique.", "en": "A reminder, no legal advice."}[language] in text
    assert {"fr": "## Exposition", "en": "## Exposure"}[language] in text


@both
async def test_a_data_incident_says_what_is_not_known(language: str) -> None:
    outcome, entries = await told(variant="data")
    text = compose(outcome, entries, Settings(), Words(language), {})
    assert {"fr": "- RPO atteint : inconnu", "en": "- RPO reached: unknown"}[language] in text


async def test_an_address_in_what_was_said_is_an_indicator() -> None:
    told_of = Draft(
        "finding",
        "vault",
        {
            "by": "vault",
            "round": 1,
            "hypotheses": [
                {
                    "rank": 1,
                    "cause": "ssh-brute-force",
                    "component": "web",
                    "confidence": 0.9,
                    "by": "vault",
                    "evidence": ["ev-1"],
                    "why": "412 failures at 04:27:20 from 203.0.113.7, 2001:db8::9 and 127.0.0.1, v1.2.3",
                },
            ],
        },
    )
    outcome, entries = await told(told_of, variant="security")
    found = variant.exposure(outcome, entries)
    assert found is not None
    assert ["203.0.113.7", "2001:db8::9"] == found.indicators
    assert found.until is None or found.until.tzinfo == UTC
