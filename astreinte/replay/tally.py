"""What came of each case of a benchmark, and the counts by fault and by system."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from astreinte.domain import Query
from astreinte.domain.outcome import UsageOut

PLACES = 3


@dataclass(frozen=True)
class Case:
    """What came of one case. `rank` is the place of the expected answer, decision first; None when it is not there.

    `labelled` cases expect a cause, a component or an abstention (then of rank 1); `judged` is false where nothing
    strict can be checked; `reasons` are the checks that did not pass. `text` is what was asserted, `steps` the readings
    consulted; `sources` says whether each required source was cited, None where none is required. `seconds` is the time
    of playing, without that of reading the case's files; `usage` is what the reasoning took, `inlined` how many
    tokens all the evidence of the case would have, quoted whole once.
    """

    alias: str
    fault: str
    system: str
    rank: int | None
    passed: bool
    labelled: bool
    judged: bool
    abstained: bool
    predicted: tuple[tuple[str, str, float], ...]
    expected: tuple[tuple[str, ...], tuple[str, ...]]
    reasons: tuple[str, ...]
    seconds: float
    text: str = ""
    steps: tuple[Query, ...] = ()
    sources: bool | None = None
    usage: UsageOut = field(default_factory=UsageOut)
    inlined: int = 0


def report(name: str, done: Sequence[Case]) -> dict[str, Any]:
    """The figures of a set.

    Returns:
        `set`, `cases`, `scores`, `by_fault`, `by_system`, `seconds_per_case` (seconds of one core), `misses`, and
        `unjudged`: the cases that no strict rule can judge, left out of every share. Where sources are
        required, `scores` has the share of cases that cite all of them, and `uncited` lists the others.
    """
    return {
        "set": name,
        "cases": len(done),
        "scores": scores(done),
        "by_fault": _by(done, lambda case: case.fault),
        "by_system": _by(done, lambda case: case.system),
        "seconds_per_case": round(sum(case.seconds for case in done) / max(len(done), 1), 4),
        "misses": [_miss(case) for case in done if not right(case)],
        "unjudged": [case.alias for case in done if not case.judged],
        **({"tokens": spent(done)} if any(case.usage.calls for case in done) else {}),
        **({"uncited": uncited} if (uncited := [case.alias for case in done if case.sources is False]) else {}),
    }


def spent(done: Sequence[Case]) -> dict[str, Any]:
    """What the reasoning of a case took: median, 90th percentile, most; of all cases, those without a call too."""
    names = ("calls", "input_tokens", "output_tokens")
    found = {name: _spread([getattr(case.usage, name) for case in done]) for name in names}
    return {**found, "inlined": _spread([case.inlined for case in done])}


def _spread(values: list[int]) -> dict[str, float]:
    ranked = sorted(values)
    return {"median": median(ranked), "p90": ranked[min(len(ranked) - 1, len(ranked) * 9 // 10)], "max": ranked[-1]}


def right(case: Case) -> bool:
    return case.passed and (not case.labelled or case.rank == 1)


def scores(done: Sequence[Case]) -> dict[str, float | int]:
    """Shares of the cases that can be judged; `a@1`, `a@3` of those with a label, `passed` of those with checks.

    `wrong` counts the labelled cases whose first answer is wrong; one without an answer is an abstention.
    """
    labelled, judged = [case for case in done if case.labelled], [case for case in done if case.judged]
    found: dict[str, float | int] = {"cases": len(done)}
    if labelled:
        ranks = [case.rank or PLACES + 1 for case in labelled]
        found["a@1"] = _share(sum(rank == 1 for rank in ranks), len(ranks))
        found["a@3"] = _share(sum(rank <= PLACES for rank in ranks), len(ranks))
        found["wrong"] = sum(case.rank != 1 and not case.abstained for case in labelled)
    if judged:
        found["passed"] = _share(sum(case.passed for case in judged), len(judged))
    if sourced := [case.sources for case in done if case.sources is not None]:
        found["sources"] = _share(sum(sourced), len(sourced))
    found["unjudged"] = len(done) - len(judged)
    found["abstained"] = sum(case.abstained for case in done)
    return found


def _by(done: Sequence[Case], key: Callable[[Case], str]) -> dict[str, dict[str, float | int]]:
    groups = sorted({key(case) for case in done} - {""})
    return {group: scores([case for case in done if key(case) == group]) for group in groups}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _miss(case: Case) -> dict[str, Any]:
    predicted = [{"cause": cause, "component": name, "confidence": sure} for cause, name, sure in case.predicted]
    causes, components = case.expected
    return {
        "alias": case.alias,
        "expected": {"cause": list(causes), "component": list(components)},
        "predicted": predicted,
        "rank": case.rank,
        "reasons": list(case.reasons),
    }
