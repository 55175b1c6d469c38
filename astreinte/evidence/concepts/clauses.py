"""What one line states: pairs of a subject and a state in one clause, unless it denies or doubts them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from astreinte.evidence.extract.idle import Span

from .lexicon import Lexicon, Pair
from .words import BREAK

BEFORE = 3
"""So many words before a state may hold its negation."""

OTHERS = re.compile(r" from (?:\d|unknown\b)")

IN_VAIN = re.compile(r"\b(?:fail\w*|unable) to ?$")

CLOSE = {"failed": 3, "wrong": 4, "missing": 4, "old": 5}
"""Words between a subject and a state that alone says little."""


@dataclass(frozen=True)
class Found:
    """A pair that a clause states, words `far` between subject and state; no state where words say both."""

    pair: Pair
    state: str = ""
    far: int = 0


@dataclass(frozen=True)
class Stated:
    """What a line says: pairs that it complains of, subjects that it says are well again."""

    pairs: tuple[Found, ...] = ()
    healed: frozenset[str] = frozenset()
    over: bool = False
    """Whether it says that something is over, and not what."""


@lru_cache(maxsize=4096)
def stated(words: str, around: str, lexicon: Lexicon) -> Stated:
    """Read a line of words as `worded` gives it; `around` are the words of what was asked."""
    clauses = [each for each in words.split(BREAK) if each]
    read = [_clause(each, f"{each} {around}", lexicon) for each in clauses]
    found = [each for pairs, _, _ in read for each in pairs]
    strong = sorted([each for each in found if not each.pair.weak] or found, key=_tells)
    healed = frozenset[str]().union(*(healed for _, healed, _ in read))
    over = any(well for _, _, well in read) and not healed
    return Stated(tuple({each.pair.id: each for each in reversed(strong)}.values())[::-1], healed, over)


def _tells(found: Found) -> tuple[bool, bool, int]:
    """What tells most comes first: what names a place, a state that is one by itself, what stands near."""
    return not found.pair.beside, found.state in CLOSE, found.far


def _clause(text: str, line: str, lexicon: Lexicon) -> tuple[list[Found], frozenset[str], bool]:
    states = list(_states(text, lexicon))
    well = _well(text, states, lexicon)
    subjects = _subjects(text, lexicon) if states or well else {}
    if well:
        return [], frozenset(subjects), True
    healed: set[str] = set()
    found: list[Found] = []
    for span, names in _own(text, states):
        best = _best(text, span, names, subjects, line, lexicon)
        if best and _denied(text, span, lexicon):
            healed.add(best.pair.subject)
        elif best and not _doubted(text, span, lexicon):
            found.append(best)
    found += (Found(each) for each in _whole(text, lexicon))
    return found, frozenset(healed), False


def _states(text: str, lexicon: Lexicon) -> Iterator[tuple[Span, frozenset[str]]]:
    """Each state with the names that it may have; of two that overlap the longer."""
    found: dict[Span, set[str]] = {}
    for name in lexicon.may_state.among(text):
        for each in lexicon.states[name].finditer(text):
            found.setdefault(Span(*each.span()), set()).add(name)
    kept: list[Span] = []
    for span in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
            yield span, frozenset(found[span])


def _own(text: str, states: Sequence[tuple[Span, frozenset[str]]]) -> Iterator[tuple[Span, frozenset[str]]]:
    """The states without those that somebody else bears: who is refused by the one that writes is told by address."""
    for span, names in states:
        theirs = {"refused"} if OTHERS.search(text, span.end) else set[str]()
        if kept := names - theirs:
            yield span, kept


def _subjects(text: str, lexicon: Lexicon) -> dict[str, list[Span]]:
    may = lexicon.may_subject.among(text)
    found = {name: [Span(*each.span()) for each in lexicon.subjects[name].finditer(text)] for name in may}
    return {name: spans for name, spans in found.items() if spans}


def _best(
    text: str, state: Span, names: frozenset[str], subjects: dict[str, list[Span]], line: str, lexicon: Lexicon
) -> Found | None:
    """The pair of a state with the subject that stands nearest; one that needs something beside it comes before."""
    found = [
        Found(pair, state_name, far)
        for pair in lexicon.pairs
        for state_name in pair.states & names
        if pair.subject in subjects and _fits(pair, line, lexicon)
        for far in [min(_between(text, state, each) for each in subjects[pair.subject])]
        if far <= min(lexicon.near, CLOSE.get(state_name, lexicon.near))
    ]
    return min(found, key=lambda each: (each.pair.weak, each.far, not each.pair.beside), default=None)


def _fits(pair: Pair, line: str, lexicon: Lexicon) -> bool:
    return not pair.beside or lexicon.subjects[pair.beside].search(line) is not None


def _whole(text: str, lexicon: Lexicon) -> Iterator[Pair]:
    """Pairs whose own words say both, unless they are denied or doubted."""
    for pair in map(lexicon.by_id.__getitem__, lexicon.may_say.among(text)):
        if (
            pair.words
            and (each := pair.words.search(text))
            and not _denied(text, span := Span(*each.span()), lexicon)
            and not _doubted(text, span, lexicon)
        ):
            yield pair


def _between(text: str, one: Span, other: Span) -> int:
    """Words between two pieces; none where they touch or overlap."""
    first, second = sorted((one, other))
    return text[first.end : max(first.end, second.start)].count(" ") - 1 if second.start > first.end else 0


def _denied(text: str, state: Span, lexicon: Lexicon) -> bool:
    before = _words_before(text, state.start, BEFORE)
    return bool(before) and lexicon.negations.search(before) is not None


def _doubted(text: str, state: Span, lexicon: Lexicon) -> bool:
    before = text[: state.start].rpartition(" , ")[2]
    return lexicon.doubtful.search(before) is not None


def _words_before(text: str, end: int, count: int) -> str:
    words = text[:end].rpartition(",")[2].split()
    return " ".join(words[-count:])


def _well(text: str, states: Sequence[tuple[Span, frozenset[str]]], lexicon: Lexicon) -> bool:
    """Whether the clause says that something is well again: in words that are no part of a state, and not denied."""
    for each in lexicon.recovered.finditer(text) if lexicon.may_recover.among(text) else ():
        span = Span(*each.span())
        inside = any(span.start < other.end and other.start < span.end for other, _ in states)
        if not (inside or _denied(text, span, lexicon) or IN_VAIN.search(text[: span.start])):
            return True
    return False
