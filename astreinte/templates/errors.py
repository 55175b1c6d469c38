"""What an error says, in the reader's language. The code words it in English; a table tells it in French."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from astreinte.sentences import Sentence, known_to, table, told

FILE = "fr/errors.yaml"


def error_text(error: BaseException | str, language: str) -> str:
    """What a person is told of an error; line by line where it names several."""
    said = str(error)
    if language != "fr":
        return said
    lines, known = said.split("\n"), sentences()
    several = all(known_to(line, known) for line in lines)
    return "\n".join(told(line, known) for line in lines) if several else told(said, known)


@cache
def sentences() -> Sequence[Sentence]:
    """Every sentence of the table, those that say the most by themselves first."""
    from astreinte.yamltext import load_shipped  # most runs tell no error, and its import takes long

    rows: Any = load_shipped(files("astreinte.templates").joinpath(FILE).read_text(encoding="utf-8"))
    return table((row["en"], row["fr"]) for row in rows)
