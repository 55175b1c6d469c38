"""What extractors word themselves, told in the reader's language; what they quote stays as it was read."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from astreinte.errors import ConfigError
from astreinte.sentences import Sentence, table, told
from astreinte.yamltext import load_shipped

from .concepts import lexicon
from .phrases import Language

FILE = "details.yaml"


def worded(said: str, language: Language) -> str:
    """The detail of a signal for a reader of that language."""
    return said if language == "en" else told(said, details())


@cache
def details() -> Sequence[Sentence]:
    """Every sentence and every concept, those that say the most by themselves first.

    Raises:
        ConfigError: the shipped file is damaged.
    """
    rows: Any = load_shipped(files("astreinte.evidence").joinpath(FILE).read_text(encoding="utf-8"))
    concepts = {pair.titles["en"]: pair.titles["fr"] for pair in lexicon().pairs}
    try:
        return table([*((row["en"], row["fr"]) for row in rows), *concepts.items()])
    except (KeyError, TypeError) as error:
        raise ConfigError(f"{FILE} is damaged: {error!r}; reinstall astreinte") from error
