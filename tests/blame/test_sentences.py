"""Over sentences of both kinds, in both languages, the check finds most of what judges and little of what does not."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from astreinte.blame import lint

SENTENCES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_most_judgements_are_found_and_few_other_sentences(language: str) -> None:
    listed = SENTENCES[language]
    found = {each["text"] for each in listed if any(one.rule != "named-person" for one in lint(each["text"], language))}
    blaming = {each["text"] for each in listed if each["blame"]}

    assert len(found & blaming) / len(found) >= 0.95
    assert len(found & blaming) / len(blaming) >= 0.85


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_remark_says_its_words_and_a_rewrite(language: str) -> None:
    for each in SENTENCES[language]:
        for one in lint(each["text"], language):
            assert one.words in each["text"]
            assert one.rewrite


@pytest.mark.parametrize(
    "filler", ["a ", "the operator of the ", "d'", "qui ", ", which ", "le pilote de la ", "no, ", "x" * 40]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_long_monotonous_line_is_answered(filler: str, language: str) -> None:
    assert lint(filler * 300, language) == lint(filler * 300, language)
