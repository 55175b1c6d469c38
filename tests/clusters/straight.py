"""Readings to hypotheses without the graph around them: for what has to be tried many times over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from astreinte.agents import Case, Knowledge
from astreinte.agents.playbook.survey import survey
from astreinte.agents.playbook.triage import triage
from astreinte.domain import Brief, Reading, Signal, Window
from astreinte.evidence import Context, Recording, extract
from astreinte.replay.stage import Take

KNOWLEDGE = Knowledge.load()
BEFORE = timedelta(minutes=30)
NEARLY = 0.005
"""Confidence is told in per cent."""


@dataclass(frozen=True)
class Answer:
    """The first hypothesis, and what it cites; no cause where nothing is proven or all is well."""

    cause: str | None
    component: str
    confidence: float
    cites: tuple[str, ...] = ()

    def worse_than(self, other: "Answer", right: tuple[str, tuple[str, ...]]) -> bool:
        """Wrong, and at least as sure as the other was."""
        is_right = self.cause == right[0] and self.component in right[1]
        return self.cause is not None and not is_right and self.confidence >= other.confidence


def read(recordings: Sequence[Recording]) -> tuple[Reading, ...]:
    return tuple(Reading(each.asked, each.at, each.status, each.text) for each in recordings)


def answer(taken: Take, readings: Sequence[Reading]) -> Answer:
    """What the walk over these readings says first."""
    found = survey(_case(taken, tuple(readings)), KNOWLEDGE).suspicions
    if not found or found[0].match.cause.kind == "healthy":
        return Answer(None, "", 0.0)
    first = found[0]
    return Answer(first.cause, first.component, first.confidence, first.match.evidence)


def _case(taken: Take, readings: tuple[Reading, ...]) -> Case:
    """As triage leaves it: signals are read again once the component is known."""
    declaration = taken.declaration
    now = max([declaration.detected, *(each.at for each in readings)])
    span = Window(declaration.detected - BEFORE, now)

    def signals(service: str) -> tuple[Signal, ...]:
        return extract(readings, Context(service=service, services={}, window=span, now=now))

    seen = Case(declaration, readings, signals(declaration.service), span, now)
    told = triage(declaration, seen, "en")
    brief = Brief("INC-1", declaration, told.severity, told.variant, told.component, "")
    if told.component.name == declaration.service:
        return replace(seen, brief=brief)
    return replace(seen, brief=brief, signals=signals(told.component.name))


def without_one(readings: Sequence[Reading], told: Answer, others: int, seed: int) -> Iterator[tuple[Reading, ...]]:
    """The readings without each that the answer cites, and without each of some that it does not."""
    draw = Random(seed)  # noqa: S311 - a sample, not a secret
    cited = [each for each in readings if each.id in told.cites]
    rest = [each for each in readings if each.id not in told.cites and each.status == "ok"]
    for dropped in (*cited, *draw.sample(rest, min(others, len(rest)))):
        yield tuple(each for each in readings if each is not dropped)


def thinned(readings: Sequence[Reading], share: float, seed: int) -> tuple[Reading, ...]:
    """A share of them, drawn."""
    draw = Random(seed)  # noqa: S311 - a sample, not a secret
    return tuple(sorted(draw.sample(list(readings), round(share * len(readings))), key=list(readings).index))
