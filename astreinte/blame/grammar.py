"""The words of one language that the rules are made of, and the rules themselves, read from its file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from astreinte.errors import UnknownName
from astreinte.expressions import expression
from astreinte.yamltext import load_shipped

from .phrasing import pattern_of
from .verdict import CLASSES, Level

LANGUAGES = ("en", "fr")
LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(("duty", "failed", "human-error", "character", "culpability"), "block"),
    **dict.fromkeys(("person-as-cause", "vague-action", "human-root-cause"), "block"),
    **dict.fromkeys(("possibility", "did-not", "hindsight", "normative", "named-person"), "warn"),
}
FINITE = "was|were|is|are|had|has|did|could|would|should|that|ont|est|sont|avait|avaient|etait|etaient|que|qui"
"""Words that end a phrase: what follows belongs to another verb."""
Subject = Literal["needed", "near", "after", "agent", ""]


@dataclass(frozen=True)
class Rule:
    """One pattern of a class.

    `subject` says what a person has to do with the match: `needed` right before it, `near` in the same sentence,
    `after` right behind it, `agent` behind it as the doer of a passive, or nothing. Outside of `section` it only
    warns. `before_name` needs a person's name right behind the match, `after_name` right before it. What is `excused`
    says nothing where the sentence goes on to give the condition.
    """

    name: str
    level: Level
    pattern: re.Pattern[str]
    subject: Subject = ""
    section: str = ""
    before_name: bool = False
    after_name: bool = False
    excused: bool = False


@dataclass(frozen=True)
class Grammar:
    """One language; every pattern runs on folded text."""

    language: str
    person: re.Pattern[str]
    they: re.Pattern[str] | None
    impersonal: re.Pattern[str]
    determiners: frozenset[str]
    contracted: frozenset[str]
    partitive: re.Pattern[str]
    prepositions: frozenset[str]
    product_before: frozenset[str]
    product_after: re.Pattern[str]
    attached: re.Pattern[str]
    relative: re.Pattern[str]
    coordinator: re.Pattern[str]
    adverbs: re.Pattern[str]
    opening: re.Pattern[str]
    agent: re.Pattern[str]
    excuse: re.Pattern[str]
    exclusions: tuple[re.Pattern[str], ...]
    rules: tuple[Rule, ...]
    rewrites: Mapping[str, str]
    role: str


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language.

    Raises:
        UnknownName: there is none.
    """
    if language not in LANGUAGES:
        raise UnknownName("language", language, LANGUAGES)
    data = _read(f"{language}.yaml")
    people = data["people"]
    words = {"nouns": _joined(people["nouns"]), "after": _any(people["not_a_person_after"])}
    words["adverbs"] = _joined(people["adverbs"])
    preps = _any(people["prepositions"])
    return Grammar(
        language,
        person=re.compile(
            rf"(?<![\w'-])(?:{_any(people['pronouns'])}|{words['nouns']})(?![\w-])"
            if language == "en"
            else rf"(?<![\w-])(?:{_any(people['pronouns'])}|{words['nouns']})(?![\w-])"
        ),
        they=re.compile(rf"\b{people['they']}\b") if people["they"] else None,
        impersonal=re.compile(rf"(?:{people['impersonal']})\b" if people["impersonal"] else r"(?!)"),
        determiners=frozenset(people["before"]),
        contracted=frozenset({"du", "des", "au", "aux"}),
        partitive=re.compile(
            r"(?:one|some|none|many|most|several|half|two|three|all|un|une|certains|plusieurs|beaucoup)$"
        ),
        prepositions=frozenset(people["prepositions"]),
        product_before=frozenset(people["not_a_person_before"]),
        product_after=re.compile(rf"[ -](?:{words['after']})\b") if words["after"] else re.compile(r"(?!)"),
        attached=_attached(preps, language),
        relative=re.compile(rf"(?:^|\W)(?:{_any(people['relatives'])})$"),
        coordinator=re.compile(rf"(?:,|(?:^|\W)(?:{_any(people['coordinators'])}))$"),
        adverbs=re.compile(rf"(?:[ ,]+(?:{words['adverbs']})),?$"),
        opening=re.compile(
            rf"^\W*(?:(?:{preps}|{_any(people['clause_breaks'])}|\d|ce |cette |this |that |the next )[^.;]*?[, ]+)?$"
        ),
        agent=re.compile(rf"(?: [\w-]+){{0,3}}? (?:{people['agent']}) ?(?=\S)"),
        excuse=re.compile(people["excuse"]),
        exclusions=tuple(re.compile(each) for each in data["exclusions"]),
        rules=(*_rules(data["classes"], words), *_listed(language)),
        rewrites=data["rewrites"],
        role=data["role"],
    )


def _read(name: str) -> Any:
    return load_shipped(files("astreinte.blame").joinpath(name).read_text(encoding="utf-8"))


def _listed(language: str) -> list[Rule]:
    """The rules that are mere lists of phrases."""
    data = _read(f"{language}_phrases.yaml")
    return [
        Rule(
            each["class"],
            each.get("level", LEVELS[each["class"]]),
            expression(pattern_of(each["phrases"], language, data["groups"])),
            each.get("subject", ""),
            each.get("section", ""),
            excused=bool(each.get("excused")),
        )
        for each in data["lists"]
    ]


def _attached(prepositions: str, language: str) -> re.Pattern[str]:
    """What may stand between a subject's noun and its verb: phrases with a preposition, brackets, an apposition."""
    if language == "fr":  # folded, “à” is also the auxiliary
        prepositions = "|".join(each for each in prepositions.split("|") if each != "a")
    word = rf"(?!(?:{FINITE})\b)[\w'’/.-]++"
    phrase = rf" ?(?<!\w)(?:{prepositions})(?:(?<=')| ){word}(?: {word}){{0,3}}?"
    aside = r" ?\([^)]*\)| ?, [^,]{2,60},| ?[–—-] [^–—-]{2,60} [–—-]"
    relative = r" (?:who|qui|whom) [^.;,]{1,60}"
    which = r"(?: (?:that|which|que) [^.;,]{1,60})?"
    adjunct = r"(?: [\w-]+(?=$| ?\())?" if language == "fr" else ""
    return re.compile(rf"^{adjunct}{which}(?:{phrase}|{aside}|{relative})*\s*$")


def _rules(classes: Mapping[str, Any], words: Mapping[str, str]) -> list[Rule]:
    found: list[Rule] = []
    for name, listed in classes.items():
        if name not in CLASSES:
            raise UnknownName("class of blame", name, CLASSES)
        for each in listed:
            text = each["pattern"]
            for key, value in words.items():
                text = text.replace("{" + key + "}", value)
            subject, section = each.get("subject", ""), each.get("section", "")
            level = each.get("level", LEVELS[name])
            sides = bool(each.get("name")), bool(each.get("after_name")), bool(each.get("excused", name == "did-not"))
            found.append(Rule(name, level, _compiled(text, subject), subject, section, *sides))
    return found


def _compiled(text: str, subject: Subject) -> re.Pattern[str]:
    return expression(rf"(?<![\w-])(?:{text})" if subject == "needed" else text)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _joined(text: str) -> str:
    return re.sub(r"\|\s+", "|", text.strip())
