"""Commands of the inventory's runbook, and what is handed to somebody where there is no form at all."""

import pytest

from astreinte.actions import (
    ADVICE,
    Catalogue,
    Effects,
    Handed,
    NotingExecutor,
    Warrant,
    action_types,
    all_actions,
    handover,
)
from astreinte.config import PERSONAS, Settings
from astreinte.domain import Fix, ManualClock, Query, Reading
from astreinte.errors import RefusedByPolicy
from astreinte.evidence import StateSource
from astreinte.memory import MemoryLedger

from .world import AT, RecordedWorld

INC = "INC-20260301-01"
SETTINGS = Settings.model_validate(
    {
        "language": "en",
        "services": {
            "wiki": {
                "manager": "systemd",
                "unit": "wiki.service",
                "runbook": {
                    "rotate-secret": {"run": ["/usr/local/sbin/rotate", "wiki"], "check": ["rotated", "--since", "1h"]},
                    "limit-traffic": {"run": ["gate", "limit", "wiki"], "undo": ["gate", "free", "wiki"]},
                    "fix-scrape": {"run": ["gate", "scrape"]},
                },
            },
            "cart": {"domain": "k3s", "workload": {"namespace": "shop"}},
        },
    }
)
CATALOGUE = Catalogue(all_actions("/kept"))


async def nothing(query: Query) -> Reading:
    return Reading(query, AT, "no_data")


@pytest.mark.parametrize(
    ("action", "risk", "argv"),
    [
        ("rotate-secret", "destructive", ("/usr/local/sbin/rotate", "wiki")),
        ("limit-traffic", "reversible", ("gate", "limit", "wiki")),
        ("fix-scrape", "destructive", ("gate", "scrape")),
    ],
)
async def test_a_command_of_the_runbook_runs_word_for_word_and_asks_where_it_has_no_undo(
    action: str, risk: str, argv: tuple[str, ...]
) -> None:
    plan = await CATALOGUE.plan(Fix(action, {"service": "wiki", "what": "; reboot"}), RecordedWorld({}, SETTINGS))
    assert (plan.argv, plan.risk) == (argv, risk)


async def test_it_passes_the_same_gate_and_its_check_is_read() -> None:
    hands = NotingExecutor()
    gate = Effects(SETTINGS, CATALOGUE, MemoryLedger(ManualClock(AT)), hands, nothing, clock=ManualClock(AT))
    under = Warrant(INC, await gate.claim(INC), 1, by="vault")
    with pytest.raises(RefusedByPolicy, match="cannot be undone"):
        await gate.apply(under, await gate.plan(Fix("rotate-secret", {"service": "wiki"})))
    record = await gate.apply(under, await gate.plan(Fix("limit-traffic", {"service": "wiki"})))
    assert (record.state, hands.ran) == ("done", [("gate", "limit", "wiki")])
    source = StateSource(SETTINGS, ManualClock(AT))
    assert source.accepts(Query("rotated", ("--since", "1h")))
    assert not source.accepts(Query("rotated", ("--since", "2h")))


@pytest.mark.parametrize("action", sorted(set(action_types()) - ADVICE))
@pytest.mark.parametrize("service", ["wiki", "cart"])
def test_every_action_names_who_takes_it_over_and_how(action: str, service: str) -> None:
    found = handover(SETTINGS, action, service)
    assert found.to in {*PERSONAS, "lead"}
    assert found.steps


def test_the_steps_are_of_the_platform_and_filled_in_from_the_inventory() -> None:
    assert handover(SETTINGS, "restart", "wiki").steps == ("systemctl restart wiki.service",)
    assert handover(SETTINGS, "scale", "cart").steps[1] == "kubectl scale deployment/cart -n shop --replicas=N"


async def test_what_cannot_be_proven_is_handed_over() -> None:
    with pytest.raises(Handed) as caught:
        await CATALOGUE.plan(Fix("patch-workload", {"service": "cart"}), RecordedWorld({}, SETTINGS))
    assert (caught.value.handover.to, caught.value.handover.steps[1]) == (
        "helm",
        "kubectl edit deployment/cart -n shop",
    )
