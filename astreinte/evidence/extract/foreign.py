"""Host names that nothing knows, while other names resolve."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from astreinte.domain import Signal

from .context import Context

LATELY = timedelta(minutes=5)
SILENT = frozenset({"resolver-silent", "many-names-fail"})
FAILING = frozenset({"name-unknown", "name-unknown-now"})


def find_foreign(signals: Sequence[Signal], known: frozenset[str], context: Context) -> Iterator[Signal]:
    """`name-foreign`: the one name that still fails is that of no Service, workload or inventory entry.

    A resolver that does not answer, or several names that fail, are another matter.
    """
    if any(each.id in SILENT for each in signals):
        return
    failing = [each for each in signals if each.id in FAILING and _host(each) and _lately(each, context)]
    listed = known | frozenset(context.services) | {context.service}
    if len({_host(each) for each in failing}) != 1 or _host(failing[0]).partition(".")[0] in listed:
        return
    for each in (one for one in failing if one.id == "name-unknown"):
        attributes = {**each.attributes, "name": _host(each)}
        yield Signal("name-foreign", each.entity, each.evidence, each.at, None, "", each.detail, 1, attributes)


def _lately(signal: Signal, context: Context) -> bool:
    """Names that failed while something started, and fail no more, are history."""
    return signal.at is None or signal.at >= min(context.window.end, context.now) - LATELY


def _host(signal: Signal) -> str:
    host = signal.peer.partition(":")[0]
    return "" if host.replace(".", "").isdigit() else host
