"""A support looks at the decision: does its own suspicion stand beside it or against it?"""

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.persona import Persona
from astreinte.domain import Decision, Finding, Hypothesis, Review

from .rank import explains
from .say import percent, say, signal_texts
from .survey import Survey, Suspicion, survey

MARGIN = 0.1
"""An objection is near enough if its confidence is at most this much below the decision's."""

LEAST = 0.4
"""Below this confidence nobody objects."""


def review(
    persona: Persona, decision: Decision, finding: Finding, case: Case, knowledge: Knowledge, language: Language
) -> Review:
    """Maintain or withdraw.

    The rule: an objection is maintained only if its cause differs, its proof holds a reading that the decision does not
    cite, the decided cause does not explain it, both compete for the same spot, and its confidence, weighed again over
    all lenses, is at least `LEAST` and at most `MARGIN` below the decision's.
    """
    own = finding.hypotheses[0] if finding.hypotheses else None
    if own is None:
        reason = say(language, "withdraw_none")
        return Review(persona.tag, maintained=False, cause="", component=decision.component, why=reason)
    withdrawn = _withdrawn(own, decision, case, knowledge, language)
    why = withdrawn or _maintained(own, decision, case, knowledge, language)
    return Review(persona.tag, not withdrawn, own.cause, own.component, why, own.evidence)


def _withdrawn(own: Hypothesis, decision: Decision, case: Case, knowledge: Knowledge, language: Language) -> str:
    """Why the objection is withdrawn; empty when it is maintained."""
    done = survey(case, knowledge)
    weighed = _weighed(own, done)
    shown = {"cause": own.cause, "own": percent(weighed, language), "theirs": percent(decision.confidence, language)}
    if decision.cause is None:
        return "" if weighed >= LEAST else say(language, "withdraw_weak", **shown)
    if own.cause == decision.cause and own.component == decision.component:
        return say(language, "withdraw_same", cause=own.cause)
    if _explained(own, decision, done, knowledge):
        return say(language, "withdraw_explained", cause=decision.cause)
    if not set(own.evidence) - set(decision.evidence):
        return say(language, "withdraw_covered", cause=own.cause)
    if weighed < max(LEAST, decision.confidence - MARGIN):
        return say(language, "withdraw_weak", **shown)
    return ""


def _weighed(own: Hypothesis, done: Survey) -> float:
    """The suspicion's confidence over all lenses; what the whole case denies weighs nothing."""
    if any(denial.cause.id == own.cause for denial in done.denials) and done.find(own.cause, own.component) is None:
        return 0.0
    found = done.find(own.cause, own.component)
    return found.confidence if found else own.confidence


def _explained(own: Hypothesis, decision: Decision, done: Survey, knowledge: Knowledge) -> bool:
    mine, theirs = done.find(own.cause, own.component), done.find(decision.cause or "", decision.component)
    if mine and theirs:
        return _accounts(theirs, mine, done, knowledge)
    cause, decided = knowledge.causes.get(own.cause), knowledge.causes.get(decision.cause or "")
    return cause is not None and decided is not None and knowledge.yields(cause, decided)


def _accounts(theirs: Suspicion, mine: Suspicion, done: Survey, knowledge: Knowledge) -> bool:
    """The decided cause explains the other, or the two are independent faults and do not compete."""
    if mine.ranked.explained_by is theirs.match or not done.ground.near(mine.match.spot, theirs.match.spot):
        return True
    return explains(theirs.match, mine.match, done.ground, knowledge)


def _maintained(own: Hypothesis, decision: Decision, case: Case, knowledge: Knowledge, language: Language) -> str:
    if decision.cause is None:
        return say(language, "maintain_none", why=own.why)
    new = set(own.evidence) - set(decision.evidence)
    mine = knowledge.cause(own.cause).signals if own.cause in knowledge.causes else frozenset[str]()
    signals = [s for s in case.signals if new.intersection(s.evidence) and s.id in mine]
    return say(
        language,
        "maintain",
        why=own.why,
        cause=decision.cause,
        signals=signal_texts(signals[:3], language) or ", ".join(sorted(new)[:3]),
        own=percent(_weighed(own, survey(case, knowledge)), language),
        theirs=percent(decision.confidence, language),
    )
