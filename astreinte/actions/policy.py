"""The policy: an ordered list of rules over one plan. The first that speaks decides; if none does, it is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from astreinte.domain import Answer, Plan

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


Rule = Callable[[Plan, Situation], Verdict | None]


def kill_switch(plan: Plan, now: Situation) -> Verdict | None:
    if now.paused and plan.risk != "observe":
        return Refused("effects are paused: remove the file .astreinte/pause to allow them again")
    return None


def harmless(plan: Plan, now: Situation) -> Verdict | None:
    return Allowed("it changes nothing") if plan.risk == "observe" else None


def observing(plan: Plan, now: Situation) -> Verdict | None:
    return Refused("policy 'observe': nothing is changed, the plan is written down") if now.mode == "observe" else None


def spent(plan: Plan, now: Situation) -> Verdict | None:
    return (
        Refused(f"{now.applied} effects were applied; the limit is {now.limit}") if now.applied >= now.limit else None
    )


def answered(plan: Plan, now: Situation) -> Verdict | None:
    """An approval counts for exactly what was shown."""
    if now.approval is None:
        return None
    if now.approval.fingerprint != plan.fingerprint:
        return NeedsApproval("the plan is no longer the one that was shown")
    if now.approval.choice == "approve":
        return Allowed(f"approved by {now.approval.by}")
    return Refused(f"rejected by {now.approval.by}")


def destructive(plan: Plan, now: Situation) -> Verdict | None:
    return NeedsApproval("it cannot be undone") if plan.risk == "destructive" else None


def containing(plan: Plan, now: Situation) -> Verdict | None:
    if now.containment and plan.risk == "reversible" and plan.undo:
        return Allowed("reversible containment of a CRITIQUE incident")
    return None


def confirming(plan: Plan, now: Situation) -> Verdict | None:
    return NeedsApproval("policy 'confirm': every effect is approved") if now.mode == "confirm" else None


def direct(plan: Plan, now: Situation) -> Verdict | None:
    if now.mode != "direct":
        return None
    if plan.risk == "reversible" and plan.undo:
        return Allowed("policy 'direct': reversible and in the catalogue")
    return Allowed("policy 'direct': nothing is lost by it") if plan.risk == "one-way" else None


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
    return Refused(f"no rule allows {plan.action!r} ({plan.risk}) on {plan.target!r}")
