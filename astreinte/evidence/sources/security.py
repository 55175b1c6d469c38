"""Certificates that services show, and what sshd, fail2ban and the audit daemon wrote of the last day."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from .commands import Command
from .repositories import Absolute

HOST = r"^[A-Za-z0-9][A-Za-z0-9.-]*:[0-9]{1,5}$"
UNIT = r"^[A-Za-z0-9][A-Za-z0-9_.@:-]*$"
LINES = "400"


class Options(BaseModel):
    """`certificates` are `host:port`; `units` and `logs` where logins, bans and audit records are written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    certificates: tuple[Annotated[str, StringConstraints(pattern=HOST, max_length=260)], ...] = ()
    units: tuple[Annotated[str, StringConstraints(pattern=UNIT, max_length=128)], ...] = ("ssh", "fail2ban")
    logs: tuple[Absolute, ...] = ()
    jails: tuple[Annotated[str, StringConstraints(pattern=UNIT, max_length=128)], ...] = ("sshd",)


def commands(options: Options) -> Iterator[Command]:
    for address in options.certificates:
        host = address.rpartition(":")[0]
        words = ("s_client", "-connect", address, "-servername", host, "-showcerts")
        yield Command("openssl", words, "resources", 10.0, frozenset({0, 1}), errors=True)
    for unit in options.units:
        words = ("-u", unit, "-o", "short-iso", "--no-pager", "-n", LINES, "--since", "{since wall}")
        yield Command("journalctl", words, "logs")
    for path in options.logs:
        yield Command("tail", ("-n", LINES, str(path)), "logs")
    for jail in options.jails:
        yield Command("fail2ban-client", ("status", jail), "resources", optional=True)
