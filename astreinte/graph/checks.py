"""One line of `astreinte validate`, and the sentences it is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from astreinte.evidence.phrases import Language, phrase, phrases

NOT_READY = 1

Say = Callable[..., str]
"""A sentence by its key and values, in the language of the settings."""


@dataclass(frozen=True)
class Check:
    """`code` is the exit code when it fails, `fix` what to do; a check that is ok may have one too, as advice."""

    name: str
    ok: bool
    text: str
    fix: str = ""
    code: int = NOT_READY


def title(check: Check, language: Language) -> str:
    """What a person reads for the check's name, which programs read as it is; some are sentences already."""
    key = f"name_{check.name}"
    return _say(language, key) if key in phrases("astreinte.graph", "checks.yaml") else check.name


def sayer(language: Language) -> Say:
    return partial(_say, language)


def _say(language: Language, key: str, /, **values: Any) -> str:
    return phrase(phrases("astreinte.graph", "checks.yaml"), language, key, values)
