"""What the lead may decide for: its own suspicions and those of the findings, weighed again over the whole case."""

from collections.abc import Sequence
from dataclasses import dataclass

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge
from astreinte.domain import Finding, Hypothesis

from .rank import HIGHEST, most
from .survey import Survey, Suspicion

AGREEMENT = 0.9
"""Each further persona with the same suspicion takes a tenth off the doubt, the more the likelier it is anyway."""

FAILED_FIX = 0.6
"""A fix that did not validate is evidence against its cause."""

HEARSAY = 0.9
"""A suspicion that the lead cannot prove again weighs a little less."""


@dataclass(frozen=True)
class Candidate:
    """A suspicion of the lead's own survey, or a hypothesis that only a finding holds."""

    cause: str
    component: str
    confidence: float
    own: Suspicion | None = None
    told: Hypothesis | None = None
    agreed: tuple[str, ...] = ()


def candidates_of(done: Survey, findings: Sequence[Finding], case: Case, knowledge: Knowledge) -> list[Candidate]:
    """Most probable first; what only a finding holds weighs less, what nobody can cite nothing."""
    held: dict[tuple[str, str], list[Hypothesis]] = {}
    for finding in findings:
        for each in finding.hypotheses:
            held.setdefault((each.cause, each.component), []).append(each)
    own = [Candidate(s.cause, s.component, s.confidence, own=s) for s in done.suspicions]
    told = [
        Candidate(*key, confidence=HEARSAY * max(h.confidence for h in hyps), told=hyps[0])
        for key, hyps in held.items()
        if done.find(*key) is None and _admissible(hyps[0], done, case, knowledge)
    ]
    weighed = [_weighed(each, held.get((each.cause, each.component), []), case) for each in (*own, *told)]
    return sorted(weighed, key=lambda each: -each.confidence)


def _admissible(told: Hypothesis, done: Survey, case: Case, knowledge: Knowledge) -> bool:
    """Whether a suspicion of somebody else counts: it cites readings, its cause is known and not denied."""
    known = {reading.id for reading in case.readings} | {e for s in case.signals for e in s.evidence}
    denied = {denial.cause.id for denial in done.denials}
    cause = knowledge.causes.get(told.cause)
    healthy = cause is not None and cause.kind == "healthy" and bool(done.suspicions)
    return cause is not None and not healthy and told.cause not in denied and bool(known.intersection(told.evidence))


def _weighed(candidate: Candidate, held: Sequence[Hypothesis], case: Case) -> Candidate:
    agreed = tuple(dict.fromkeys(each.by for each in held))
    failed = sum((t.cause, t.component) == (candidate.cause, candidate.component) for t in case.tried)
    gained = (1.0 - candidate.confidence) * (1.0 - AGREEMENT ** max(len(agreed) - 1, 0))
    highest = most(candidate.own.match) if candidate.own else HIGHEST
    confidence = min((candidate.confidence * (1.0 + gained)) * FAILED_FIX**failed, highest)
    return Candidate(candidate.cause, candidate.component, round(confidence, 3), candidate.own, candidate.told, agreed)
