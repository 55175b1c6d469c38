"""unban-address: an address of the inventory itself that fail2ban shut out."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .reasons import refused
from .targets import service_named

JAIL = re.compile(r"[A-Za-z0-9_](?:(?!\.\.)[A-Za-z0-9_.-]){0,63}\Z")
BANNED = re.compile(r"^[\s`|-]*Banned IP list:(?P<list>.*)$", re.MULTILINE)


class UnbanParams(Params):
    """`address` in `jail`, as `fail2ban-client status JAIL` lists it now."""

    service: str
    jail: str
    address: str


class UnbanAddress:
    """Lift one ban. Only an address that the inventory calls its own: what an attacker writes cannot set it free."""

    id = "unban-address"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = UnbanParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = UnbanParams.model_validate(params.model_dump())
        service_named(world, asked.service)
        if not JAIL.match(asked.jail):
            raise refused(world, "odd_jail", jail=asked.jail)
        address = _address(asked.address)
        if not address:
            raise refused(world, "odd_address", address=asked.address)
        if address not in set(_own(world)):
            raise refused(world, "address_foreign", address=address)
        status = Query("fail2ban-client", ("status", asked.jail))
        found = BANNED.search((await world.ask(status)).text)
        if found is None or address not in found["list"].split():
            raise refused(world, "not_banned", jail=asked.jail, address=address)
        return Plan(
            action=self.id,
            method="fail2ban",
            target=asked.service,
            argv=("fail2ban-client", "set", asked.jail, "unbanip", address),
            risk=self.risk,
            undo=("fail2ban-client", "set", asked.jail, "banip", address),
            after=status,
            expect=rf"(?m)^[\s`|-]*Banned IP list:(?!.*(?<!\S){re.escape(address)}(?!\S)).*$",
        )


def _address(text: str) -> str:
    """The address as fail2ban prints it; empty when it is none."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(found) if str(found) == text else ""


def _own(world: World) -> Iterator[str]:
    """Addresses of this host's loopback, of the services' probes and of what they need."""
    for service in world.settings.services.values():
        for target in (service.probe, *service.needs):
            try:
                host = urlsplit(target if "://" in target else f"tcp://{target}").hostname or ""
            except ValueError:
                continue
            if address := _address(host):
                yield address
