"""Rules by environment and action, freezes, limits, approvals that expire, actions that are left to some personas."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import ValidationError

from astreinte.actions import Allowed, NeedsApproval, Refused, Situation, judge
from astreinte.actions.pin import fits, hashed
from astreinte.config import Freeze, Settings
from astreinte.domain import Answer, Plan, seal

from .test_policy import NOW, PLAN
from .world import AT

RULES = [
    {"environment": "prod", "action": "free-disk", "mode": "direct"},
    {"environment": "prod", "risk": "one-way", "mode": "confirm"},
    {"environment": "prod", "service": "pay*", "mode": "observe"},
    {"environment": "lab", "mode": "direct"},
]
SETTINGS = Settings.model_validate(
    {
        "services": {"pay-api": {"environment": "prod"}, "wiki": {}, "bench": {"environment": "lab"}},
        "environment": "prod",
        "policies": RULES,
    }
)


@pytest.mark.parametrize(
    ("service", "action", "risk", "mode"),
    [
        ("pay-api", "free-disk", "one-way", "direct"),
        ("pay-api", "restart", "one-way", "confirm"),
        ("pay-api", "scale", "reversible", "observe"),
        ("bench", "scale", "reversible", "direct"),
        ("wiki", "scale", "reversible", None),
    ],
)
def test_the_first_rule_that_fits_decides(service: str, action: str, risk: str, mode: str | None) -> None:
    assert SETTINGS.mode_of(service, action, risk) == mode


def test_where_rules_are_given_and_none_fits_nothing_runs() -> None:
    """Neither an approval nor a containment widens that."""
    given = Answer("q-1", "approve", "camille", AT, fingerprint=PLAN.fingerprint)
    for now in (NOW, replace(NOW, containment=True), replace(NOW, approval=given)):
        assert isinstance(judge(PLAN, replace(now, mode=None)), Refused)


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (replace(NOW, on_target=5), "sur « wiki »"),
        (replace(NOW, in_hour=20), "dans l'heure"),
        (replace(NOW, running=3), "en cours"),
        (replace(NOW, may=frozenset({"vault"}), by="forge"), "revient à vault"),
    ],
)
def test_a_limit_is_a_refusal(now: Situation, says: str) -> None:
    verdict = judge(PLAN, now)
    assert isinstance(verdict, Refused)
    assert says in verdict.why


def test_a_freeze_asks_and_containment_goes_on() -> None:
    held = replace(NOW, frozen="soldes")
    assert [NeedsApproval, Allowed] == [type(judge(PLAN, replace(held, containment=flag))) for flag in (False, True)]


def test_a_freeze_holds_between_its_ends_where_it_says() -> None:
    freeze = Freeze(start=AT, end=AT + timedelta(hours=1), environment="prod")
    held = [freeze.holds(AT + timedelta(minutes=m), "prod", "wiki") for m in (-1, 0, 59, 60)]
    assert held == [False, True, True, False]
    assert not freeze.holds(AT, "lab", "wiki")
    with pytest.raises(ValidationError):
        Freeze(start=AT, end=AT)


def approved(plan: Plan, *, lasts: timedelta) -> Answer:
    expires = AT + lasts
    return Answer("q", "approve", "camille", AT, "", seal(plan.fingerprint, expires), "pin", expires)


@pytest.mark.parametrize(("minutes", "verdict"), [(0, Allowed), (9, Allowed), (10, Refused), (600, Refused)])
def test_an_approval_expires(minutes: int, verdict: type) -> None:
    plan = replace(PLAN, risk="destructive")
    given = approved(plan, lasts=timedelta(minutes=10))
    now = replace(NOW, approval=given, now=AT + timedelta(minutes=minutes))
    assert isinstance(judge(plan, now), verdict)


@pytest.mark.parametrize(
    "changed",
    [
        {"argv": ("systemctl", "stop", "wikj")},
        {"target": "wikj"},
        {"undo": ("systemctl", "start", "wikj")},
        {"revision": "8"},
        {"risk": "one-way"},
        {"method": "docker"},
    ],
)
def test_one_byte_more_or_less_and_the_approval_is_void(changed: dict[str, object]) -> None:
    shown = replace(PLAN, risk="destructive", revision="7")
    now = replace(NOW, mode="confirm", approval=approved(shown, lasts=timedelta(hours=1)), now=AT)
    assert isinstance(judge(shown, now), Allowed)
    assert isinstance(judge(replace(shown, **changed), now), NeedsApproval)  # type: ignore[arg-type]


def test_the_expiry_is_part_of_what_was_approved() -> None:
    given = approved(PLAN, lasts=timedelta(minutes=1))
    longer = replace(given, expires=AT + timedelta(days=1))
    assert isinstance(judge(PLAN, replace(NOW, approval=longer, now=AT)), NeedsApproval)


def test_a_pin_is_known_by_its_hash_alone() -> None:
    kept = hashed("4711")
    assert "4711" not in kept
    assert (fits("4711", kept), fits("4712", kept), fits("4711", ""), fits("", hashed("x"))) == (
        True,
        False,
        False,
        False,
    )
