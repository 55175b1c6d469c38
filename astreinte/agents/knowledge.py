"""The cause knowledge base: what can be wrong, what proves it, what looks like it, how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from astreinte.actions.taxonomy import action_types
from astreinte.domain import Domain
from astreinte.errors import UnknownName
from astreinte.evidence.phrases import Language
from astreinte.evidence.signals import SignalRule

if TYPE_CHECKING:
    from .suspects import Suspects

Grade = Literal["contradiction", "state", "log", "metric", "change"]
"""How far a signal can be trusted to name a cause, most telling first; a change tells when, not what."""


def in_language(texts: Mapping[Language, str], language: Language) -> str:
    """The text in the language, else the one there is: a user's own entries may hold one alone."""
    return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Branch:
    """A leaf of the diagnostic tree; `seed` leaves are those of the workflow document."""

    id: str
    seed: bool
    questions: Mapping[Language, str]


@dataclass(frozen=True)
class Remedy:
    """One fix of a cause, in order of preference: an id of the actions, how long it lasts, a hint.

    `who` is the component itself, or the service that stands in its way. `params` say which part of the target was
    found wrong; the action reads the right value itself.
    """

    action: str
    lasts: Literal["temporary", "permanent"]
    notes: Mapping[Language, str] = field(default_factory=dict[Language, str])
    who: Literal["component", "rival"] = "component"
    params: Mapping[str, str] = field(default_factory=dict[str, str])

    def note(self, language: Language) -> str:
        """What to mind when it is applied to this cause; empty where there is nothing to add."""
        return in_language(self.notes, language)

    def text(self, language: Language) -> str:
        """The note, else what the action does anywhere."""
        return self.note(language) or action_types()[self.action].text(language)


@dataclass(frozen=True)
class Cause:
    """One entry of `causes.yaml`; its header says what each field means."""

    id: str
    titles: Mapping[Language, str]
    branch: str
    stage: str
    kind: str
    domains: tuple[Domain, ...]
    lead: str
    support: tuple[str, ...]
    target: str
    proves: tuple[tuple[str, ...], ...]
    hints: tuple[str, ...] = ()
    denies: frozenset[str] = frozenset()
    sits: Literal["own", "callee"] = "own"
    yields_to: tuple[str, ...] = ()
    rule_out: Mapping[str, Mapping[Language, str]] = field(default_factory=dict[str, Mapping[Language, str]])
    show: tuple[str, ...] = ()
    query: str = ""
    remedies: tuple[Remedy, ...] = ()
    how: Mapping[Language, str] = field(default_factory=dict[Language, str])

    def mechanism(self, language: Language) -> str:
        """How the cause makes the symptom, in a sentence or two; empty where a user's own entry leaves it out."""
        return in_language(self.how, language)

    def near_miss(self, other: str, language: Language) -> str:
        """How another cause that looks like this one differs; empty where the entry does not name it."""
        return in_language(self.rule_out.get(other, {}), language)

    @cached_property
    def path(self) -> str:
        """The branch with a full stop behind it, so that it begins with those that it is on, and with no namesake."""
        return f"{self.branch}."

    @cached_property
    def proving(self) -> frozenset[str]:
        """Every signal of some proof."""
        return frozenset[str]().union(*self.proves)

    @cached_property
    def signals(self) -> frozenset[str]:
        """Every signal that speaks for it."""
        return self.proving.union(self.hints)


@dataclass(frozen=True)
class Knowledge:
    """All causes and the words around them."""

    causes: Mapping[str, Cause]
    branches: Mapping[str, Branch]
    grades: Mapping[str, Grade]
    provers: Mapping[str, int]
    """How many causes a signal helps to prove: the more, the less it tells."""

    suspects: "Suspects"
    """What words alone make one suspect."""

    rules: tuple[SignalRule, ...] = ()
    """Signals of a user's own file; the shipped ones are everybody's."""

    @classmethod
    def load(cls, extra: Path | None = None) -> "Knowledge":
        """The shipped causes, with those of a user's own file laid over them by id.

        Raises:
            ConfigError: a file cannot be read, or an entry is wrong; names the file and the key.
        """
        return _load(extra)

    def cause(self, cause: str) -> Cause:
        """The entry of that id.

        Raises:
            UnknownName: no such id.
        """
        if (found := self.causes.get(cause)) is None:
            raise UnknownName("cause", cause, self.causes)
        return found

    def title(self, cause: str, language: Language) -> str:
        return self.cause(cause).titles[language]

    def grade(self, signal: str) -> Grade:
        return self.grades.get(signal, "log")

    def yields(self, cause: Cause, other: Cause) -> bool:
        """Whether a proven `other` on the same spot explains `cause`."""
        if other.id == cause.id:
            return False
        return any(
            each in {"*", other.id, other.branch} or other.branch.startswith(each + ".") for each in cause.yields_to
        )


@cache
def _load(extra: Path | None) -> Knowledge:
    from .causefile import read_knowledge

    return read_knowledge(extra)
