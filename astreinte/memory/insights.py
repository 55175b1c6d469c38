"""What many incidents say together: counts and distributions; never a mean, which a single long incident decides."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from astreinte.domain.outcome import Outcome

FEW = 5
"""Below this many values, only the values themselves are shown: a quantile of a handful is one of its values."""


@dataclass(frozen=True)
class Spread:
    """Seconds. `values` are listed while there are fewer than five; else median, ninetieth percentile and extremes."""

    count: int
    values: tuple[float, ...] = ()
    median: float | None = None
    p90: float | None = None
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Recurrence:
    cause: str
    component: str
    incidents: tuple[str, ...]


@dataclass(frozen=True)
class Insights:
    incidents: int
    resolved: int
    by: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    spread: dict[str, Spread] = field(default_factory=dict[str, Spread])
    nfr: dict[str, int] = field(default_factory=dict[str, int])
    recurring: tuple[Recurrence, ...] = ()


def insights(outcomes: Iterable[Outcome]) -> Insights:
    """Distributions by cause, service, lead, severity, state; MTTD, MTTR; missed targets; causes that came back."""
    known = list(outcomes)
    return Insights(
        incidents=len(known),
        resolved=sum(one.state in {"resolved", "closed"} for one in known),
        by={
            "cause": _counted(_cause(one)[0] for one in known),
            "service": _counted(one.component.name if one.component else "" for one in known),
            "lead": _counted(one.lead for one in known),
            "severity": _counted(one.severity or "" for one in known),
            "state": _counted(one.state for one in known),
        },
        spread={name: _spread([getattr(one.metrics, name) for one in known]) for name in ("mttd", "mttr")},
        nfr=_counted(name for one in known for name in one.metrics.nfr_violated),
        recurring=_recurring(known),
    )


def _cause(one: Outcome) -> tuple[str, str]:
    decided = one.decision
    return (decided.cause or "", decided.component) if decided else ("", "")


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())


def _spread(values: Sequence[float | None]) -> Spread:
    known = sorted(value for value in values if value is not None)
    if len(known) < FEW:
        return Spread(len(known), tuple(known))
    ninth = quantiles(known, n=10, method="inclusive")[-1]
    return Spread(len(known), (), median(known), ninth, known[0], known[-1])


def _recurring(known: Sequence[Outcome]) -> tuple[Recurrence, ...]:
    groups: dict[tuple[str, str], list[str]] = {}
    for one in sorted(known, key=lambda each: each.id):
        if (key := _cause(one))[0]:
            groups.setdefault(key, []).append(one.id)
    found = [Recurrence(cause, where, tuple(ids)) for (cause, where), ids in groups.items() if len(ids) > 1]
    return tuple(sorted(found, key=lambda one: -len(one.incidents)))
