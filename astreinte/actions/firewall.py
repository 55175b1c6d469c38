"""firewall-allow removes one blocking rule that is there now; isolate-network cuts a port off, loopback apart."""

import re
import shlex

from astreinte.domain import Plan, Query, Risk
from astreinte.errors import RefusedByPolicy

from .action import Params, World
from .service import NotNeeded
from .targets import service_named

LISTING = Query("iptables", ("-S",))
RULE = re.compile(r"-A (?P<chain>INPUT|OUTPUT|FORWARD|DOCKER-USER) (?P<spec>.*-j (?:DROP|REJECT)\b.*)\Z")


class AllowParams(Params):
    """`rule` as `iptables -S` prints it, `-A INPUT … -j DROP`."""

    service: str
    rule: str


class FirewallAllow:
    """Delete a DROP or REJECT rule on the service's own port, only while the live rule set shows it to the letter."""

    id = "firewall-allow"
    risk: Risk = "reversible"
    params: type[Params] = AllowParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = AllowParams.model_validate(params.model_dump())
        port = service_named(world, asked.service).port
        listing = (await world.ask(LISTING)).text.splitlines()
        if asked.rule not in listing:
            raise RefusedByPolicy(f"the live rule set does not hold the rule {asked.rule!r}")
        words = shlex.split(asked.rule)
        found = RULE.match(asked.rule)
        if found is None or port is None or str(port) not in words:
            raise RefusedByPolicy(f"rule {asked.rule!r} does not block the port of {asked.service!r} in the inventory")
        position = _position(listing, asked.rule, found["chain"])
        return Plan(
            action=self.id,
            method="iptables",
            target=asked.service,
            argv=("iptables", "-D", *words[1:]),
            risk=self.risk,
            undo=("iptables", "-I", words[1], str(position), *words[2:]),
            after=LISTING,
            expect=rf"(?s)\A(?!.*^{re.escape(asked.rule)}$)".replace("(?s)", "(?sm)"),
        )


class IsolateParams(Params):
    service: str


class IsolateNetwork:
    """Refuse the service's port to everything but loopback, so that probes still see it and the undo is exact."""

    id = "isolate-network"
    risk: Risk = "reversible"
    params: type[Params] = IsolateParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = IsolateParams.model_validate(params.model_dump()).service
        port = service_named(world, name).port
        if port is None:
            raise RefusedByPolicy(f"service {name!r} has no `port` in the inventory: nothing to cut off")
        spec = (
            "-p",
            "tcp",
            "!",
            "-i",
            "lo",
            "--dport",
            str(port),
            "-m",
            "comment",
            "--comment",
            "astreinte",
            "-j",
            "REJECT",
        )
        listing = await world.ask(LISTING)
        if listing.status != "ok":
            raise RefusedByPolicy(f"the packet filter cannot be read: {listing.why or 'no data'}")
        shown = rf"(?m)^-A INPUT .*--dport {port} .*--comment astreinte\b"
        if re.search(shown, listing.text):
            raise NotNeeded(f"{name} is cut off already")
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


def _position(listing: list[str], rule: str, chain: str) -> int:
    """One-based place of the rule in its chain, so that the undo puts it back where it was."""
    chained = [line for line in listing if line.startswith(f"-A {chain} ")]
    return chained.index(rule) + 1
