"""One walk of the tree over a case: what is proven, ranked and named; what is ruled out and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.domain import Hypothesis, RuledOut
from astreinte.evidence.details import worded

from .changes import changes_aside
from .clean import counting
from .declared import unrelated
from .explained import explained
from .ground import Ground, Spot
from .looked import looked_at
from .match import Denial, Match, knows, lacking, matches
from .name import component_name
from .overheard import overheard
from .rank import Ranked, rank
from .say import listed, say, signal_texts
from .weigh import worth

MOST = 5
LEAST = 0.02
MOST_RULED_OUT = 6
SURE = 0.5
"""A fault of an unrelated component that is no likelier than this is not the answer to a question about another."""

ASIDE = "loud-bystander"


@dataclass(frozen=True)
class Suspicion:
    """A ranked match with the component it is named for."""

    ranked: Ranked
    component: str

    @property
    def match(self) -> Match:
        return self.ranked.match

    @property
    def cause(self) -> str:
        return self.ranked.match.cause.id

    @property
    def confidence(self) -> float:
        return self.ranked.confidence


@dataclass(frozen=True)
class Survey:
    """Suspicions, most probable first; denials are causes whose proof stood until another signal ruled them out."""

    ground: Ground
    suspicions: tuple[Suspicion, ...]
    denials: tuple[Denial, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    """Cause and component of weak suspicions that have nothing to do with what the incident is about."""

    def find(self, cause: str, component: str) -> Suspicion | None:
        return next((s for s in self.suspicions if s.cause == cause and s.component == component), None)


def survey(case: Case, knowledge: Knowledge, branches: Iterable[str] | None = None) -> Survey:
    """Walk the causes of these branches (None: all) over every signal of the case."""
    ground = Ground(case)
    told = [each for each in case.signals if not overheard(each, case)]
    causes = knows(knowledge.suspects.walked(told), branches)
    counts = counting(case, ground, knowledge)
    found, denied = matches(ground, causes, counts, lambda each: worth(each, knowledge))
    ranked = [each for each in rank(found, case, ground, knowledge) if each.confidence >= LEAST]
    named = [Suspicion(each, component_name(each.match, case, ground)) for each in ranked]
    beside = [each for each in named if each.confidence < SURE and unrelated(each.match, case, ground)]
    kept = _distinct(each for each in named if each.component and each not in beside)
    return Survey(ground, kept[:MOST], tuple(denied), tuple((each.cause, each.component) for each in beside))


def _distinct(suspicions: Iterable[Suspicion]) -> tuple[Suspicion, ...]:
    found: dict[tuple[str, str], Suspicion] = {}
    for each in suspicions:
        found.setdefault((each.cause, each.component), each)
    return tuple(found.values())


def hypothesis(
    suspicion: Suspicion, rank: int, by: str, done: Survey, case: Case, knowledge: Knowledge, language: Language
) -> Hypothesis:
    """The suspicion as an answer, with one sentence that says what proves it, and the whole explanation."""
    match = suspicion.match
    why = say(
        language,
        "why",
        title=match.cause.titles[language],
        component=suspicion.component,
        proof=proof_text(match, language),
        hints=hints_text(match, language),
    )
    if echo := suspicion.ranked.explained_by:
        why += say(language, "echo", cause=echo.cause.titles[language], spot=echo.spot.plain)
    sure = suspicion.confidence
    full = explained(match, sure, case, done.ground, knowledge, language)
    return Hypothesis(rank, suspicion.cause, suspicion.component, sure, by, match.evidence, why, full)


def proof_text(match: Match, language: Language) -> str:
    return signal_texts((each.signal for each in match.proof), language)


def hints_text(match: Match, language: Language) -> str:
    shown = [each.signal for each in match.hints if each.id != ASIDE][:4]
    hints = signal_texts(shown, language, {each.signal.detail for each in match.proof})
    return say(language, "hints", hints=hints) if hints else ""


def aside_text(match: Match, language: Language) -> str:
    """What is loud beside the cause and is none, named as such."""
    loud = [worded(each.signal.detail, language) for each in match.hints if each.id == ASIDE]
    return say(language, "aside", loud="; ".join(dict.fromkeys(loud))) if loud else ""


def ruled_out(done: Survey, case: Case, knowledge: Knowledge, language: Language) -> tuple[RuledOut, ...]:
    """Changes that led to nothing, causes that a signal denies, then near-misses of the first and what they lack.

    Beside a healthy verdict, before these, what was looked at and is well.
    """
    first = done.suspicions[0].match if done.suspicions else None
    changed = changes_aside(first, case, done.ground, knowledge, language)
    found = {changed.cause: changed} if changed and changed.cause not in {s.cause for s in done.suspicions} else {}
    for denial in done.denials:
        why = say(language, "denied", signal=denial.by.id, spot=denial.by.spot.plain)
        found.setdefault(denial.cause.id, RuledOut(denial.cause.id, why, denial.by.signal.evidence))
    if first and first.cause.kind == "healthy":
        for each in looked_at(case, done.ground, knowledge, language):
            found.setdefault(each.cause, each)
    if done.suspicions:
        for each in _near_misses(done, knowledge, done.suspicions[0], language):
            found.setdefault(each.cause, each)
    return tuple(found.values())[:MOST_RULED_OUT]


def _near_misses(done: Survey, knowledge: Knowledge, first: Suspicion, language: Language) -> list[RuledOut]:
    proven = {each.cause for each in done.suspicions}
    spot: Spot = first.match.spot
    found: list[RuledOut] = []
    for near in first.match.cause.rule_out:
        if near not in proven and (missing := lacking(done.ground, knowledge.cause(near), spot)):
            why = say(language, "lacks", signals=listed(missing, language))
            found.append(RuledOut(near, why, first.match.evidence[:1]))
    return found
