"""Judging an outcome against what a scenario expects: one named check each, a reason for each that fails."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from astreinte.domain.outcome import Outcome

from .scenario import Expected

TOLERANCE = 0.1


@dataclass(frozen=True)
class Verdict:
    name: str
    passed: bool
    why: str = ""


@dataclass(frozen=True)
class Score:
    """`rank` is the place of the first expected cause among the hypotheses, None when it is not there."""

    checks: tuple[Verdict, ...] = field(default_factory=tuple[Verdict, ...])
    rank: int | None = None

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def score(expected: Expected, outcome: Outcome, text: str) -> Score:
    """All checks that the scenario asks for. `text` is the post-mortem."""
    return Score(tuple(_checks(expected, outcome, text)), rank(expected, outcome))


def rank(expected: Expected, outcome: Outcome) -> int | None:
    places = [
        each.rank
        for each in outcome.hypotheses
        if each.cause in expected.cause and (not expected.component or each.component in expected.component)
    ]
    return min(places, default=None)


def _checks(expected: Expected, outcome: Outcome, text: str) -> Iterator[Verdict]:
    decision = outcome.decision
    for name in ("state", "severity", "variant", "lead"):
        if (wanted := getattr(expected, name)) is not None:
            yield _equal(name, wanted, getattr(outcome, name))
    if expected.cause:
        yield _among("cause", expected.cause, decision.cause if decision else None)
    if expected.component:
        yield _among("component", expected.component, decision.component if decision else None)
    done = [action.id for action in outcome.actions if action.state in {"done", "undone"}]
    if expected.actions.any_of:
        yield Verdict("actions", bool(set(done) & set(expected.actions.any_of)), f"applied: {', '.join(done) or 'none'}")
    if wrong := sorted(set(done) & set(expected.actions.forbidden)):
        yield Verdict("forbidden actions", passed=False, why=", ".join(wrong))
    if expected.questions is not None:
        yield _equal("questions", expected.questions, len(outcome.questions))
    yield from _claims(expected, outcome, text)
    yield from _metrics(expected, outcome)


def _claims(expected: Expected, outcome: Outcome, text: str) -> Iterator[Verdict]:
    said = f"{outcome.decision.rationale if outcome.decision else ''}\n{text}".lower()
    for claim in expected.claims.required:
        yield Verdict(f"claim {claim!r}", claim.lower() in said, "absent")
    decided = (outcome.decision.rationale if outcome.decision else "").lower()
    for claim in expected.claims.forbidden:
        yield Verdict(f"no claim {claim!r}", claim.lower() not in decided, "asserted in the decision")


def _metrics(expected: Expected, outcome: Outcome) -> Iterator[Verdict]:
    for name in ("mttd", "mttr"):
        wanted, found = getattr(expected.metrics, name), getattr(outcome.metrics, name)
        if wanted is not None:
            near = found is not None and abs(found - wanted) <= max(1.0, TOLERANCE * wanted)
            yield Verdict(name, near, f"expected {wanted:g} s, found {found}")


def _equal(name: str, wanted: object, found: object) -> Verdict:
    return Verdict(name, wanted == found, f"expected {wanted!r}, found {found!r}")


def _among(name: str, wanted: tuple[str, ...], found: str | None) -> Verdict:
    return Verdict(name, found in wanted, f"expected {' or '.join(wanted)}, found {found!r}")
