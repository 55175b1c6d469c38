"""The policy: an ordered list of rules over one plan. The first that speaks decides; if none does, it is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from astreinte.domain import Answer, Plan
from astreinte.evidence.phrases import Language

from .reasons import reason

Mode = Literal["direct", "confirm", "observe"]


@dataclass(frozen=True)
class Allowed:
    why: str


@dataclass(frozen=True)
class NeedsApproval:
    why: str


@dataclass(frozen=True)
class Refused:
    why: str


Verdict = Allowed | NeedsApproval | Refused


@dataclass(frozen=True)
class Situation:
    """What the rules may look at beside the plan. Nothing here comes from evidence, alerts or a model.

    `applied` counts the effects of this incident; `containment` is set for the reversible first step of a CRITIQUE.
    """

    mode: Mode
    applied: int
    limit: int
    paused: bool = False
    containment: bool = False
    approval: Answer | None = None
    language: Language = "fr"

    def say(self, key: str, **values: str | int) -> str:
        """A reason in the user's language."""
        return reason(self.language, key, **values)


Rule = Callable[[Plan, Situation], Verdict | None]


def kill_switch(plan: Plan, now: Situation) -> Verdict | None:
    if now.paused and plan.risk != "observe":
        return Refused(now.say("paused"))
    return None


def harmless(plan: Plan, now: Situation) -> Verdict | None:
    return Allowed(now.say("changes_nothing")) if plan.risk == "observe" else None


def observing(plan: Plan, now: Situation) -> Verdict | None:
    return Refused(now.say("observing")) if now.mode == "observe" else None


def spent(plan: Plan, now: Situation) -> Verdict | None:
    return Refused(now.say("spent", applied=now.applied, limit=now.limit)) if now.applied >= now.limit else None


def answered(plan: Plan, now: Situation) -> Verdict | None:
    """An approval counts for exactly what was shown."""
    if now.approval is None:
        return None
    if now.approval.fingerprint != plan.fingerprint:
        return NeedsApproval(now.say("drifted"))
    if now.approval.choice == "approve":
        return Allowed(now.say("approved", by=now.approval.by))
    return Refused(now.say("rejected", by=now.approval.by))


def destructive(plan: Plan, now: Situation) -> Verdict | None:
    return NeedsApproval(now.say("no_undo")) if plan.risk == "destructive" else None


def containing(plan: Plan, now: Situation) -> Verdict | None:
    if now.containment and plan.risk == "reversible" and plan.undo:
        return Allowed(now.say("containing"))
    return None


def confirming(plan: Plan, now: Situation) -> Verdict | None:
    return NeedsApproval(now.say("confirming")) if now.mode == "confirm" else None


def direct(plan: Plan, now: Situation) -> Verdict | None:
    if now.mode != "direct":
        return None
    if plan.risk == "reversible" and plan.undo:
        return Allowed(now.say("reversible"))
    return Allowed(now.say("one_way")) if plan.risk == "one-way" else None


RULES: tuple[Rule, ...] = (
    kill_switch,
    harmless,
    observing,
    spent,
    answered,
    destructive,
    containing,
    confirming,
    direct,
)


def judge(plan: Plan, now: Situation, rules: Sequence[Rule] = RULES) -> Verdict:
    """The verdict of the first rule that speaks; without one, a refusal."""
    for rule in rules:
        if (verdict := rule(plan, now)) is not None:
            return verdict
    return Refused(now.say("no_rule", action=plan.action, risk=plan.risk, target=plan.target))
