"""What personas say: assessment, finding, decision, review."""

from dataclasses import dataclass, field

from .action import Fix
from .incident import Component, Severity, Variant


@dataclass(frozen=True)
class Hypothesis:
    """A ranked suspicion. `cause` is an id of the taxonomy; without evidence ids it is refused.

    `confidence` is a probability in [0, 1]; `why` says in one sentence what proves it.
    """

    rank: int
    cause: str
    component: str
    confidence: float
    by: str
    evidence: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class RuledOut:
    cause: str
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One persona's blind analysis. No hypothesis means "no cause found", with what was ruled out."""

    by: str
    hypotheses: tuple[Hypothesis, ...]
    ruled_out: tuple[RuledOut, ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Dissent:
    by: str
    cause: str
    component: str
    maintained: bool
    why: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The lead's word. `cause` is None when no cause was found; then `fixes` is empty.

    `fixes` is in order of preference: the first alternative that policy and platform allow is applied.
    """

    by: str
    cause: str | None
    component: str
    confidence: float
    rationale: str
    evidence: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    dissent: tuple[Dissent, ...] = ()


@dataclass(frozen=True)
class Review:
    """A support's answer to the decision: the objection is maintained or withdrawn, with a reason."""

    by: str
    maintained: bool
    cause: str
    component: str
    why: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """Triage: what is known, and what was assumed (`assumptions`) or could not be inferred (`unknown`)."""

    severity: Severity
    variant: Variant
    component: Component
    impact: str
    assumptions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    evidence: tuple[str, ...] = field(default_factory=tuple[str, ...])
