"""The account of an incident in a model's words: it may read better, it cannot change what happened."""

import json
from typing import Any

import pytest

from astreinte.domain.outcome import Outcome

from .test_failing_models import agree, thinking
from .world import World

TRUE = "Le service wiki ne répondait plus parce que son disque était plein ; de la place a été faite."
LIES = (
    "La cause racine était le certificat TLS expiré du registre, et Mara l'a renouvelé.",
    "L'incident a duré 4512 secondes et 87 personnes ont été touchées.",
    "MTTD : 1 s. Sévérité : BASSE. État : non résolu. Les sauvegardes sont perdues.",
    "# Post-mortem\n\n## Cause racine\n\nUne panne du résolveur.\n\n| 09:00 | tout est détruit |",
    "La cause était une panne du résolveur, tout est perdu.",
    "---\nseverity: BASSE\nlead: Nobody\n---\n<script>alert(1)</script>",
)
FACTS = ("declared", "triaged", "decision", "effect", "validation", "resolved", "followup", "learning", "reading")


def speaking(prose: str) -> Any:
    def speak(task: str, user: str) -> str:
        return json.dumps({"text": prose}) if task.startswith("account") else agree(task, user)

    return speak


async def told(prose: str) -> tuple[World, Outcome]:
    wiki = thinking(speaking(prose), reasoning={"prose": True})
    return wiki, await wiki.run(severity="HAUTE")


async def facts(wiki: World, outcome: Outcome) -> list[object]:
    return [(entry.kind, entry.actor, dict(entry.data)) for entry in await wiki.entries(outcome, *FACTS)]


async def test_an_account_stands_as_a_note_of_the_lead() -> None:
    wiki, outcome = await told(TRUE)
    (note,) = await wiki.entries(outcome, "note")
    assert f"Récit de test:model, d'après les faits ci-dessus : {TRUE}" == note.data["text"]
    assert TRUE in wiki.shelf.text


@pytest.mark.parametrize("lie", LIES)
async def test_prose_changes_no_fact(lie: str) -> None:
    """
    Whatever the model tells, outcome, journal and every line of the post-mortem but its own words are the same.
    """
    plain, said = await told(TRUE)
    wiki, outcome = await told(lie)
    left_out = {"usage", "wall"}
    assert said.model_dump(exclude=left_out) == outcome.model_dump(exclude=left_out)
    assert await facts(plain, said) == await facts(wiki, outcome)
    own = set(wiki.shelf.text.splitlines()) - set(plain.shelf.text.splitlines())
    signs = ("Note : Récit de test:model", "Attention : ", "Tête de chaîne")
    assert all(any(sign in line for sign in signs) for line in own), own
    assert "disk-full" == (outcome.decision and outcome.decision.cause)


@pytest.mark.parametrize("lie", [*LIES[:4], LIES[5]])
async def test_what_no_fact_holds_never_reaches_the_post_mortem(lie: str) -> None:
    """
    Numbers and names that are not of the journal: the account is left out, and the journal says so.
    """
    wiki, outcome = await told(lie)
    assert lie not in wiki.shelf.text
    assert [] == await wiki.entries(outcome, "note")
    assert any("is not among the facts" in str(entry.data["text"]) for entry in await wiki.entries(outcome, "warning"))
