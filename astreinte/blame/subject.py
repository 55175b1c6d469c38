"""Who does what: the person, if it is one, that a verb found in a sentence belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .grammar import Grammar

Span = tuple[int, int]
WORD = re.compile(r"[\w.:/+-]+'?|'s")
NOUN_PHRASE = 4


@dataclass(frozen=True)
class People:
    """The persons in one sentence, by place: words for people, and names."""

    folded: str
    spans: tuple[Span, ...]
    grammar: Grammar

    def subject_of(self, verb: int) -> Span | None:
        """The person that the verb beginning at this place has as its subject."""
        left = _without_adverbs(self.folded[:verb].rstrip(), self.grammar)
        if relative := self.grammar.relative.search(left):
            left = left[: relative.start() + 1].rstrip(" ,") if left[: relative.start() + 1].strip() else left
        elif self.grammar.coordinator.search(left):
            return self._shared(left)
        return self._nearest(left)

    def _nearest(self, left: str) -> Span | None:
        for start, end in reversed(self.spans):
            if end > len(left):
                continue
            if not self.grammar.attached.match(left[end:]):
                return None
            if not self._is_object(start):
                return start, end
        return None

    def _shared(self, left: str) -> Span | None:
        """The subject of the first clause, which a second verb shares."""
        for start, end in self.spans:
            if end <= len(left):
                begin = self._phrase_start(start)
                return (start, end) if self.grammar.opening.match(self.folded[:begin]) else None
        return None

    def _is_object(self, start: int) -> bool:
        begin = self._phrase_start(start)
        words = WORD.findall(self.folded[:begin])
        first = WORD.match(self.folded, begin)
        if first and first[0] in self.grammar.contracted and words:
            return not self.grammar.partitive.search(words[-1])
        if not words or words[-1] not in self.grammar.prepositions:
            return False
        return not (len(words) > 1 and self.grammar.partitive.search(words[-2]))

    def _phrase_start(self, start: int) -> int:
        """Where the noun phrase of a person begins: its determiner, if one stands a few words before."""
        before = list(WORD.finditer(self.folded, 0, start))[-NOUN_PHRASE:]
        for hit in reversed(before):
            if re.search(r"[,;:()]", self.folded[hit.end() : start]):
                break
            if hit[0] in self.grammar.determiners or hit[0] in self.grammar.contracted:
                return hit.start()
        return start


def people_in(folded: str, names: Sequence[Span], grammar: Grammar) -> People:
    """Every person of the sentence; a thing that is called like one (“package manager”, “on-call rotation”) is none."""
    words = [hit.span() for hit in grammar.person.finditer(folded) if _is_person(hit, folded, grammar)]
    if grammar.they:
        words += [
            hit.span() for hit in grammar.they.finditer(folded) if words or not folded[: hit.start()].strip(' "*_(')
        ]
    return People(folded, tuple(sorted({*words, *names})), grammar)


def _is_person(hit: re.Match[str], folded: str, grammar: Grammar) -> bool:
    after = folded[hit.end() :]
    if after.startswith("'s") or grammar.product_after.match(after) or grammar.impersonal.match(folded, hit.start()):
        return False
    before = WORD.findall(folded[: hit.start()].rstrip())
    return not (before and before[-1] in grammar.product_before)


def _without_adverbs(left: str, grammar: Grammar) -> str:
    while hit := grammar.adverbs.search(left):
        left = left[: hit.start()].rstrip()
    return left
