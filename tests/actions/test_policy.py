"""The gate fails closed."""

from dataclasses import replace
from typing import Literal

import pytest

from astreinte.actions import Allowed, NeedsApproval, Refused, Situation, judge
from astreinte.domain import Answer, Plan, Risk

from .world import AT

PLAN = Plan("stop", "systemd", "wiki", ("systemctl", "stop", "wiki"), "reversible", ("systemctl", "start", "wiki"))
NOW = Situation(mode="direct", applied=0, limit=5)


def approval(plan: Plan, choice: str = "approve") -> Answer:
    return Answer("q-1", choice, "camille", AT, fingerprint=plan.fingerprint)


@pytest.mark.parametrize(
    ("mode", "risk", "verdict"),
    [
        ("direct", "reversible", Allowed),
        ("direct", "one-way", Allowed),
        ("direct", "destructive", NeedsApproval),
        ("confirm", "reversible", NeedsApproval),
        ("confirm", "one-way", NeedsApproval),
        ("observe", "reversible", Refused),
        ("observe", "destructive", Refused),
        ("observe", "observe", Allowed),
    ],
)
def test_mode_and_risk_decide(mode: Literal["direct", "confirm", "observe"], risk: Risk, verdict: type) -> None:
    """
    direct runs what can be undone or loses nothing, confirm asks, observe changes nothing.
    """
    assert isinstance(judge(replace(PLAN, risk=risk), replace(NOW, mode=mode)), verdict)


def test_no_rule_is_a_refusal() -> None:
    """
    Without a rule that speaks, nothing is allowed.
    """
    assert isinstance(judge(PLAN, NOW, rules=()), Refused)


def test_a_reversible_action_without_an_undo_is_refused() -> None:
    """
    What claims to be reversible must say how.
    """
    assert isinstance(judge(replace(PLAN, undo=None), NOW), Refused)


def test_an_approval_counts_for_exactly_what_was_shown() -> None:
    """
    One argument more, and the approval is void.
    """
    destructive = replace(PLAN, risk="destructive")
    drifted = replace(destructive, argv=(*destructive.argv, "--now"))
    shown = replace(NOW, approval=approval(destructive))
    assert [Allowed, NeedsApproval] == [type(judge(plan, shown)) for plan in (destructive, drifted)]


def test_a_rejection_is_a_refusal() -> None:
    """
    The user's no is final for that plan.
    """
    assert isinstance(judge(PLAN, replace(NOW, approval=approval(PLAN, "reject"))), Refused)


def test_the_kill_switch_stops_even_what_was_approved() -> None:
    """
    A file stops every effect.
    """
    assert isinstance(judge(PLAN, replace(NOW, paused=True, approval=approval(PLAN))), Refused)


def test_the_limit_of_effects_holds() -> None:
    """
    The sixth effect of an incident is refused.
    """
    assert isinstance(judge(PLAN, replace(NOW, applied=5)), Refused)


def test_critique_widens_containment_only() -> None:
    """
    Under `confirm`, a reversible containment runs; the same action outside containment asks.
    """
    confirm = replace(NOW, mode="confirm")
    assert [Allowed, NeedsApproval] == [type(judge(PLAN, replace(confirm, containment=flag))) for flag in (True, False)]
