"""The lead's decision: all lenses, all findings, one cause, fixes in order."""

from collections.abc import Sequence
from dataclasses import dataclass

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.persona import Persona
from astreinte.domain import Decision, Finding, Hypothesis

from .declared import about, elsewhere
from .fixes import cause_fixes, fixes
from .match import Match
from .rank import HIGHEST
from .say import listed, percent, say
from .survey import Survey, Suspicion, aside_text, hints_text, proof_text, ruled_out, survey

AGREEMENT = 0.9
"""Each further persona with the same suspicion takes a tenth off the doubt, the more the likelier it is anyway."""

FAILED_FIX = 0.6
"""A fix that did not validate is evidence against its cause."""

HEARSAY = 0.9
"""A suspicion that the lead cannot prove again weighs a little less."""

BESIDE, MANY = 0.2, 2
"""A rival on the same component that shares no signal of its proof is a second fault from here on."""

SECOND = 0.5
"""From this confidence on an independent fault is named beside the first."""


@dataclass(frozen=True)
class Candidate:
    """A suspicion of the lead's own survey, or a hypothesis that only a finding holds."""

    cause: str
    component: str
    confidence: float
    own: Suspicion | None = None
    told: Hypothesis | None = None
    agreed: tuple[str, ...] = ()


def decide(
    persona: Persona, findings: Sequence[Finding], chosen: str, case: Case, knowledge: Knowledge, language: Language
) -> Decision:
    """The cause that weighs most over the whole case, or the one of the support that the user chose."""
    done = survey(case, knowledge)
    if chosen and (told := _first(findings, chosen)):
        return _follow(persona, told, done, case, knowledge, language)
    candidates = _candidates(done, findings, case, knowledge)
    said = say(language, "chosen_none", tag=chosen) if chosen else ""
    if not candidates:
        return _nothing(persona, done, case, knowledge, language)
    first = candidates[0]
    rationale = said + _rationale(first, candidates, done, knowledge, language)
    rationale += about(first.component, first.own.match if first.own else None, case, done.ground, language)
    rationale += elsewhere(done.elsewhere, case, language)
    return _decision(persona, first, rationale, done, case, knowledge, language)


def _candidates(done: Survey, findings: Sequence[Finding], case: Case, knowledge: Knowledge) -> list[Candidate]:
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
    confidence = min((candidate.confidence * (1.0 + gained)) * FAILED_FIX**failed, HIGHEST)
    return Candidate(candidate.cause, candidate.component, round(confidence, 3), candidate.own, candidate.told, agreed)


def _decision(
    persona: Persona,
    first: Candidate,
    rationale: str,
    done: Survey,
    case: Case,
    knowledge: Knowledge,
    language: Language,
) -> Decision:
    if first.own:
        evidence = first.own.match.evidence
        remedies = fixes(first.own.match, first.component, case, done.ground, language)
    else:
        evidence = first.told.evidence if first.told else ()
        remedies = cause_fixes(knowledge.cause(first.cause), first.component, case, language)
    return Decision(persona.tag, first.cause, first.component, first.confidence, rationale, evidence, remedies)


def _follow(
    persona: Persona, told: Hypothesis, done: Survey, case: Case, knowledge: Knowledge, language: Language
) -> Decision:
    """The user has spoken: the support's first suspicion is the decision, by the lead's hand."""
    knowledge.cause(told.cause)
    candidate = Candidate(
        told.cause, told.component, told.confidence, own=done.find(told.cause, told.component), told=told
    )
    why = say(language, "chosen", tag=told.by, why=told.why or told.cause)
    return _decision(persona, candidate, why, done, case, knowledge, language)


def _first(findings: Sequence[Finding], tag: str) -> Hypothesis | None:
    return next((f.hypotheses[0] for f in findings if f.by == tag and f.hypotheses), None)


def _nothing(persona: Persona, done: Survey, case: Case, knowledge: Knowledge, language: Language) -> Decision:
    """No cause found is an answer: what was read, and what it rules out."""
    out = ruled_out(done, knowledge, language)
    ruled = say(language, "ruled", ruled=listed((f"{r.cause} ({r.why})" for r in out), language)) if out else ""
    rationale = say(language, "no_cause", signals=len(case.signals), ruled=ruled)
    rationale += elsewhere(done.elsewhere, case, language)
    evidence = tuple(dict.fromkeys(e for r in out for e in r.evidence))
    component = case.brief.component.name if case.brief else case.declaration.service
    return Decision(persona.tag, None, component, 0.0, rationale, evidence)


def _rationale(
    first: Candidate, candidates: Sequence[Candidate], done: Survey, knowledge: Knowledge, language: Language
) -> str:
    title = knowledge.title(first.cause, language)
    confidence = percent(first.confidence, language)
    if first.own is None:
        return first.told.why if first.told else title
    match = first.own.match
    parts = [
        say(
            language,
            "decided",
            title=title,
            component=first.component,
            confidence=confidence,
            proof=proof_text(match, language),
            hints=hints_text(match, language),
        )
    ]
    if how := knowledge.cause(first.cause).mechanism(language):
        parts.append(say(language, "how", how=how))
    if len(first.agreed) > 1:
        parts.append(say(language, "agreed", tags=listed(first.agreed, language)))
    parts.append(aside_text(match, language))
    parts += _others(first, candidates[1:], done, language)
    return "".join(parts)


def _others(first: Candidate, rest: Sequence[Candidate], done: Survey, language: Language) -> list[str]:
    """What the cause explains, what was set aside, and an independent fault with its own proof."""
    match = first.own.match if first.own else None
    echoes = [c for c in rest if c.own and match and c.own.ranked.explained_by is match]
    second = [c for c in rest if c.own and match and _independent(match, c.own, c.confidence, done)]
    rivals = [c for c in rest if c not in echoes and c not in second]
    named = {
        "explains": ("echoes", echoes),
        "against": ("rivals", rivals),
        "also": ("other", second[:1]),
    }
    said = [
        say(language, key, **{slot: listed((_short(c, language, shown=key != "explains") for c in some[:3]), language)})
        for key, (slot, some) in named.items()
        if some
    ]
    proof = [f" {proof_text(c.own.match, language)}." for c in second[:1] if c.own]
    return [*said, *proof]


def _independent(match: Match, other: Suspicion, confidence: float, done: Survey) -> bool:
    """A fault elsewhere that is likely by itself, or one beside it with a whole proof of several signals of its own."""
    if other.ranked.explained_by is not None or other.match.cause.kind == "healthy":
        return False
    if not done.ground.near(match.spot, other.match.spot):
        return confidence >= SECOND
    shared = {each.id for each in match.proof} & {each.id for each in other.match.proof}
    several = min(len(match.proof), len(other.match.proof)) >= MANY
    return several and not shared and confidence >= BESIDE


def _short(candidate: Candidate, language: Language, *, shown: bool) -> str:
    confidence = f" ({percent(candidate.confidence, language)})" if shown else ""
    return f"{candidate.cause} / {candidate.component}{confidence}"
