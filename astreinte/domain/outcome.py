"""The outcome of an incident: the one JSON document that doors print, replays score and post-mortems are made of.

Times are RFC 3339 UTC texts, durations are seconds, unknown is null: never zero, never an empty text.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .action import EffectState, Risk
from .incident import NOBODY, Domain, IncidentState, Severity, Variant
from .question import QuestionKind

Seconds = int | float
QuestionStatus = Literal["open", "answered", "expired"]
"""expired: the time ran out and the workflow went on with what the question said it would assume."""


class Part(BaseModel):
    """Base of the outcome's parts: a key outside the contract is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class ComponentOut(Part):
    domain: Domain
    name: str


class HypothesisOut(Part):
    rank: int
    cause: str
    component: str
    confidence: float
    by: str
    evidence: list[str]


class DissentOut(Part):
    by: str
    cause: str
    maintained: bool


class DecisionOut(Part):
    """`cause` is null when no cause was found."""

    by: str
    cause: str | None
    component: str
    rationale: str
    dissent: list[DissentOut]


class QuestionOut(Part):
    id: str
    kind: QuestionKind
    status: QuestionStatus
    answer: str | None


class ActionOut(Part):
    """The latest state of one effect; `verified` is null when nobody has looked yet."""

    id: str
    target: str
    argv: list[str]
    risk: Risk
    state: EffectState
    verified: bool | None
    undo: list[str] | None


class CheckOut(Part):
    name: str
    passed: bool


class ValidationOut(Part):
    """`untold` names the checks that could not be made: they neither passed nor failed."""

    passed: bool
    checks: list[CheckOut]
    untold: list[str] = []


class TimesOut(Part):
    started: str | None = None
    detected: str | None = None
    acknowledged: str | None = None
    mitigated: str | None = None
    resolved: str | None = None


class MetricsOut(Part):
    mttd: Seconds | None = None
    mttr: Seconds | None = None
    nfr_violated: list[Literal["mttd", "mttr"]] = []


class MissingOut(Part):
    item: str
    why: str


class EvidenceOut(Part):
    """`collected` counts the distinct readings that hold text."""

    collected: int = 0
    missing: list[MissingOut] = []


class FollowupOut(Part):
    to: str
    text: str


class UsageOut(Part):
    """What the reasoning cost; several reasoners are joined by `+`."""

    reasoner: str = "playbook"
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Outcome(Part):
    id: str
    title: str
    state: IncidentState
    variant: Variant | None = None
    severity: Severity | None = None
    component: ComponentOut | None = None
    lead: str = NOBODY
    support: list[str] = []
    hypotheses: list[HypothesisOut] = []
    decision: DecisionOut | None = None
    questions: list[QuestionOut] = []
    actions: list[ActionOut] = []
    validation: ValidationOut | None = None
    times: TimesOut = Field(default_factory=TimesOut)
    metrics: MetricsOut = Field(default_factory=MetricsOut)
    evidence: EvidenceOut = Field(default_factory=EvidenceOut)
    postmortem: str | None = None
    followups: list[FollowupOut] = []
    usage: UsageOut = Field(default_factory=UsageOut)
    wall: float = 0.0


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of an outcome, as it is serialised: every key is present."""
    return Outcome.model_json_schema(mode="serialization")
