"""When everything that was read is well: what is over, what was never true, what contradicts an alert."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Signal

from .context import Context

NORMAL = frozenset({"metrics-normal", "cluster-normal"})


def find_contradiction(signals: Sequence[Signal], context: Context) -> Iterator[Signal]:
    """`alert-contradicted`: an alert fires while its component is well, and nothing says that it was ever otherwise."""
    by_id = {each.id: each for each in signals}
    firing = by_id.get("alert-firing")
    well = [each for each in signals if each.id in NORMAL and _about(each) in {context.service, ""}]
    if not firing or not well or by_id.keys() & {"past-warning", "monitor-alerting"}:
        return
    evidence = tuple(dict.fromkeys((*firing.evidence, *well[0].evidence)))
    detail = f"{firing.detail[:90]}; but {well[0].detail}"
    yield replace(well[0], id="alert-contradicted", evidence=evidence, detail=detail[:200])


def _about(signal: Signal) -> str:
    return signal.attributes.get("component") or signal.attributes.get("workload", "")
