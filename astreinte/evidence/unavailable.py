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


WHOLE = frozenset({
    "api_unreached", "api_untrusted", "api_no_variable", "api_no_secret_file", "api_odd_secret", "api_no_ca",
    "kube_unreachable", "ssh_unreachable", "ssh_host_key", "ssh_denied", "extra_missing",
})  # fmt: skip
"""Reasons that hold for a source as a whole: every one of its questions fails in the same way."""


class Unavailable(ReadingUnavailable):
    """Carries the sentence's key and values; as plain text it is English, `text` gives either language."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(reason("en", key, **values))
        self._key, self._values = key, values

    @property
    def whole(self) -> str:
        """The reason's key where it holds for the source as a whole; empty where it is that of one question."""
        return self._key if self._key in WHOLE else ""

    def text(self, language: Language) -> str:
        return reason(language, self._key, **self._values)
