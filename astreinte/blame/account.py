"""What a person did or left undone, told with words that are none of those that tell without judging.

A verb, an adverb or a thing of a person's own that is not among the neutral ones of `account.yaml` is remarked on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from astreinte.yamltext import load_shipped

from .phrasing import english_forms
from .subject import People, Span

VERBAL = frozenset({"told", "was", "plural", "who"})
"""The patterns whose neutral words are all neutral verbs, beside their own."""
ENDINGS = ("", "e", "s", "es")
OWN = re.compile(r"(?:'s|(?<=s)'|s') (?P<word>[a-z-]{4,}(?: [\w-]+)?)(?![\w'-])")


@dataclass(frozen=True)
class Account:
    """The neutral words of one language, and the patterns that find the others.

    `speakers` are the persons who tell, and words that are a person only by what they stand for. Every pattern has a
    group `word`, which is neutral where its set of the same name holds it.
    """

    patterns: Mapping[str, re.Pattern[str]]
    neutral: Mapping[str, frozenset[str]]
    speakers: frozenset[str]

    def judged(self, who: People) -> Iterator[tuple[str, Span]]:
        """The classes and places of what is said of a third person in words that judge."""
        yield from (("character", place) for place in self._own(who))
        if all(who.folded[start:end] in self.speakers for start, end in who.spans):
            return
        for name, pattern in self.patterns.items():
            for hit in pattern.finditer(who.folded):
                if hit["word"] not in self.neutral[name] and self._of_third_person(hit, who):
                    yield ("did-not" if name == "undone" else "normative"), hit.span()

    def _of_third_person(self, hit: re.Match[str], who: People) -> bool:
        if "à" in who.text[slice(*hit.span())].split() or who.excused(hit.end()):
            return False
        subject = who.subject_of(hit.start())
        return bool(subject) and who.folded[slice(*subject)] not in self.speakers

    def _own(self, who: People) -> Iterator[Span]:
        """Qualities said to be a person's own: “the admin's vanity”."""
        for _, end in who.owners:
            hit = OWN.match(who.folded, end)
            if hit and not any(word.rstrip("s") in self.neutral["own"] for word in hit["word"].split()):
                yield hit.span()


@cache
def account(language: str) -> Account:
    listed = load_shipped(files("astreinte.blame").joinpath("account.yaml").read_text(encoding="utf-8"))
    words: dict[str, Any] = listed[language]
    patterns = {str(name): re.compile(text) for name, text in words["patterns"].items()}
    neutral = {name: frozenset(str(words.get(name, "")).split()) for name in (*patterns, "own")}
    verbs = _verbs(words["verbs"].split(), language, listed["irregular"])
    for name in VERBAL & neutral.keys():
        neutral[name] |= verbs
    if language == "fr":
        imperfects = {word for word in neutral["was"] if word.endswith("ait")}
        neutral["was"] |= {f"{word[:-3]}aient" for word in imperfects}
        neutral["who"] |= neutral["was"] | neutral["plural"]
    return Account(patterns, neutral, frozenset(map(str, listed["speakers"])))


def _verbs(listed: list[str], language: str, irregular: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(form for verb in listed for form in _forms(verb, language, irregular))


def _forms(verb: str, language: str, irregular: Mapping[str, Any]) -> Iterator[str]:
    if language == "fr":
        yield from (verb + ending for ending in ENDINGS)
        stem = verb if verb.endswith("ge") else verb[:-1]
        yield from (stem + ending for ending in ("ait", "aient", "ent", "nt") if verb.endswith("e"))
        return
    yield irregular.get(verb, verb)
    forms = english_forms(verb).replace("(?:e?s|ed|ing)?", "ed").replace("s?", "s").split("|")
    yield from (*forms, f"{verb}s", f"{verb}es", f"{verb}{verb[-1]}ed")
