"""Ban lists of fail2ban: an address that the inventory calls its own and that is shut out."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal

from .context import LOOPBACK, Context, address_of
from .seen import latest, of_tool, seen

JAILS = re.compile(r"'(?P<jail>[\w.-]+)': \[(?P<list>[^\]]*)\]")
LISTED = re.compile(r"^[\s`|-]*Banned IP list:(?P<list>.*)$", re.MULTILINE)
HELD = re.compile(r"(?<![\d.])((?:\d{1,3}\.){3}\d{1,3})/\d{1,2}\b")
IP = re.compile(r"[0-9A-Fa-f.:]*[.:][0-9A-Fa-f.:]*")


def find_bans(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`address-banned`, from `fail2ban-client banned` or `status JAIL`; attributes name jail and address.

    A banned address that nobody of the inventory has is an attacker's: the ban does its work.
    """
    own = _own(context) | _here(readings)
    for reading in latest(reading for reading in of_tool(readings, "fail2ban-client") if reading.status == "ok"):
        for jail, listed in _lists(reading):
            for address in IP.findall(listed):
                if address in own:
                    detail = f"{jail}: {address}"
                    yield seen("address-banned", context.entity, reading, detail, jail=jail, address=address)


def _lists(reading: Reading) -> Iterator[tuple[str, str]]:
    args = reading.query.args
    if args[:1] == ("status",) and len(args) > 1 and (found := LISTED.search(reading.text)):
        yield args[1], found["list"]
    elif args[:1] == ("banned",):
        for found in JAILS.finditer(reading.text):
            yield found["jail"], found["list"]


def _here(readings: Sequence[Reading]) -> frozenset[str]:
    """Addresses of the machines that were asked for theirs: of whoever looks into the incident, too."""
    told = (each for each in readings if each.query.tool == "ip" and each.status == "ok")
    return frozenset(found[1] for each in told for found in HELD.finditer(each.text)) - LOOPBACK


def _own(context: Context) -> frozenset[str]:
    """Hosts of the probes and of what the services need, this machine's loopback apart."""
    targets = [target for service in context.services.values() for target in (service.probe, *service.needs)]
    hosts = {address_of(target).rpartition(":")[0] or address_of(target) for target in targets if target}
    return frozenset(hosts - LOOPBACK - {""})
