"""A decision set against what was declared: the object asked about, faults of others, mistyped commands."""

from dataclasses import replace

import pytest

from astreinte.agents import Analyse, Case, Decide
from astreinte.domain import Decision, Query, Reading, Signal

from .agent_cases import NOW, PLAYBOOK, case, kube, persona, sig

STUCK = sig("init-stuck", "pod:shop/loud-0", detail="loud-0: Init:CrashLoopBackOff")
WAITS = sig("workload-short", "deployment:shop/quiet", detail="quiet: 0 of 1 ready")


def asked(*pairs: tuple[Signal, Reading], service: str = "quiet", text: str = "") -> Case:
    of = case(*pairs, service=service, title=f"Why is {service} down")
    query = Query("kubectl", ("describe", "job", service, "-n", "shop"))
    return replace(of, services={}, readings=(*of.readings, Reading(query, NOW, "ok", text)) if text else of.readings)


async def decided(of: Case) -> Decision:
    return await PLAYBOOK.think(persona("helm"), Decide((), ""), of)


async def test_a_weak_fault_of_another_is_named_as_seen_elsewhere_and_not_decided() -> None:
    decision = await decided(asked(STUCK, WAITS))
    assert decision.cause is None
    assert "init-container-failing / loud" in decision.rationale


async def test_the_same_fault_is_decided_where_it_is_asked_about() -> None:
    decision = await decided(asked(STUCK, service="loud"))
    assert (decision.cause, decision.component) == ("init-container-failing", "loud")


async def test_the_declared_object_is_named_beside_the_one_at_fault() -> None:
    line = sig("db-unreached", "pod:shop/quiet-0", peer="ledger:5432", detail="no connection to database ledger:5432")
    decision = await decided(asked(line, text="Name: quiet"))
    assert decision.component == "ledger"
    assert "job quiet" in decision.rationale


async def test_an_object_that_no_reading_speaks_of_is_told() -> None:
    decision = await decided(asked(sig("certificate-expired", "service:stall"), service="nowhere"))
    assert decision.cause == "cert-expired"
    assert "nowhere" in decision.rationale


async def test_a_mistyped_command_is_told_with_the_one_that_was_meant() -> None:
    typo = sig("entrypoint-failing", "pod:shop/quiet-0", attributes={"command": "curll", "meant": "curl"})
    rationale = (await decided(asked(typo))).rationale
    assert "`curll`" in rationale
    assert "`curl`" in rationale


@pytest.mark.parametrize(
    ("pod", "workload"), [("cart-5d8f7c9b6-x2x9k", "deployment:shop/cart"), ("ledger-0", "statefulset:shop/ledger")]
)
async def test_pod_and_its_workload_are_one_component(pod: str, workload: str) -> None:
    """
    The incident is declared on the pod, the evidence names the workload too: one hypothesis, on the workload.
    """
    killed = (sig("oom-reason", f"pod:shop/{pod}"), sig("restarting", f"pod:shop/{pod}"), sig("oom-reason", workload))
    finding = await PLAYBOOK.think(persona("helm"), Analyse(), kube(*killed, service=pod))
    found = [(each.cause, each.component) for each in finding.hypotheses if each.cause == "oom-killed"]
    assert [("oom-killed", workload.rpartition("/")[2])] == found


async def test_two_workloads_that_differ_by_a_number_are_two() -> None:
    """
    `queue-2` is no pod of `queue` where the evidence calls it a deployment.
    """
    killed = (sig("oom-reason", "deployment:shop/queue-2"), sig("oom-reason", "deployment:shop/queue"))
    finding = await PLAYBOOK.think(persona("helm"), Analyse(), kube(*killed, service="queue-2"))
    assert {"queue", "queue-2"} == {each.component for each in finding.hypotheses if each.cause == "oom-killed"}
