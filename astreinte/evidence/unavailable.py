"""A source that could not be asked, and why: said in the language of whoever reads it."""

from typing import Any

from astreinte.errors import ReadingUnavailable

from .phrases import Language, phrase, phrases


def reason(language: Language, key: str, **values: Any) -> str:
    """One sentence of `reasons.yaml`.

    Raises:
        UnknownName: no such key.
    """
    return phrase(phrases("astreinte.evidence", "reasons.yaml"), language, key, values)


class Unavailable(ReadingUnavailable):
    """Carries the sentence's key and values; as plain text it is English, `text` gives either language."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(reason("en", key, **values))
        self._key, self._values = key, values

    def text(self, language: Language) -> str:
        return reason(language, self._key, **self._values)
