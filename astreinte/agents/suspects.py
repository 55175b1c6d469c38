"""What words alone make one suspect: causes by the concepts that lines state, where no rule proves any."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

from pydantic import TypeAdapter

from astreinte.domain import Reading, Signal
from astreinte.evidence import Context
from astreinte.evidence.concepts import Lexicon, find_concepts, is_said, lexicon
from astreinte.yamltext import load_shipped

from .knowledge import Cause, Grade

UNEXPLAINED = frozenset({"crash-unexplained", "service-unit-failed", "container-stopped"})
"""Causes that say that something stopped, and not why: words may say it."""

ANSWERING = frozenset({"traffic-served", "service-healthy"})
SINCE = timedelta(minutes=15)

Suspected = dict[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Suspects:
    """The causes that words may name: `own` are a user's, pair to causes, over the shipped; so is `words`."""

    causes: Mapping[str, Cause]
    grades: Mapping[str, Grade]
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    words: Lexicon | None = None

    def beside(self, readings: Sequence[Reading], context: Context, signals: Sequence[Signal]) -> tuple[Signal, ...]:
        """The signals; where they prove neither a cause nor that all is well, with the concepts that lines state."""
        if self._explained(signals):
            return tuple(signals)
        said = find_concepts(readings, context, self.words or lexicon())
        return (*signals, *(each for each in said if not _answered_since(each, signals)))

    def walked(self, signals: Iterable[Signal]) -> Iterable[Cause]:
        """The causes to walk over these signals: all, or where words were read those that words may name."""
        return self._named if any(map(is_said, signals)) else self.causes.values()

    def _explained(self, signals: Iterable[Signal]) -> bool:
        ids = {each.id for each in signals}
        return any(proof <= ids for each in ids for proof in self._proofs.get(each, ()))

    @cached_property
    def _proofs(self) -> Mapping[str, list[frozenset[str]]]:
        """The lists of every `proves` that explains, by the first signal of each."""
        found: dict[str, list[frozenset[str]]] = {}
        telling = (cause for name, cause in self.causes.items() if name not in UNEXPLAINED)
        for proof in (proof for cause in telling for proof in cause.proves):
            found.setdefault(proof[0], []).append(frozenset(proof))
        return found

    @cached_property
    def _named(self) -> tuple[Cause, ...]:
        """The causes as words prove them; what proves them otherwise only agrees."""
        pairs: dict[str, list[tuple[str, ...]]] = {}
        for pair, causes in {**shipped(), **self.own}.items():
            for cause in causes:
                pairs.setdefault(cause, []).append((pair,))
        return tuple(
            replace(cause, proves=tuple(pairs[name]), hints=tuple(cause.signals), denies=self._denying(cause))
            for name, cause in self.causes.items()
            if name in pairs
        )

    def _denying(self, cause: Cause) -> frozenset[str]:
        """What rules the cause out for certain: a line does not, where no line proves anything."""
        return frozenset(each for each in cause.denies if self.grades.get(each, "log") != "log")


def _answered_since(said: Signal, signals: Iterable[Signal]) -> bool:
    """Whether the component has gone on answering, long after its complaint about a call."""
    return bool(said.peer and said.at) and any(
        each.id in ANSWERING and each.entity == said.entity and each.at and said.at and each.at - said.at > SINCE
        for each in signals
    )


@cache
def shipped() -> Mapping[str, tuple[str, ...]]:
    """`suspects.yaml`: pair to causes."""
    text = files("astreinte.agents").joinpath("suspects.yaml").read_text(encoding="utf-8")
    return MappingProxyType(TypeAdapter(Suspected).validate_python(load_shipped(text)))
