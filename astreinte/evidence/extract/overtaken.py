"""What was true and is no longer: a later, better answer cancels an earlier failure of the same kind."""

import re
from collections.abc import Mapping, Sequence

from astreinte.domain import Signal
from astreinte.evidence.stamps import stamp_of

from .context import Context, address_of

CANCELS: Mapping[str, frozenset[str]] = {
    "service-healthy": frozenset({"service-unhealthy", "http-errors"}),
    "process-running": frozenset(
        {"unit-failed", "container-exited", "stopped-by-hand", "exit-failure", "exit-signal", "crash-looping"}
    ),
    "port-listening": frozenset({"port-closed"}),
    "peer-healthy": frozenset({"peer-failing"}),
}
"""On the same entity (and peer), when it is not older."""

CALLS = frozenset({"connect-refused", "connect-timeout", "name-unknown", "name-unknown-now", "db-unreached"})
"""Failures to reach a peer: a later call that reached it cancels them."""

REACHED = frozenset({"service-healthy", "peer-healthy", "name-known", "peer-reached"})


LAST_WORDS = frozenset({"heap-pressure", "traceback", "limits-reached", "setting-missing", "config-unreadable"})
"""What a process says as it ends: the one that was started since has not said it."""


OFTEN = {"resolver-upstream-down": 3}
"""One question that went unanswered is a packet lost."""

LONG_AGO = re.compile(r"\bExited \(\d+\) (?:\d+|an?|about an?) (?:day|week|month|year)s? ago")


def still_true(signals: Sequence[Signal]) -> tuple[Signal, ...]:
    better = [signal for signal in signals if signal.id in CANCELS or signal.id in REACHED]
    often = (signal for signal in signals if signal.count >= OFTEN.get(signal.id, 1))
    return tuple(signal for signal in often if not any(_cancels(good, signal) for good in better))


ENDED = frozenset({"container-exited", "exit-failure", "exit-signal"})


def done_with(signal: Signal, context: Context) -> bool:
    """Whether it is a container that nobody asked about and that ended well, or long before."""
    kind, _, name = signal.entity.partition(":")
    over = "Exited (0)" in signal.detail or LONG_AGO.search(signal.detail) is not None
    return signal.id in ENDED and over and kind == "container" and name != context.service


def _cancels(good: Signal, bad: Signal) -> bool:
    if good is bad or not good.at or not bad.at or good.at < bad.at:
        return False
    if bad.id in LAST_WORDS and good.id == "process-running" and good.entity == bad.entity:
        started = stamp_of(good.attributes.get("started", ""), good.at.year)
        return started is not None and bad.at < started.at
    if bad.id in CANCELS.get(good.id, ()):
        return good.entity == bad.entity and good.peer == bad.peer
    if good.id == "peer-reached" and good.entity != bad.entity:
        return False
    return bad.id in CALLS and good.id in REACHED and bool(bad.peer) and bad.peer in _reached(good)


def _reached(good: Signal) -> set[str]:
    """Addresses that the good answer came from; a name that resolves says nothing of a port."""
    return {good.peer, address_of(good.attributes.get("probe", ""))} - {""}
