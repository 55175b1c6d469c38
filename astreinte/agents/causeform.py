"""The form of `causes.yaml` and of a user's own file: what each key may hold."""

from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from astreinte.domain import Domain

from .knowledge import Branch, Cause, Grade, Language, Remedy

KebabId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Named = dict[str, Any]


def _texts(value: Any) -> Any:
    """A user's own entry may hold one sentence, in whatever language."""
    return {"en": value} if isinstance(value, str) else value


Texts = Annotated[dict[Language, str], BeforeValidator(_texts), Field(min_length=1)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RemedyEntry(Strict):
    do: KebabId
    lasts: Literal["temporary", "permanent"]
    note: str = ""
    note_fr: str = ""
    who: Literal["component", "rival"] = "component"
    set: dict[str, str] = {}

    def remedy(self) -> Remedy:
        notes: dict[Language, str] = {"fr": self.note_fr, "en": self.note}
        return Remedy(
            self.do,
            self.lasts,
            MappingProxyType({key: text for key, text in notes.items() if text}),
            self.who,
            MappingProxyType(self.set),
        )


class CauseEntry(Strict):
    id: KebabId
    title: str
    fr: str
    branch: str
    stage: str
    kind: str = Field(alias="class")
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    lead: str
    support: tuple[str, ...] = ()
    target: str
    proves: Annotated[tuple[Annotated[tuple[KebabId, ...], Field(min_length=1)], ...], Field(min_length=1)]
    hints: tuple[KebabId, ...] = ()
    denies: tuple[KebabId, ...] = ()
    sits: Literal["own", "callee"] = "own"
    yields_to: tuple[str, ...] = ()
    rule_out: dict[str, Texts] = {}
    show: tuple[str, ...] = ()
    query: str = ""
    fix: tuple[RemedyEntry, ...] = ()
    how: Texts | None = None

    def cause(self) -> Cause:
        return Cause(
            id=self.id,
            titles=MappingProxyType({"fr": self.fr, "en": self.title}),
            branch=self.branch,
            stage=self.stage,
            kind=self.kind,
            domains=self.domains,
            lead=self.lead,
            support=self.support,
            target=self.target,
            proves=self.proves,
            hints=self.hints,
            denies=frozenset(self.denies),
            sits=self.sits,
            yields_to=self.yields_to,
            rule_out=MappingProxyType({near: MappingProxyType(texts) for near, texts in self.rule_out.items()}),
            show=self.show,
            query=self.query,
            remedies=tuple(each.remedy() for each in self.fix),
            how=MappingProxyType(self.how or {}),
        )


class BranchEntry(Strict):
    seed: bool = False
    question: str
    fr: str = ""

    def branch(self, key: str) -> Branch:
        return Branch(key, self.seed, MappingProxyType({"fr": self.fr or self.question, "en": self.question}))


class Header(BaseModel):
    """What surrounds the causes; a user's own file may leave all of it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    branches: dict[str, BranchEntry] = {}
    stages: tuple[str, ...] = ()
    domains: dict[Domain, dict[str, str]] = {}
    personas: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    grades: dict[Grade, tuple[KebabId, ...]] = {}
    rules_out: dict[KebabId, tuple[KebabId, ...]] = {}
    signals: dict[KebabId, Any] = {}
    concepts: dict[str, Any] = {}
    suspects: dict[KebabId, tuple[KebabId, ...]] = {}
