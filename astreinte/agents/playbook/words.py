"""The words and signals that triage classifies by, from `words.yaml`."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from astreinte.domain import Domain, Severity
from astreinte.yamltext import load_shipped

GUEST = re.compile(r"\b(lxc|ct|vm)[ _#-]?(\d{2,5})\b")


class File(BaseModel):
    """The shape of `words.yaml`; its comments say what each list means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    aliases: dict[Severity, tuple[str, ...]]
    about: dict[Domain, tuple[str, ...]]
    platform: dict[Domain, tuple[str, ...]]
    severities: dict[Severity, tuple[str, ...]]
    before_names: tuple[str, ...]
    behind_names: tuple[str, ...]
    asked_of: tuple[str, ...]
    not_names: frozenset[str]
    about_signals: dict[Domain, frozenset[str]]
    severity_signals: dict[Severity, frozenset[str]]


@dataclass(frozen=True)
class Words:
    """The lists of the file, compiled."""

    aliases: Mapping[str, Severity]
    about: Mapping[Domain, re.Pattern[str]]
    platform: Mapping[Domain, re.Pattern[str]]
    severities: Mapping[Severity, re.Pattern[str]]
    named: re.Pattern[str]
    behind: re.Pattern[str]
    asked: re.Pattern[str]
    not_names: frozenset[str]
    about_signals: Mapping[Domain, frozenset[str]]
    severity_signals: Mapping[Severity, frozenset[str]]


@cache
def words() -> Words:
    """The shipped lists, read once."""
    text = files("astreinte.agents").joinpath("playbook", "words.yaml").read_text(encoding="utf-8")
    read = File.model_validate(load_shipped(text))
    before = "|".join(read.before_names)
    return Words(
        {alias: severity for severity, aliases in read.aliases.items() for alias in aliases},
        {domain: _any(patterns) for domain, patterns in read.about.items()},
        {domain: _any(patterns) for domain, patterns in read.platform.items()},
        {severity: _any(patterns) for severity, patterns in read.severities.items()},
        re.compile(
            rf"\b(?P<before>{before})\s+(?:de\s+|du\s+|of\s+|d')?[\"'«`]?\s?(?P<name>[a-z0-9][a-z0-9._-]{{1,62}})"
        ),
        re.compile(rf"(?<![\w.'-])([a-z0-9][a-z0-9._-]{{1,62}})\s+(?:{'|'.join(read.behind_names)})\b"),
        re.compile(rf"\b(?:{'|'.join(read.asked_of)})(?P<name>[a-z0-9][a-z0-9._-]{{1,62}})"),
        read.not_names,
        read.about_signals,
        read.severity_signals,
    )


def plain(text: str) -> str:
    """Lower case, without accents, curly quotes made straight."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\w)" for pattern in patterns))
