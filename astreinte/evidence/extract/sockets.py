"""Who listens, from `ss -ltnp` or `netstat -ltnp`."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal

from .context import LOOPBACK, Context, address_of, port_of
from .seen import latest, of_tool, rows, seen

ADDRESS = re.compile(r"^(?P<host>\*|\[?[0-9A-Fa-f:.]+\]?(?:%\w+)?):(?P<port>\d+)$")
PROCESS = re.compile(r'\(\("(?P<name>[^"]+)"(?:,pid=(?P<pid>\d+))?|\s(?P<id>\d+)/(?P<program>\S+)\s*$')
REFUSED = re.compile(r"[Ff]ailed to connect to (?P<host>\S+) port (?P<port>\d{1,5})\b")
HEADER = re.compile(r"\bLocal Address|^(Proto|Netid|State)\s+Recv-Q|^Proto\s")
LOCAL = re.compile(r"^(127\.|\[?::1|\[?::ffff:127\.)")


def find_listeners(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`port-listening`, `port-closed` or `port-local-only` for the service's own port."""
    asked, refused = _refused(readings)
    port = context.own.port or _probed_here(context) or refused
    if port is None:
        return
    for reading in latest(reading for reading in of_tool(readings, "ss", "netstat") if reading.status == "ok"):
        table = [row for row in rows(reading) if row.split()[0] in {"LISTEN", "tcp", "tcp6"}]
        own = [(host, row) for row in table if (host := _host(row, port))]
        truncated = reading.note.startswith("truncated") or not any(HEADER.search(row) for row in rows(reading))
        if own:
            yield from _listening(reading, context, own, port, asked)
        elif not truncated and (port != refused or not _elsewhere(asked, context)):
            detail = f"nothing listens on port {port}"
            yield seen("port-closed", context.entity, reading, detail, port=str(port))


def _probed_here(context: Context) -> int | None:
    """The port of a probe that asks this machine."""
    host, _, _ = address_of(context.own.probe).partition(":")
    return port_of(context.own.probe) if host == "localhost" else None


def _refused(readings: Sequence[Reading]) -> tuple[str, int | None]:
    """Host and port of a call that somebody shows to be refused."""
    told = (each.text for each in readings if each.status == "ok" and "ailed to connect to" in each.text)
    found = next((each for text in told if (each := REFUSED.search(text))), None)
    return (found["host"], int(found["port"])) if found else ("", None)


def _elsewhere(host: str, context: Context) -> bool:
    """Whether the inventory gives the address to another service."""
    others = {name: address_of(each.probe) for name, each in context.services.items() if name != context.service}
    return any(address.startswith(f"{host}:") for address in others.values())


def _listening(
    reading: Reading, context: Context, own: Sequence[tuple[str, str]], port: int, called: str
) -> Iterator[Signal]:
    host, row = own[0]
    found = PROCESS.search(row)
    process = (found["name"] or found["program"] or "") if found else ""
    pid = (found["pid"] or found["id"] or "") if found else ""
    facts = {"port": str(port), "address": host, "process": process, "pid": pid}
    yield seen("port-listening", context.entity, reading, row, **facts)
    asked = address_of(context.own.probe).rpartition(":")[0] or called
    if all(LOCAL.match(host) for host, _ in own) and asked and asked not in LOOPBACK:
        yield seen("port-local-only", context.entity, reading, row, **facts)


def _host(row: str, port: int) -> str:
    """The local address of the row when it is of this port: the first address in it."""
    for word in row.split():
        if found := ADDRESS.match(word):
            return found["host"] if int(found["port"]) == port else ""
    return ""
