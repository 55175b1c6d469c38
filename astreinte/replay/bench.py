"""A benchmark: every case of a set through the whole graph, judged by its labels, counted by fault."""

import asyncio
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from astreinte.config import Settings
from astreinte.domain.outcome import Outcome
from astreinte.errors import NotFound
from astreinte.evidence.phrases import Language

from .find import find
from .player import play
from .scenario import Expected
from .score import fits
from .stage import Take

Tell = Callable[["Case", int, int], None]
"""Hears of each case as it ends, with its place and how many there are."""

PLACES = 3
LANGUAGE: Language = "en"
"""The sets ask in English and look for English words."""


@dataclass(frozen=True)
class Case:
    """What came of one case. `rank` is the place of the expected answer, decision first; None when it is not there.

    `labelled` cases expect a cause, a component or an abstention (then of rank 1); `judged` is false where nothing
    strict can be checked; `reasons` are the checks that did not pass.
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


def takes(root: Path, name: str) -> list[Take]:
    """The cases of a set, from its own folder or the one that holds it.

    Raises:
        NotFound: neither holds a `cases.json`.
        ConfigError: the index or a case cannot be read, or no importer knows the set.
    """
    folder = next((each for each in (root, root / name) if (each / "cases.json").exists()), None)
    if folder is None:
        raise NotFound(
            f"no cases.json in {str(root)!r} nor in {str(root / name)!r}; give --root the folder of {name!r}"
        )
    return find([folder])


async def judge(taken: Take) -> Case:
    """Play one case; its labels are looked at only now that it is over."""
    started = time.perf_counter()
    result = await play(taken, settings=Settings(language=LANGUAGE))
    seconds = time.perf_counter() - started
    expected, answers = taken.scenario.expected, _answers(result.outcome)
    return Case(
        alias=taken.scenario.id,
        fault=expected.fault or (expected.cause[0] if len(expected.cause) == 1 else ""),
        system=expected.system,
        rank=_rank(expected, answers),
        passed=result.score.passed,
        labelled=bool(expected.cause or expected.component or expected.abstain),
        judged=result.score.judged,
        abstained=not answers,
        predicted=answers[:PLACES],
        expected=(expected.cause if len(expected.cause) <= PLACES else (), expected.component),
        reasons=tuple(f"{check.name}: {check.why}"[:160] for check in result.score.checks if not check.passed),
        seconds=seconds,
    )


def _answers(outcome: Outcome) -> tuple[tuple[str, str, float], ...]:
    """Cause, component and confidence: the decision, then the other hypotheses by rank."""
    decision = outcome.decision
    listed = [(each.cause, each.component, each.confidence) for each in outcome.hypotheses]
    if decision and decision.cause:
        own = (decision.cause, decision.component)
        sure = next((each[2] for each in listed if each[:2] == own), 0.0)
        listed = [(*own, sure), *(each for each in listed if each[:2] != own)]
    return tuple(listed)


def _rank(expected: Expected, answers: Sequence[tuple[str, str, float]]) -> int | None:
    if expected.abstain:
        return None if answers else 1
    found = (place for place, (cause, component, _) in enumerate(answers, 1) if fits(expected, cause, component))
    return next(found, None)


def bench(cases: Sequence[Take], name: str, jobs: int = 1, tell: Tell | None = None) -> dict[str, Any]:
    """Run them all, `jobs` at once, each in a process of its own from two on.

    Returns:
        `set`, `cases`, `scores`, `by_fault`, `seconds_per_case` (seconds of one core), `misses`.
    """
    done: list[Case] = []
    with closing(_results(cases, jobs)) as results:
        for case in results:
            done.append(case)
            if tell:
                tell(case, len(done), len(cases))
    return report(name, sorted(done, key=lambda case: case.alias))


def _results(cases: Sequence[Take], jobs: int) -> Generator[Case, None, None]:
    if jobs <= 1:
        for each in cases:
            yield asyncio.run(judge(each))
        return
    with ProcessPoolExecutor(jobs) as pool:
        for future in as_completed([pool.submit(_alone, each) for each in cases]):
            yield future.result()


def _alone(taken: Take) -> Case:
    return asyncio.run(judge(taken))


def report(name: str, done: Sequence[Case]) -> dict[str, Any]:
    faults = sorted({case.fault for case in done} - {""})
    return {
        "set": name,
        "cases": len(done),
        "scores": _scores(done),
        "by_fault": {fault: _scores([case for case in done if case.fault == fault]) for fault in faults},
        "seconds_per_case": round(sum(case.seconds for case in done) / max(len(done), 1), 4),
        "misses": [_miss(case) for case in done if not _right(case)],
    }


def _right(case: Case) -> bool:
    return case.passed and (not case.labelled or case.rank == 1)


def _scores(done: Sequence[Case]) -> dict[str, float | int]:
    """Shares of the cases that can be judged; `a@1`, `a@3` of those with a label, `passed` of those with checks."""
    labelled, judged = [case for case in done if case.labelled], [case for case in done if case.judged]
    scores: dict[str, float | int] = {"cases": len(done)}
    if labelled:
        ranks = [case.rank or PLACES + 1 for case in labelled]
        scores["a@1"] = _share(sum(rank == 1 for rank in ranks), len(ranks))
        scores["a@3"] = _share(sum(rank <= PLACES for rank in ranks), len(ranks))
    if judged:
        scores["passed"] = _share(sum(case.passed for case in judged), len(judged))
    scores["unjudged"] = len(done) - len(judged)
    scores["abstained"] = sum(case.abstained for case in done)
    return scores


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
