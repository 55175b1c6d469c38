"""firewall-block: refuse one address that guesses passwords on a service's own port."""

import ipaddress
import re
from urllib.parse import urlsplit

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .firewall import LISTING
from .reasons import not_needed, refused
from .targets import service_named

LINES = "400"
GUESSES = 5
"""Failed logins that no person makes by mistyping."""

FAILED = r"(?m)^.*\b(?:Failed (?:password|none|keyboard-interactive)|Invalid user)\b.* from {address} port \d+"
ENTERED = r"(?m)^.*\bAccepted \S+ for .* from {address} port \d+"


class BlockParams(Params):
    """`address`: who guesses, as the service's own log names it."""

    service: str
    address: str


class FirewallBlock:
    """A rule for one address on one port, while the log shows that it guesses and that it never got in.

    An address of the inventory is never blocked, nor one that also logs in: it may be the responder's own.
    """

    id = "firewall-block"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = BlockParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = BlockParams.model_validate(params.model_dump())
        service = service_named(world, asked.service)
        if service.port is None:
            raise refused(world, "no_port", name=asked.service)
        address = _foreign(world, asked.address)
        await _guesses(world, service.logs, address)
        flow = ("-s", f"{address}/32", "-p", "tcp", "-m", "tcp", "--dport", str(service.port))
        spec = (*flow, "-m", "comment", "--comment", "astreinte", "-j", "REJECT")
        shown = rf"(?m)^-A INPUT -s {re.escape(address)}/32 .*--dport {service.port} .*-j REJECT"
        if re.search(shown, (await world.ask(LISTING)).text):
            raise not_needed(world, "cut_off_already", name=address)
        return Plan(
            action=self.id,
            method="iptables",
            target=asked.service,
            argv=("iptables", "-I", "INPUT", "1", *spec),
            risk=self.risk,
            undo=("iptables", "-D", "INPUT", *spec),
            after=LISTING,
            expect=shown,
            lasts="temporary",
        )


def _foreign(world: World, text: str) -> str:
    """An IPv4 address that is neither this machine nor of the inventory."""
    try:
        found = ipaddress.IPv4Address(text)
    except ValueError as error:
        raise refused(world, "odd_address", address=text[:60]) from error
    services = world.settings.services.values()
    known = {_host(target) for each in services for target in (each.probe, *each.needs)}
    if found.is_loopback or found.is_unspecified or found.is_multicast or str(found) in known:
        raise refused(world, "address_own", address=str(found))
    return str(found)


def _host(target: str) -> str:
    try:
        return urlsplit(target if "://" in target else f"tcp://{target}").hostname or ""
    except ValueError:
        return ""


async def _guesses(world: World, logs: tuple[str, ...], address: str) -> None:
    """The service's own logs, read now, show guesses from the address and no login.

    Raises:
        RefusedByPolicy: they do not.
    """
    text = "\n".join([(await world.ask(Query("tail", ("-n", LINES, log), item="logs"))).text for log in logs])
    failed = len(re.findall(FAILED.format(address=re.escape(address)), text))
    if re.search(ENTERED.format(address=re.escape(address)), text):
        raise refused(world, "address_enters", address=address)
    if failed < GUESSES:
        raise refused(world, "address_quiet", address=address, times=failed)
