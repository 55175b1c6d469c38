"""What the fixes of a decision carry: parameters as the evidence names them, or no fix at all."""

from dataclasses import replace
from typing import Any

import pytest

from astreinte.agents import Decide, Tried
from astreinte.domain import Fix

from .agent_cases import DOWN, KNOWLEDGE, PLAYBOOK, RULE, case, persona, sig

NFT = {"rule": "tcp dport 8080 counter drop", "table": "inet fw", "chain": "input", "tool": "nft", "port": "8080"}
BAN = {"jail": "postgres", "address": "192.0.2.7"}


async def fixes(*pairs: Any) -> dict[str, Fix]:
    decision = await PLAYBOOK.think(persona("forge"), Decide((), ""), case(*pairs))
    return {fix.action: fix for fix in decision.fixes}


async def test_a_rule_of_iptables_is_named_alone() -> None:
    found = await fixes(sig("filter-drops", attributes={**RULE, "table": "filter", "tool": "iptables"}), DOWN)
    assert found["firewall-allow"].params == {"service": "intranet", "rule": RULE["rule"]}
    assert "unban-address" not in found


async def test_a_rule_of_nft_is_named_with_its_place() -> None:
    found = await fixes(sig("filter-drops", attributes=NFT), DOWN)
    assert found["firewall-allow"].params == {
        "service": "intranet",
        **{key: NFT[key] for key in ("rule", "table", "chain")},
    }


async def test_a_ban_is_lifted_by_jail_and_address() -> None:
    found = await fixes(sig("address-banned", attributes=BAN), DOWN)
    assert found["unban-address"].params == {"service": "intranet", **BAN}
    assert "firewall-allow" not in found


@pytest.mark.parametrize(
    ("signal", "file"), [("hosts-override", {"file": "hosts"}), ("resolver-none", {}), ("client-resolver-differs", {})]
)
async def test_the_resolver_fix_says_which_file(signal: str, file: dict[str, str]) -> None:
    found = await fixes(sig(signal, detail="x"), DOWN)
    assert found["set-resolver"].params == {"service": "intranet", **file}


HUNG = (
    sig("answer-timeout", detail="connected, then timed out after 5 s without an answer"),
    sig("service-unhealthy", detail="connected, then timed out after 5 s without an answer"),
    sig("process-running"),
    sig("port-listening"),
)


async def test_a_process_that_accepts_and_never_answers_hangs_and_is_restarted() -> None:
    decision = await PLAYBOOK.think(persona("forge"), Decide((), ""), case(*HUNG))
    assert (decision.cause, decision.component) == ("process-hung", "intranet")
    assert decision.fixes[0] == Fix("restart", {"service": "intranet"}, "temporary")
    assert decision.fixes[1].action == "request-change"


@pytest.mark.parametrize(
    "other",
    [
        sig("filter-drops", attributes=RULE),
        sig("cpu-host-high", "host:local"),
        sig("filesystem-full", "mount:/srv", attributes={"holds": "intranet"}),
        sig("iowait-high", "host:local"),
        sig("dependency-failing", peer="ledger-db:5432"),
        sig("port-closed"),
    ],
)
async def test_whatever_else_is_wrong_rules_a_hung_process_out(other: Any) -> None:
    decision = await PLAYBOOK.think(persona("forge"), Decide((), ""), case(*HUNG, other))
    assert decision.cause != "process-hung"


def test_a_hung_process_is_told_from_what_looks_like_it() -> None:
    near = KNOWLEDGE.cause("process-hung").rule_out
    assert {"port-not-listening", "firewall-blocking", "cpu-saturation", "dependency-down"} <= set(near)


@pytest.mark.parametrize(("times", "limit"), [(0, None), (1, "4Gi"), (2, "spent")])
async def test_a_limit_that_was_raised_in_vain_is_raised_to_what_the_inventory_allows(
    times: int, limit: str | None
) -> None:
    """
    Once: where that is not enough either, more of the same is no answer.
    """
    of = case(
        sig("oom-reason"), sig("container-exited"), tried=[Tried("oom-killed", "intranet", "set-resources")] * times
    )
    decision = await PLAYBOOK.think(persona("forge"), Decide((), ""), of)
    raised = [fix.params.get("limit") for fix in decision.fixes if fix.action == "set-resources"]
    assert raised == ([] if limit == "spent" else [limit])


UNPLACED = (
    sig("pod-pending", "pod:home/board-1", attributes={"workload": "board"}),
    sig("sched-affinity", "pod:home/board-1", attributes={"workload": "board"}),
    sig("node-selector-set", "pod:home/board-1", attributes={"workload": "board", "selector": "disk=ssd"}),
    sig("selector-unmatched", "pod:home/board-1", attributes={"workload": "board", "selector": "disk=ssd"}),
)


@pytest.mark.parametrize(
    ("nodes", "target"),
    [
        ({"n1": {"disk": "hdd"}, "n2": {"disk": "ssd", "zone": "a"}}, "n2"),
        ({"n1": {"disk": "hdd"}}, "board"),
        ({}, "board"),
    ],
)
async def test_a_label_goes_to_the_node_that_should_carry_it(nodes: dict[str, dict[str, str]], target: str) -> None:
    """
    Where none should, the component stands: a person takes it from there.
    """
    seen = replace(case(*UNPLACED, service="board", runs_on="k3s"), nodes=nodes)
    decision = await PLAYBOOK.think(persona("helm"), Decide((), ""), seen)
    assert decision.cause == "node-selector-mismatch"
    assert {fix.action: fix.params["service"] for fix in decision.fixes}["label-node"] == target


async def test_a_cordon_is_lifted_from_the_node_that_the_evidence_names() -> None:
    shut = (
        sig("pod-pending", "pod:home/board-1", attributes={"workload": "board"}),
        sig("sched-unschedulable", "pod:home/board-1", attributes={"workload": "board"}),
        sig("eligible-cordoned", "pod:home/board-1", attributes={"workload": "board", "nodes": "n3, n2"}),
    )
    seen = replace(case(*shut, service="board", runs_on="k3s"), nodes={"n1": {}, "n2": {}})
    decision = await PLAYBOOK.think(persona("helm"), Decide((), ""), seen)
    assert decision.fixes[0] == Fix("uncordon", {"service": "n2"}, "permanent", decision.fixes[0].note)


async def test_a_saturated_host_raises_nobodys_limit() -> None:
    """
    What is meant is a limit for the consumer, and who that is takes a look.
    """
    found = await fixes(sig("cpu-host-high", "host:local"), DOWN)
    assert "set-resources" not in found
    assert "limit-consumer" in found
