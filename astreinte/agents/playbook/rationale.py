"""The lead's reasons in words: what proves the cause, what it explains, what was set aside, what stands beside it."""

from collections.abc import Sequence

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.domain import RuledOut

from .candidates import Candidate
from .changes import changes_aside
from .match import Match
from .say import listed, percent, say
from .survey import Survey, Suspicion, aside_text, hints_text, proof_text, ruled_out

BESIDE, MANY = 0.2, 2
"""A rival on the same component that shares no signal of its proof is a second fault from here on."""

SECOND = 0.5
"""From this confidence on an independent fault is named beside the first."""


def rationale(
    first: Candidate,
    candidates: Sequence[Candidate],
    done: Survey,
    case: Case,
    knowledge: Knowledge,
    language: Language,
) -> str:
    """The proof of the first, how it makes the symptom, who agrees, and what stands beside it or was set aside."""
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
    parts.append(_aside(match, done, case, knowledge, language))
    return "".join(parts)


def _aside(match: Match, done: Survey, case: Case, knowledge: Knowledge, language: Language) -> str:
    """Beside a fault, the changes that are not it; beside a healthy system, all that was ruled out."""
    if match.cause.kind == "healthy":
        return ruled_text(ruled_out(done, case, knowledge, language), language)
    changed = changes_aside(match, case, done.ground, knowledge, language)
    return say(language, "changes", changes=changed.why) if changed else ""


def ruled_text(ruled: Sequence[RuledOut], language: Language) -> str:
    """What was ruled out and why, in one sentence; empty where nothing was."""
    return say(language, "ruled", ruled=listed((f"{r.cause} ({r.why})" for r in ruled), language)) if ruled else ""


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
