"""The lexicon of concepts: subjects, states and their pairs, as shipped and with a user's own words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from astreinte.errors import ConfigError
from astreinte.evidence.phrases import Language
from astreinte.yamltext import load_shipped

from .openings import Openings
from .words import phrases

FILE = "astreinte/evidence/concepts/lexicon.yaml"
PREFIX = "says-"
"""How the id of every pair begins: a signal of words alone is known by its name."""

TONGUES = ("en", "fr", "de", "es")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WordsEntry(Strict):
    """Words of a subject or a state by language."""

    en: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()
    de: tuple[str, ...] = ()
    es: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    weak: bool = False

    def joined(self, other: "WordsEntry") -> "WordsEntry":
        """The words of both."""
        keys = (*TONGUES, "patterns")
        more = {key: (*getattr(self, key), *getattr(other, key)) for key in keys}
        return WordsEntry(**more, weak=self.weak or other.weak)

    @property
    def every(self) -> tuple[str, ...]:
        return (*self.en, *self.fr, *self.de, *self.es)

    def compiled(self) -> re.Pattern[str]:
        found = phrases(self.every, self.patterns)
        return found or re.compile(r"(?!)")


class PairEntry(Strict):
    subject: str
    states: tuple[str, ...] = Field(min_length=1)
    en: str
    fr: str = ""
    words: tuple[str, ...] = ()
    beside: str = ""
    calls: bool = False
    weak: bool = False


class Form(Strict):
    """The whole file; a user's own `concepts:` may hold any part of it."""

    near: int = 6
    subjects: dict[str, WordsEntry] = {}
    states: dict[str, WordsEntry] = {}
    negations: tuple[str, ...] = ()
    recovered: WordsEntry = WordsEntry()
    doubtful: tuple[str, ...] = ()
    pairs: dict[str, PairEntry] = {}


@dataclass(frozen=True, eq=False)
class Pair:
    """What a subject and a state say together.

    `words` say both at once. `beside`: a subject that the line must name as well. `calls`: the line may name whom it
    called. A `weak` pair counts only in a line that says nothing else.
    """

    id: str
    subject: str
    states: frozenset[str]
    titles: Mapping[Language, str]
    words: re.Pattern[str] | None
    beside: str
    calls: bool
    weak: bool


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Compiled; see the head of `lexicon.yaml`."""

    form: Form
    subjects: Mapping[str, re.Pattern[str]]
    states: Mapping[str, re.Pattern[str]]
    pairs: Sequence[Pair]
    negations: re.Pattern[str]
    recovered: re.Pattern[str]
    doubtful: re.Pattern[str]

    @property
    def near(self) -> int:
        """Words between a subject and its state, at most."""
        return self.form.near

    @cached_property
    def may_state(self) -> Openings:
        """Which states may be named."""
        return _openings(self.form.states)

    @cached_property
    def may_subject(self) -> Openings:
        """Which subjects may be named."""
        return _openings(self.form.subjects)

    @cached_property
    def may_say(self) -> Openings:
        """Which pairs may be said by words of their own."""
        return Openings({name: each.words for name, each in self.form.pairs.items()})

    @cached_property
    def may_recover(self) -> Openings:
        """Whether something may be said to be well again."""
        return _openings({"recovered": self.form.recovered})

    @cached_property
    def by_id(self) -> Mapping[str, Pair]:
        return {pair.id: pair for pair in self.pairs}


def _openings(entries: Mapping[str, WordsEntry]) -> Openings:
    return Openings({n: e.every for n, e in entries.items()}, [n for n, e in entries.items() if e.patterns])


@cache
def lexicon() -> Lexicon:
    """As shipped.

    Raises:
        ConfigError: the file is damaged.
    """
    text = files("astreinte.evidence.concepts").joinpath("lexicon.yaml").read_text("utf-8")
    return _compiled(_form(load_shipped(text), FILE), FILE)


def with_own(data: Any, file: str | Path) -> Lexicon:
    """The shipped lexicon and the words of a user's own `concepts:`; the same name adds to what is there.

    Raises:
        ConfigError: an unknown key, a word that is no expression, an unknown subject or state; names the file.
    """
    own, shipped = _form(data, file), lexicon().form
    merged = Form(
        near=shipped.near,
        subjects=_joined(shipped.subjects, own.subjects),
        states=_joined(shipped.states, own.states),
        negations=(*shipped.negations, *own.negations),
        recovered=shipped.recovered.joined(own.recovered),
        doubtful=(*shipped.doubtful, *own.doubtful),
        pairs={**shipped.pairs, **own.pairs},
    )
    return _compiled(merged, file)


def _joined(shipped: Mapping[str, WordsEntry], own: Mapping[str, WordsEntry]) -> dict[str, WordsEntry]:
    more = {name: shipped[name].joined(each) if name in shipped else each for name, each in own.items()}
    return {**shipped, **more}


def _form(data: Any, file: str | Path) -> Form:
    try:
        return Form.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{file}: concepts.{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _compiled(form: Form, file: str | Path) -> Lexicon:
    never = re.compile(r"(?!)")
    try:
        return Lexicon(
            form,
            MappingProxyType({name: each.compiled() for name, each in form.subjects.items()}),
            MappingProxyType({name: each.compiled() for name, each in form.states.items()}),
            tuple(_pair(name, each, form, file) for name, each in form.pairs.items()),
            phrases(form.negations) or never,
            form.recovered.compiled(),
            phrases(form.doubtful) or never,
        )
    except re.error as error:
        raise ConfigError(f"{file}: concepts: {error.pattern!r} is not a regular expression: {error}") from error


def _pair(name: str, entry: PairEntry, form: Form, file: str | Path) -> Pair:
    where = f"{file}: concepts.pairs.{name}"
    if not name.startswith(PREFIX):
        raise ConfigError(f"{where}: the id of a pair begins with {PREFIX!r}, as in '{PREFIX}{name}'")
    for key, used, known in (
        ("subject", (entry.subject,), form.subjects),
        ("beside", (entry.beside,) if entry.beside else (), form.subjects),
        ("states", entry.states, form.states),
    ):
        for each in used:
            if each not in known:
                raise ConfigError(f"{where}.{key}: unknown {each!r}; known: {', '.join(known)}")
    titles: dict[Language, str] = {"en": entry.en, "fr": entry.fr or entry.en}
    weak = entry.weak or form.subjects[entry.subject].weak
    return Pair(
        name,
        entry.subject,
        frozenset(entry.states),
        MappingProxyType(titles),
        phrases(entry.words),
        entry.beside,
        entry.calls,
        weak,
    )
