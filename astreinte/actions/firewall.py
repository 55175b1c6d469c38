"""firewall-allow removes one blocking rule that is there now; isolate-network cuts a port off, loopback apart."""

import re
import shlex
from itertools import pairwise

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .nftables import delete_rule
from .reasons import not_needed, reason, refused
from .targets import service_named

LISTING = Query("iptables", ("-S",))
RULE = re.compile(r"-A (?P<chain>INPUT|OUTPUT|FORWARD|DOCKER-USER) (?P<spec>.*-j (?:DROP|REJECT)\b.*)\Z")
OWN = "--comment astreinte"


class AllowParams(Params):
    """`rule` as `iptables -S` prints it, `-A INPUT … -j DROP`; with `table` and `chain`, as `nft list ruleset` does."""

    service: str
    rule: str
    table: str = ""
    chain: str = ""


class FirewallAllow:
    """Delete a DROP or REJECT rule on the service's own port, only while the live rule set shows it to the letter."""

    id = "firewall-allow"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = AllowParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = AllowParams.model_validate(params.model_dump())
        port = service_named(world, asked.service).port
        if asked.table or asked.chain:
            return await delete_rule(world, asked.service, port, asked.table, asked.chain, asked.rule)
        listing = (await world.ask(LISTING)).text.splitlines()
        if asked.rule not in listing:
            raise refused(world, "rule_absent", rule=asked.rule)
        if OWN in asked.rule:
            raise refused(world, "rule_ours", rule=asked.rule)
        words = shlex.split(asked.rule)
        found = RULE.match(asked.rule)
        if found is None or port is None or not _blocks(words, port):
            raise refused(world, "rule_elsewhere", rule=asked.rule, name=asked.service)
        position = _position(listing, asked.rule, found["chain"])
        return Plan(
            action=self.id,
            method="iptables",
            target=asked.service,
            argv=("iptables", "-D", *words[1:]),
            risk=self.risk,
            undo=("iptables", "-I", words[1], str(position), *words[2:]),
            after=LISTING,
            expect=rf"(?sm)\A(?!.*^{re.escape(asked.rule)}$)",
        )


class IsolateParams(Params):
    service: str


class IsolateNetwork:
    """Refuse the service's port to everything but loopback, so that probes still see it and the undo is exact."""

    id = "isolate-network"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = IsolateParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = IsolateParams.model_validate(params.model_dump()).service
        port = service_named(world, name).port
        if port is None:
            raise refused(world, "no_port", name=name)
        flow = ("-p", "tcp", "!", "-i", "lo", "--dport", str(port))
        spec = (*flow, "-m", "comment", "--comment", "astreinte", "-j", "REJECT")
        listing = await world.ask(LISTING)
        if listing.status != "ok":
            why = listing.why or reason(world.settings.language, "no_answer")
            raise refused(world, "filter_unreadable", why=why)
        shown = rf"(?m)^-A INPUT .*--dport {port} .*{OWN}\b"
        if re.search(shown, listing.text):
            raise not_needed(world, "cut_off_already", name=name)
        return Plan(
            action=self.id,
            method="iptables",
            target=name,
            argv=("iptables", "-I", "INPUT", "1", *spec),
            risk=self.risk,
            undo=("iptables", "-D", "INPUT", *spec),
            after=LISTING,
            expect=shown,
            lasts="temporary",
        )


def _blocks(words: list[str], port: int) -> bool:
    """Whether the rule is about this destination port and no other."""
    return any(option in {"--dport", "--dports"} and value == str(port) for option, value in pairwise(words))


def _position(listing: list[str], rule: str, chain: str) -> int:
    """One-based place of the rule in its chain, so that the undo puts it back where it was.

    Our own containment does not count: it is lifted before anything is undone.
    """
    chained = [line for line in listing if line.startswith(f"-A {chain} ") and OWN not in line]
    return chained.index(rule) + 1
