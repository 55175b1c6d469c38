"""What the knowledge base says to people, it says in French and in English."""

import re

import pytest

from astreinte.actions.taxonomy import action_types
from astreinte.agents import Cause, Remedy, explain
from astreinte.evidence.phrases import Language

from .agent_cases import KNOWLEDGE

NOTED = [(cause.id, remedy) for cause in KNOWLEDGE.causes.values() for remedy in cause.remedies if remedy.notes]
NEAR = [(cause, near) for cause in KNOWLEDGE.causes.values() for near in cause.rule_out]
ENGLISH = re.compile(r"\b(the|and|there|here|which|because|when|with|of|is|are|was)\b(?![^`]*`[^`]*$)")


@pytest.mark.parametrize(("cause", "remedy"), NOTED, ids=[f"{cause}-{remedy.action}" for cause, remedy in NOTED])
def test_a_note_is_in_both_languages(cause: str, remedy: Remedy) -> None:
    del cause
    assert remedy.notes.keys() == {"fr", "en"}
    assert not ENGLISH.search(re.sub(r"`[^`]*`", "", remedy.note("fr")))


@pytest.mark.parametrize(("cause", "near"), NEAR, ids=[f"{cause.id}-{near}" for cause, near in NEAR])
def test_a_near_miss_is_told_apart_in_both_languages(cause: Cause, near: str) -> None:
    assert cause.rule_out[near].keys() == {"fr", "en"}
    assert not ENGLISH.search(re.sub(r"`[^`]*`", "", cause.near_miss(near, "fr")))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_remedy_without_a_note_says_what_the_action_does(language: Language) -> None:
    bare = Remedy("raise-quota", "permanent")
    assert bare.text(language) == action_types()["raise-quota"].text(language)
    assert Remedy("scale", "temporary", {"fr": "moins", "en": "fewer"}).text(language) in {"moins", "fewer"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("cause", KNOWLEDGE.causes)
def test_an_explanation_holds_every_note_and_near_miss(cause: str, language: Language) -> None:
    text, found = explain(KNOWLEDGE, cause, language), KNOWLEDGE.cause(cause)
    assert all(found.near_miss(near, language) in text for near in found.rule_out)
    assert all(remedy.note(language) in text for remedy in found.remedies)
    assert all(action_types()[remedy.action].text(language) in text for remedy in found.remedies)


def test_a_users_sentence_of_one_language_serves_both() -> None:
    remedy = Remedy("restart", "temporary", {"en": "at night"})
    assert (remedy.note("fr"), remedy.note("en")) == ("at night", "at night")
