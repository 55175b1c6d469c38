"""Refusing an address that guesses passwords: proven by the log, never one's own."""

import pytest

from astreinte.actions.block import BlockParams, FirewallBlock
from astreinte.domain import Plan
from astreinte.errors import RefusedByPolicy

from .world import RecordedWorld

WHO = "203.0.113.44"
GUESS = "2026-03-01T12:59:0{0}+00:00 wiki sshd[7]: Failed password for root from 203.0.113.44 port 4242{0} ssh2\n"
GUESSES = "".join(GUESS.format(number) for number in range(6))
ENTERED = "2026-03-01T12:59:30+00:00 wiki sshd[7]: Accepted publickey for camille from 203.0.113.44 port 4250 ssh2\n"
RULES = "-P INPUT ACCEPT\n"


async def plan(log: str, address: str = WHO, service: str = "wiki", rules: str = RULES) -> Plan:
    world = RecordedWorld({"tail": log, "iptables": rules})
    return await FirewallBlock().plan(BlockParams(service=service, address=address), world)


async def test_one_address_on_one_port_and_back() -> None:
    found = await plan(GUESSES)
    assert ("iptables", "-I", "INPUT", "1") == found.argv[:4]
    assert found.argv[4:] == (found.undo or ())[3:]
    assert {"203.0.113.44/32", "8080", "REJECT"} <= set(found.argv)


@pytest.mark.parametrize(
    ("log", "address", "why"),
    [
        (GUESS.format(1), WHO, "only 1 failed"),
        (GUESSES + ENTERED, WHO, "logged in as well"),
        (GUESSES, "127.0.0.1", "this machine"),
        (GUESSES.replace(WHO, "192.0.2.7"), "192.0.2.7", "of the inventory"),
        (GUESSES, "0.0.0.0/0", "not an IP address"),
        (GUESSES, "-j ACCEPT", "not an IP address"),
        (GUESSES, "203.0.113.4", "only 0 failed"),
    ],
)
async def test_what_the_log_does_not_prove_is_refused(log: str, address: str, why: str) -> None:
    with pytest.raises(RefusedByPolicy, match=why):
        await plan(log, address)


async def test_a_service_without_a_port_or_a_rule_that_stands_needs_none() -> None:
    with pytest.raises(RefusedByPolicy):
        await plan(GUESSES, service="bare")
    stands = "-A INPUT -s 203.0.113.44/32 -p tcp -m tcp --dport 8080 -m comment --comment astreinte -j REJECT\n"
    with pytest.raises(RefusedByPolicy):
        await plan(GUESSES, rules=RULES + stands)
