"""The form of each answer as a model gives it: plain JSON, validated, with nothing beside."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from astreinte.agents.reasoner import TaskName
from astreinte.domain import Domain, Severity

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Show(Form):
    """A reading of the case, whole."""

    show: Id


class Run(Form):
    """A read-only command; whether it may be asked is the catalogue's word, not the model's."""

    tool: Id
    args: list[Annotated[str, StringConstraints(max_length=400)]] = Field(default=[], max_length=20)


class Asking(Form):
    more: list[Show | Run] = Field(default=[], max_length=8)

    @property
    def prose(self) -> list[str]:
        """What a person would read of it."""
        return []


class HypothesisForm(Form):
    cause: Id
    component: Id
    confidence: Share
    evidence: list[Id] = Field(min_length=1, max_length=40)
    why: Line = ""


class RuledOutForm(Form):
    cause: Id
    why: Line
    evidence: list[Id] = Field(default=[], max_length=40)


class FindingForm(Asking):
    hypotheses: list[HypothesisForm] = Field(max_length=5)
    ruled_out: list[RuledOutForm] = Field(default=[], max_length=6)
    summary: Line = ""

    @property
    def prose(self) -> list[str]:
        return [self.summary, *(each.why for each in (*self.hypotheses, *self.ruled_out))]


class DecisionForm(Asking):
    cause: Id | None
    component: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    confidence: Share = 0.0
    rationale: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2400)]
    evidence: list[Id] = Field(default=[], max_length=40)

    @property
    def prose(self) -> list[str]:
        return [self.rationale]


class ReviewForm(Asking):
    maintained: bool
    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
    evidence: list[Id] = Field(default=[], max_length=40)

    @property
    def prose(self) -> list[str]:
        return [self.why]


class AssessmentForm(Asking):
    severity: Severity
    domain: Domain
    component: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    impact: Line = ""
    assumptions: list[Line] = Field(default=[], max_length=12)
    evidence: list[Id] = Field(default=[], max_length=40)

    @property
    def prose(self) -> list[str]:
        return [self.impact, *self.assumptions]


class AccountForm(Asking):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2400)]
    more: list[Show | Run] = Field(default=[], max_length=0)

    @property
    def prose(self) -> list[str]:
        return [self.text]


FORMS: Mapping[TaskName | Literal["account"], type[Asking]] = MappingProxyType(
    {
        "triage": AssessmentForm,
        "analyse": FindingForm,
        "decide": DecisionForm,
        "review": ReviewForm,
        "account": AccountForm,
    }
)
