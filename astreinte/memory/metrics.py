"""Book-keeping of times: what each figure means is here and, for readers, in `templates/*/metric.j2`.

MTTD: detected − started; None when the start is unknown, 0 when detection came ahead of the impact.
MTTR: the sum of the active intervals, each detected (or reopened) − resolved and validated; None until resolved.
Impact: mitigated − started, else resolved − started; None when either end is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from astreinte.domain import Entry, Kind, elapsed

from .kinds import of

TIMED: tuple[Kind, ...] = ("declared", "triaged", "onset", "acknowledged", "mitigated", "resolved", "reopened")
Nfr = Literal["mttd", "mttr"]


class Goals(Protocol):
    """How long detection and repair may take; `Targets` of the settings are such."""

    @property
    def mttd(self) -> timedelta: ...

    @property
    def mttr(self) -> timedelta: ...


@dataclass(frozen=True)
class Instants:
    """The five instants of an incident, and the stretches before it was reopened, as (begin, resolved)."""

    started: datetime | None = None
    detected: datetime | None = None
    acknowledged: datetime | None = None
    mitigated: datetime | None = None
    resolved: datetime | None = None
    earlier: tuple[tuple[datetime, datetime], ...] = ()
    reopened: datetime | None = None


def instants(entries: Sequence[Entry]) -> Instants:
    """Fold the entries of the kinds in `TIMED`.

    An `onset`, read from evidence, counts only where nobody stated a start.
    """
    known: dict[str, datetime | None] = {}
    earlier: list[tuple[datetime, datetime]] = []
    onset: datetime | None = None
    for entry in of(entries, *TIMED):
        if entry.kind == "declared":
            known["detected"] = _time(entry.data.get("detected")) or entry.occurred_at
            known["started"] = _time(entry.data.get("started"))
        elif entry.kind == "triaged":
            known["started"] = _time(entry.data.get("started")) or known.get("started")
        elif entry.kind == "onset":
            onset = _time(entry.data.get("started")) or onset
        elif entry.kind in {"acknowledged", "mitigated"}:
            known.setdefault(entry.kind, entry.occurred_at)
        elif entry.kind == "resolved":
            known["resolved"] = entry.occurred_at
        elif entry.kind == "reopened":
            begin, end = known.get("reopened") or known.get("detected"), known.pop("resolved", None)
            known.pop("mitigated", None)
            known["reopened"] = entry.occurred_at
            if begin and end:
                earlier.append((begin, end))
    known["started"] = known.get("started") or onset
    return Instants(**known, earlier=tuple(earlier))


def mttd(times: Instants) -> float | None:
    return max(0.0, elapsed(times.started, times.detected)) if times.started and times.detected else None


def mttr(times: Instants) -> float | None:
    begin = times.reopened or times.detected
    if not begin or not times.resolved:
        return None
    return max(0.0, elapsed(begin, times.resolved)) + sum(elapsed(start, end) for start, end in times.earlier)


def impact(times: Instants) -> float | None:
    end = times.mitigated or times.resolved
    return max(0.0, elapsed(times.started, end)) if times.started and end else None


def violated(detect: float | None, repair: float | None, targets: Goals) -> list[Nfr]:
    """The targets that were missed; an unknown figure misses none."""
    pairs: list[tuple[Nfr, float | None, float]] = [
        ("mttd", detect, targets.mttd.total_seconds()),
        ("mttr", repair, targets.mttr.total_seconds()),
    ]
    return [name for name, value, target in pairs if value is not None and value > target]


def _time(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
