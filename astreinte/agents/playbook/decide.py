"""The lead's decision: all lenses, all findings, one cause, fixes in order."""

from collections.abc import Sequence

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.persona import Persona
from astreinte.domain import Decision, Finding, Hypothesis

from .candidates import Candidate, candidates_of
from .declared import about, elsewhere
from .fixes import cause_fixes, fixes
from .overheard import to_read
from .rationale import rationale, ruled_text
from .say import say
from .survey import Survey, ruled_out, survey


def decide(
    persona: Persona, findings: Sequence[Finding], chosen: str, case: Case, knowledge: Knowledge, language: Language
) -> Decision:
    """The cause that weighs most over the whole case, or the one of the support that the user chose."""
    done = survey(case, knowledge)
    if chosen and (told := _first(findings, chosen)):
        return _follow(persona, told, done, case, knowledge, language)
    candidates = candidates_of(done, findings, case, knowledge)
    said = say(language, "chosen_none", tag=chosen) if chosen else ""
    if not candidates:
        return _nothing(persona, done, case, knowledge, language)
    first = candidates[0]
    why = said + rationale(first, candidates, done, case, knowledge, language)
    why += about(first.component, first.own.match if first.own else None, case, done.ground, language)
    why += elsewhere(done.elsewhere, case, language)
    return _decision(persona, first, why, done, case, knowledge, language)


def _decision(
    persona: Persona,
    first: Candidate,
    why: str,
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
    return Decision(persona.tag, first.cause, first.component, first.confidence, why, evidence, remedies)


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
    out = ruled_out(done, case, knowledge, language)
    why = say(language, "no_cause", signals=len(case.signals), ruled=ruled_text(out, language))
    why += to_read(case, language)
    why += elsewhere(done.elsewhere, case, language)
    evidence = tuple(dict.fromkeys(e for r in out for e in r.evidence))
    component = case.brief.component.name if case.brief else case.declaration.service
    return Decision(persona.tag, None, component, 0.0, why, evidence)
