"""What personas say: assessment, finding, decision, review."""

from dataclasses import dataclass, field

from .action import Fix
from .incident import Component, Severity, Variant

UNSURE = 0.6
"""Below this confidence there is something to read next: nothing is concluded while a source left something unread."""


@dataclass(frozen=True)
class Shown:
    """A signal as an explanation shows it: what was read, about whom, by which command, in which reading."""

    signal: str
    where: str
    excerpt: str
    source: str
    evidence: str


@dataclass(frozen=True)
class Explanation:
    """Why a hypothesis is held. `path` is the walk down the diagnostic tree, one answered question an entry.

    `refutes` says what would speak against it; `next` holds read-only commands worth running while confidence is low.
    """

    path: tuple[str, ...]
    proof: tuple[Shown, ...]
    support: tuple[Shown, ...] = ()
    refutes: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


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
    explained: Explanation | None = None


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
