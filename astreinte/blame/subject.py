"""Who does what: the person, if it is one, that a verb found in a sentence belongs to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .grammar import Grammar

Span = tuple[int, int]
WORD = re.compile(r"[\w.:/+-]+'?|'s")
NOUN_PHRASE = 4
ATTACHED = 140
PROGRAM = re.compile(
    r"operators?|managers?|agents?|providers?|leaders?|authors?|maintainers?|op[ée]rateurs?", re.IGNORECASE
)
ORGANISATIONS = frozenset({"vendor", "vendors", "provider", "supplier", "team", "teams", "management", "staff"})
BEFORE = re.compile(r"(?<=\w )([A-Z]\w*) $")
AFTER = re.compile(r" ([A-Z]\w*[a-z]\w*)\b")
BESIDE = re.compile(r" ?(?:[\w'/-]+ ){0,3}(?:[dl]')?")


@dataclass(frozen=True)
class People:
    """The persons in one sentence, by place: words for people, and names."""

    text: str
    folded: str
    spans: tuple[Span, ...]
    grammar: Grammar
    owners: tuple[Span, ...] = ()

    def subject_of(self, verb: int) -> Span | None:
        """The person that the verb beginning at this place has as its subject."""
        left = _without_adverbs(self.folded[:verb].rstrip(), self.grammar)
        if relative := self.grammar.relative.search(left):
            left = left[: relative.start() + 1].rstrip(" ,") if left[: relative.start() + 1].strip() else left
            for start, end in self.spans:
                if end == len(left):
                    return start, end
        elif self.grammar.coordinator.search(left):
            return None if self.text[: len(left)].endswith("où") else self._shared(left)
        return self._nearest(left)

    def right_after(self, place: int) -> Span | None:
        """The person that stands within a few words of this place, nothing but a noun's own words between."""
        for start, end in self.spans:
            if place <= start and BESIDE.fullmatch(self.folded, place, start):
                return start, end
        return None

    def doer(self, place: int) -> Span | None:
        """The person that the passive verb ending at this place names as the one who did it."""
        by = self.grammar.agent.match(self.folded, place)
        return self.right_after(by.end()) if by else None

    def excused(self, place: int) -> bool:
        """Whether a condition that is no person is given after this place as the reason."""
        return any(not self.right_after(hit.end()) for hit in self.grammar.excuse.finditer(self.folded, place))

    def _nearest(self, left: str) -> Span | None:
        for start, end in reversed(self.spans):
            if end > len(left):
                continue
            if len(left) - end > ATTACHED or not self.grammar.attached.match(left[end:]):
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


def people_in(text: str, folded: str, names: Sequence[Span], grammar: Grammar) -> People:
    """Every person of the sentence; a thing that is called like one (“package manager”, “on-call rotation”) is none."""
    words = [
        hit.span()
        for hit in grammar.person.finditer(folded)
        if _is_person(hit, folded, grammar) and not _is_program(hit.span(), text, names)
    ]
    if grammar.they:
        words += [
            hit.span() for hit in grammar.they.finditer(folded) if words or not folded[: hit.start()].strip(' "*_(')
        ]
    owners = [hit.span() for hit in grammar.person.finditer(folded) if hit[0] not in ORGANISATIONS]
    return People(text, folded, tuple(sorted({*words, *names})), grammar, (*owners, *names))


def _is_person(hit: re.Match[str], folded: str, grammar: Grammar) -> bool:
    after = folded[hit.end() :]
    if after.startswith("'s") or grammar.product_after.match(after) or grammar.impersonal.match(folded, hit.start()):
        return False
    before = WORD.findall(folded[: hit.start()].rstrip())
    return not (PROGRAM.fullmatch(hit[0]) and before and before[-1] in grammar.product_before)


def _is_program(span: Span, text: str, names: Sequence[Span]) -> bool:
    """Whether a word for a job stands beside a proper name that is no person's (“the Postgres operator”)."""
    start, end = span
    if not PROGRAM.fullmatch(text, start, end):
        return False
    before, after = BEFORE.search(text[:start]), AFTER.match(text, end)
    beside = [before.start(1)] if before else []
    beside += [after.start(1)] if after else []
    return any(not any(first <= place < last for first, last in names) for place in beside)


def _without_adverbs(left: str, grammar: Grammar) -> str:
    while hit := grammar.adverbs.search(left):
        left = left[: hit.start()].rstrip()
    return left
