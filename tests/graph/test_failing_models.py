"""Whatever a model does, the incident goes on, within its time, and the journal says what happened."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from astreinte.agents.model.chat import Chat
from astreinte.agents.model.reasoner import ModelReasoner
from astreinte.domain.outcome import Outcome
from astreinte.replay import find
from benchmarks.failures import played
from benchmarks.unruly import FAILURES, Speaking, agree

from .world import DISK, World, settings, world

(DEMO,) = find([Path(str(files("astreinte.replay").joinpath("demo")))])
FINE = {"none (agrees)", "asks for ever"}
"""Those whose answers can be used."""


@pytest.mark.parametrize("name", FAILURES)
async def test_the_incident_is_resolved_whatever_the_model_does(name: str) -> None:
    row = await played(FAILURES[name], DEMO)
    assert ("resolved", "config-invalid") == (row["state"], row["cause"])
    assert row["seconds"] < 12
    assert bool(row["says"]) == (name not in FINE)
    assert row["stops"]


def thinking(speak: Any, **more: Any) -> World:
    wiki = world(DISK, settings=settings(**more))
    chat = Chat(Speaking(speak=speak, heard=[]), "test:model")
    ports = replace(wiki.ports, reasoners={"": ModelReasoner(chat, wiki.ports.means)})
    return world(DISK, settings=settings(**more), reasoner=ports.reasoners[""])


async def run(wiki: World) -> Outcome:
    return await wiki.run(severity="HAUTE")


async def test_the_outcome_counts_calls_and_tokens_by_model() -> None:
    outcome = await run(wiki := thinking(agree))
    assert "resolved" == outcome.state
    assert "test:model" == outcome.usage.reasoner
    assert 2 <= outcome.usage.calls <= 3
    assert outcome.usage.input_tokens > 1000 > outcome.usage.output_tokens > 50
    thoughts = await wiki.entries(outcome, "thought")
    assert {"answered"} == {each.data["stop"] for each in thoughts}


async def test_the_journal_tells_of_models_in_both_languages() -> None:
    for language, words in (("fr", "réponse donnée"), ("en", "answered")):
        wiki = thinking(agree, language=language)
        outcome = await run(wiki)
        entry = (await wiki.entries(outcome, "thought"))[0]
        said = wiki.ports.words.render("timeline", kind=entry.kind, data=entry.data, names={}, causes={})
        assert words in said
        assert "test:model" in said
