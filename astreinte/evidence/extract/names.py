"""Names: the resolver this host uses, pinned names, and many names failing at once."""

from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal

from .context import Context, address_of
from .seen import latest, of_kind, rows, seen

STUBS = frozenset({"127.0.0.1", "127.0.0.53", "127.0.0.54", "127.0.0.11", "::1"})
"""Loopback addresses where a local resolver is usually found."""


def find_resolver(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`resolver-none`, `client-resolver-differs` (an odd loopback, or unlike other clients), `hosts-override`.

    The files of this host are not those by which a container or a pod asks.
    """
    here = not _apart(context)
    current = [each for each in latest(of_kind(readings, "resolver")) if here or each.query.where != "local"]
    resolvers = {reading.id: (reading, _servers(reading)) for reading in current if "resolv.conf" in reading.query.text}
    kinds = {servers for _, servers in resolvers.values()}
    for reading, servers in resolvers.values():
        listed = ", ".join(servers)
        odd = [server for server in servers if server.startswith("127.") and server not in STUBS]
        if not servers:
            yield seen("resolver-none", context.entity, reading, "resolv.conf names no server")
        elif odd or (len(kinds) > 1 and reading.query.where != "local"):
            yield seen("client-resolver-differs", context.entity, reading, f"nameserver {listed}", nameservers=listed)
    for reading in current:
        if reading.query.text.endswith("/etc/hosts"):
            yield from _pinned(reading, context)


def _apart(context: Context) -> bool:
    """Whether the incident's service runs where it has a resolver file of its own."""
    return context.own.manager == "docker" or context.own.domain == "k3s"


def find_many(signals: Sequence[Signal]) -> Iterator[Signal]:
    """`many-names-fail` when at least two different names fail."""
    failing = [s for s in signals if s.id in {"name-unknown", "resolver-silent", "name-unknown-now"} and s.peer]
    names = sorted({signal.peer.partition(":")[0] for signal in failing})
    if len(names) > 1:
        evidence = tuple(dict.fromkeys(ref for signal in failing for ref in signal.evidence))
        yield Signal(
            "many-names-fail",
            failing[0].entity,
            evidence,
            failing[-1].at,
            float(len(names)),
            "",
            ", ".join(names)[:200],
        )


def _servers(reading: Reading) -> tuple[str, ...]:
    words = [row.split() for row in rows(reading)]
    return tuple(parts[1] for parts in words if len(parts) > 1 and parts[0] == "nameserver")


def _pinned(reading: Reading, context: Context) -> Iterator[Signal]:
    wanted = {address_of(target).rpartition(":")[0] for target in (context.own.probe, *context.own.needs)} | {
        address_of(context.services[need].probe).rpartition(":")[0]
        for need in context.own.needs
        if need in context.services
    }
    for row in rows(reading):
        words = row.partition("#")[0].split()
        for name in sorted((wanted - {"localhost", ""}).intersection(words[1:])):
            yield seen("hosts-override", context.entity, reading, row, name, address=words[0])
