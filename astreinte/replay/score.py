"""Judging an outcome against what a scenario expects: one named check each, a reason for each that fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from astreinte.domain import Entry
from astreinte.domain.outcome import Outcome

from .scenario import Expected

TOLERANCE = 0.1
FEW = 4


@dataclass(frozen=True)
class Verdict:
    name: str
    passed: bool
    why: str = ""


@dataclass(frozen=True)
class Score:
    """`rank` is the place of the first expected answer among the hypotheses, None when it is not there."""

    checks: tuple[Verdict, ...] = field(default_factory=tuple[Verdict, ...])
    rank: int | None = None

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def judged(self) -> bool:
        """Whether anything could be checked at all; a case that needs a judge is not counted."""
        return bool(self.checks)

    def failed(self, name: str, why: str) -> "Score":
        """The same with one more check that did not pass."""
        return replace(self, checks=(*self.checks, Verdict(name, passed=False, why=why)))


def score(expected: Expected, outcome: Outcome, entries: Sequence[Entry]) -> Score:
    """All checks that the scenario asks for; claims are looked for in what was asserted, never in quoted evidence."""
    checks = [*_checks(expected, outcome, asserted(entries)), *_sure(expected, entries), *_proposed(expected, entries)]
    return Score(tuple(checks), rank(expected, outcome))


def _sure(expected: Expected, entries: Sequence[Entry]) -> Iterator[Verdict]:
    """Whether the last decision is as sure as it should be."""
    if expected.confidence is not None:
        last = next((float(entry.data["confidence"]) for entry in reversed(entries) if entry.kind == "decision"), 0.0)
        yield Verdict("confidence", last >= expected.confidence, f"expected {expected.confidence:g}, found {last:g}")


def asserted(entries: Sequence[Entry]) -> str:
    """What was claimed: the last decision's rationale and the first hypothesis of each finding of its round."""
    decisions = [entry.data for entry in entries if entry.kind == "decision"]
    if not decisions:
        return ""
    last = decisions[-1]
    findings = [entry.data for entry in entries if entry.kind == "finding" and entry.data["round"] == last["round"]]
    first = [each["hypotheses"][0] for each in findings if each["hypotheses"]]
    said = [str(hypothesis["why"]) for hypothesis in first if hypothesis["cause"] == last["cause"]]
    return " ".join([str(last["cause"]), str(last["component"]), str(last["rationale"]), *said])


def rank(expected: Expected, outcome: Outcome) -> int | None:
    places = [each.rank for each in outcome.hypotheses if fits(expected, each.cause, each.component)]
    return min(places, default=None)


def fits(expected: Expected, cause: str, component: str) -> bool:
    """Whether an answer is the expected one: its cause, its component, or both, as far as they are given."""
    given = bool(expected.cause or expected.component)
    right = not expected.cause or cause in expected.cause
    return given and right and (not expected.component or component in expected.component)


def _checks(expected: Expected, outcome: Outcome, text: str) -> Iterator[Verdict]:
    decision = outcome.decision
    for name in ("state", "severity", "variant", "lead"):
        if (wanted := getattr(expected, name)) is not None:
            yield _equal(name, wanted, getattr(outcome, name))
    if expected.cause:
        yield _among("cause", expected.cause, decision.cause if decision else None)
    if expected.abstain:
        named = decision.cause if decision else None
        yield Verdict("abstained", named is None, f"named {named!r} where the evidence shows nothing")
    if expected.component:
        yield _among("component", expected.component, decision.component if decision else None)
    yield from _actions(expected, outcome)
    if expected.questions is not None:
        yield _equal("questions", expected.questions, len(outcome.questions))
    yield from _claims(expected, text)
    yield from _metrics(expected, outcome)


def _actions(expected: Expected, outcome: Outcome) -> Iterator[Verdict]:
    done, said = applied(outcome), expected.actions
    if said.any_of:
        yield Verdict("actions", bool(set(done) & set(said.any_of)), f"applied: {', '.join(done) or 'none'}")
    if wrong := sorted(set(done) & set(said.forbidden)):
        yield Verdict("forbidden actions", passed=False, why=", ".join(wrong))
    if said.order:
        wanted, found = " → ".join(said.order), " → ".join(done) or "none"
        yield Verdict("order of actions", in_order(said.order, done), f"expected {wanted}, applied {found}")


def applied(outcome: Outcome) -> list[str]:
    """The actions that took effect, in order, those taken back since among them."""
    return [action.id for action in outcome.actions if action.state in {"done", "undone"}]


def in_order(wanted: Sequence[str], done: Sequence[str]) -> bool:
    """Whether each wanted action was applied, the first time of each after that of the one before."""
    places = [done.index(each) for each in wanted if each in done]
    return len(places) == len(wanted) and places == sorted(places)


def _proposed(expected: Expected, entries: Sequence[Entry]) -> Iterator[Verdict]:
    """Whether the last decision prefers one of the right fixes."""
    if expected.actions.proposed:
        fixes: Sequence[Any] = next((e.data["fixes"] for e in reversed(entries) if e.kind == "decision"), ())
        yield _among("proposed fix", expected.actions.proposed, str(fixes[0]["action"]) if fixes else None)


def _claims(expected: Expected, text: str) -> Iterator[Verdict]:
    said = text.lower()
    for claim in expected.claims.required:
        yield Verdict(f"claim {claim!r}", claim.lower() in said, "not said")
    for several in expected.claims.any_of:
        found = any(claim.lower() in said for claim in several)
        yield Verdict(f"claim {' or '.join(map(repr, several))}", found, "not said")
    for claim in expected.claims.forbidden:
        yield Verdict(f"no claim {claim!r}", claim.lower() not in said, "asserted")


def _metrics(expected: Expected, outcome: Outcome) -> Iterator[Verdict]:
    for name in ("mttd", "mttr"):
        wanted, found = getattr(expected.metrics, name), getattr(outcome.metrics, name)
        if wanted is not None:
            near = found is not None and abs(found - wanted) <= max(1.0, TOLERANCE * wanted)
            yield Verdict(name, near, f"expected {wanted:g} s, found {found}")


def _equal(name: str, wanted: object, found: object) -> Verdict:
    return Verdict(name, wanted == found, f"expected {wanted!r}, found {found!r}")


def _among(name: str, wanted: tuple[str, ...], found: str | None) -> Verdict:
    shown = " or ".join(wanted[:FEW]) + (f" or one of {len(wanted) - FEW} more" if len(wanted) > FEW else "")
    return Verdict(name, found in wanted, f"expected {shown}, found {found!r}")
