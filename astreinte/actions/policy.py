"""The policy: an ordered list of rules over one plan. The first that speaks decides; if none does, it is refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from astreinte.config import Mode
from astreinte.domain import Answer, Plan, seal
from astreinte.evidence.phrases import Language

from .reasons import reason


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

    `mode` is None where rules are given and none fits. `applied` counts the effects of this incident, `on_target` those
    on this target, `in_hour` those of the last hour, `running` those under way, of all incidents; `containment` is set
    for the reversible first step of a CRITIQUE. `by` is the persona that decided, `may` those who may run the action.
    """

    mode: Mode | None
    applied: int
    limit: int
    paused: bool = False
    containment: bool = False
    approval: Answer | None = None
    language: Language = "fr"
    now: datetime | None = None
    approval_lasts: timedelta = timedelta(hours=1)
    on_target: int = 0
    target_limit: int = 5
    in_hour: int = 0
    hour_limit: int = 20
    running: int = 0
    most_running: int = 3
    frozen: str = ""
    by: str = ""
    may: frozenset[str] = frozenset()

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


def unruled(plan: Plan, now: Situation) -> Verdict | None:
    if now.mode is not None:
        return None
    return Refused(now.say("no_rule", action=plan.action, risk=plan.risk, target=plan.target))


def not_theirs(plan: Plan, now: Situation) -> Verdict | None:
    """Some actions are left to the personas whose trade they are."""
    if not now.may or now.by in now.may:
        return None
    return Refused(now.say("not_theirs", by=now.by or "-", action=plan.action, known=", ".join(sorted(now.may))))


def spent(plan: Plan, now: Situation) -> Verdict | None:
    if now.applied >= now.limit:
        return Refused(now.say("spent", applied=now.applied, limit=now.limit))
    if now.on_target >= now.target_limit:
        return Refused(now.say("spent_target", applied=now.on_target, target=plan.target, limit=now.target_limit))
    if now.in_hour >= now.hour_limit:
        return Refused(now.say("spent_hour", applied=now.in_hour, limit=now.hour_limit))
    return Refused(now.say("crowded", count=now.running)) if now.running >= now.most_running else None


def answered(plan: Plan, now: Situation) -> Verdict | None:
    """An approval counts for exactly what was shown, and until it expires."""
    answer = now.approval
    if answer is None:
        return None
    if answer.fingerprint != seal(plan.fingerprint, answer.expires):
        return NeedsApproval(now.say("drifted"))
    if answer.choice != "approve":
        return Refused(now.say("rejected", by=answer.by))
    if now.now is not None and now.now >= (answer.expires or answer.at + now.approval_lasts):
        return Refused(now.say("expired", by=answer.by))
    return Allowed(now.say("approved", by=answer.by))


def frozen(plan: Plan, now: Situation) -> Verdict | None:
    if not now.frozen or (now.containment and plan.risk == "reversible"):
        return None
    return NeedsApproval(now.say("frozen", why=now.frozen))


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
    unruled,
    observing,
    not_theirs,
    spent,
    answered,
    destructive,
    frozen,
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
