"""When everything that was read is well: what is over, what was never true, what contradicts an alert."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Signal

NORMAL = frozenset({"metrics-normal", "cluster-normal"})


def find_contradiction(signals: Sequence[Signal]) -> Iterator[Signal]:
    """`alert-contradicted`: an alert fires while what it watches is well, and nothing says that it was ever otherwise."""
    by_id = {each.id: each for each in signals}
    well = next((by_id[name] for name in NORMAL if name in by_id), None)
    firing = by_id.get("alert-firing")
    if not firing or not well or by_id.keys() & {"past-warning", "monitor-alerting"}:
        return
    detail = f"{firing.detail[:90]}; but {well.detail}"
    evidence = tuple(dict.fromkeys((*firing.evidence, *well.evidence)))
    yield replace(well, id="alert-contradicted", evidence=evidence, detail=detail[:200])
