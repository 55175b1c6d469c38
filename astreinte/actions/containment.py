"""Which reversible step isolates a component at once, before anyone knows the cause."""

from collections.abc import Iterable

from astreinte.config import Service
from astreinte.domain import Brief, Fix

LOOPING = frozenset({"crash-looping", "restarting", "unit-failed"})


def containment(brief: Brief, service: Service | None, signals: Iterable[str]) -> tuple[Fix, ...]:
    """The steps of containment, in order; empty where nothing of the inventory can be isolated.

    Security: evidence is preserved first, then the network is cut. Otherwise a unit that keeps dying is stopped, and a
    component with a port is cut off from everything but this host.
    """
    if service is None:
        return ()
    target = {"service": brief.component.name}
    cut = (Fix("isolate-network", target, "temporary"),) if service.port or service.domain == "k3s" else ()
    if brief.variant == "security":
        return (Fix("preserve-evidence", target, "permanent"), *cut)
    if service.manager and LOOPING.intersection(signals):
        return (Fix("stop", target, "temporary"),)
    return cut
