"""What a person did, told with a verb that is none of those that tell without judging."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from .phrasing import english_forms
from .subject import People, Span

WORD = re.compile(r"(?<![\w'./-])[a-z]{3,}(?![\w'/-]|\.\w)")
AUXILIARY = re.compile(
    r"(?<![\w'-])(?:l'|les |lui |leur |y |en |nous )?(?:a|ont|avait|avaient)"
    r"(?: (?:bien|aussi|ensuite|d'abord|deja|aussitot|tout|alors|donc|finalement|egalement|enfin|encore|toujours))*"
    r" (?P<verb>[a-z]{2,}(?:e|i|u|is|it|ert|us)(?:es|e|s)?)(?![\w'-])"
)
ENDINGS = ("", "e", "s", "es")


@dataclass(frozen=True)
class Account:
    """The neutral verbs of one language, in the forms that an account uses, and its irregular pasts.

    `speakers` are the persons who tell, and words that are a person only by what they stand for.
    """

    language: str
    neutral: frozenset[str]
    past: frozenset[str]
    speakers: frozenset[str]

    def verbs(self, who: People) -> Iterator[Span]:
        """Places of the verbs that judge what a third person did."""
        if all(who.folded[start:end] in self.speakers for start, end in who.spans):
            return
        for place in self._told(who):
            subject = who.subject_of(place[0])
            if subject and who.folded[slice(*subject)] not in self.speakers and not who.excused(place[1]):
                yield place

    def _told(self, who: People) -> Iterator[Span]:
        folded = who.folded
        if self.language == "en":
            for hit in WORD.finditer(folded):
                if (hit[0].endswith("ed") or hit[0] in self.past) and hit[0] not in self.neutral:
                    yield hit.span()
            return
        for hit in AUXILIARY.finditer(folded):
            if hit["verb"] not in self.neutral and "à" not in who.text[slice(*hit.span())].split():
                yield hit.span()


@cache
def account(language: str) -> Account:
    listed = yaml.safe_load(files("astreinte.blame").joinpath("account.yaml").read_text(encoding="utf-8"))
    irregular, neutral = listed["irregular"], listed[language].split()
    forms = frozenset(form for verb in neutral for form in _forms(verb, language, irregular))
    past = frozenset([*listed["past"].split(), *irregular.values()])
    return Account(language, forms, past, frozenset(listed["speakers"]))


def _forms(verb: str, language: str, irregular: Mapping[str, str]) -> Iterator[str]:
    if language == "fr":
        yield from (verb + ending for ending in ENDINGS)
        return
    yield irregular.get(verb, verb)
    yield from re.sub(r"\(\?:e\?s\|ed\|ing\)\?", "ed", english_forms(verb)).replace("s?", "").split("|")
    yield f"{verb}{verb[-1]}ed"
