"""The lexicon as shipped is whole, and a user's own words lie over it."""

from pathlib import Path

import pytest

from astreinte.agents import Analyse, Knowledge, PlaybookReasoner
from astreinte.agents.suspects import shipped
from astreinte.errors import ConfigError
from astreinte.evidence.concepts import Pair, lexicon, with_own
from astreinte.evidence.details import worded
from astreinte.evidence.signals import signal_rules
from tests.agents.agent_cases import KNOWLEDGE, persona

from .test_suspects import told

OWN = """
concepts:
  subjects: {badge: {en: [badge reader*], fr: [lecteur* de badge*]}}
  states: {refused: {en: [sulks]}}
  pairs: {says-badge-refused: {subject: badge, states: [refused, down], en: badge reader refused}}
suspects: {says-badge-refused: [clock-drift]}
causes: []
"""


def test_every_pair_makes_one_suspect_a_cause() -> None:
    assert {pair.id for pair in lexicon().pairs} == set(shipped())
    assert {cause for causes in shipped().values() for cause in causes} <= set(KNOWLEDGE.causes)


def test_no_pair_has_the_name_of_a_signal() -> None:
    assert not {pair.id for pair in lexicon().pairs} & set(signal_rules())


def _id(pair: Pair) -> str:
    return pair.id


@pytest.mark.parametrize("pair", lexicon().pairs, ids=_id)
def test_each_pair_is_told_in_french(pair: Pair) -> None:
    said = worded(f"line says: {pair.titles['en']}: disk is full", "fr")
    assert said == f"la ligne dit : {pair.titles['fr']} : disk is full"


async def test_own_words_make_one_suspect_an_own_choice(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN)
    known = Knowledge.load(path)
    case = told("the badge reader sulks again", known)
    finding = await PlaybookReasoner(known, "en").think(persona("forge"), Analyse(), case)
    assert [each.cause for each in finding.hypotheses] == ["clock-drift"]
    assert not told("the badge reader sulks again", KNOWLEDGE).signals


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{pairs: {badge: {subject: disk, states: [down], en: x}}}", "begins with 'says-'"),
        ("{pairs: {says-x: {subject: moon, states: [down], en: x}}}", "subject: unknown 'moon'"),
        ("{pairs: {says-x: {subject: memory, states: [blue], en: x}}}", "states: unknown 'blue'"),
        ("{colours: {}}", "concepts.colours"),
        ("{states: {down: {patterns: ['(']}}}", "not a regular expression"),
    ],
)
def test_a_wrong_lexicon_names_file_and_key(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"concepts: {text}\ncauses: []\n")
    with pytest.raises(ConfigError, match=says) as raised:
        Knowledge.load(path)
    assert "own.yaml" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("suspects: {says-moon: [clock-drift]}", "unknown concept 'says-moon'"),
        ("suspects: {says-clock-wrong: [clock-drip]}", "unknown cause 'clock-drip'; known: clock-drift"),
        ("rules_out: {raised-outside: [app-bugs]}", "unknown cause 'app-bugs'"),
        ("rules_out: {raised-moon: [app-bug]}", "unknown signal 'raised-moon'"),
    ],
)
def test_a_name_that_nobody_knows_is_named(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"{text}\ncauses: []\n")
    with pytest.raises(ConfigError, match=says):
        Knowledge.load(path)


def test_own_words_add_to_a_shipped_subject() -> None:
    more = with_own({"subjects": {"storage": {"en": ["hayloft"]}}}, "own.yaml")
    assert more.subjects["storage"].search("hayloft")
    assert more.subjects["storage"].search("disk")
