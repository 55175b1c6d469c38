"""A benchmark: every case of a set through the whole graph, judged by its labels, counted by fault and system."""

import asyncio
import time
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from astreinte.config import Settings
from astreinte.domain import Entry, Query, load
from astreinte.domain.outcome import Outcome
from astreinte.errors import AstreinteError
from astreinte.evidence.phrases import Language
from astreinte.templates.sections import readings

from .cases import Listed, listed
from .player import Result, play
from .predictions import Prediction, write
from .processes import spread
from .scenario import Expected
from .score import asserted, fits
from .stage import Take
from .tally import PLACES, Case, report

Tell = Callable[[Case, int, int], None]
"""Hears of each case as it ends, with its place and how many there are."""

LANGUAGE: Language = "en"
"""The sets ask in English and look for English words."""


def takes(root: Path, name: str, ids: Collection[str] = ()) -> list[Take]:
    """The cases of a set, all read at once.

    Raises:
        UnknownName, NotFound, ConfigError: as `listed` and `Listed.read`.
    """
    return [each.read() for each in listed(root, name, ids)]


async def judge(taken: Take, *, steps: bool = False, model: str = "playbook") -> Case:
    """Play one case; its labels are looked at only now that it is over. `steps`: list the queries too.

    `model`: who thinks, as in the settings.
    """
    started = time.perf_counter()
    result = await play(taken, settings=Settings(language=LANGUAGE, model=model))
    case = _judged(taken, result, time.perf_counter() - started)
    if model != "playbook":
        case = replace(case, inlined=_inlined(result))
    return replace(case, steps=_steps(result.entries)) if steps else case


def _judged(taken: Take, result: Result, seconds: float) -> Case:
    expected, answers = taken.scenario.expected, _answers(result.outcome)
    return Case(
        alias=taken.scenario.id,
        fault=_fault(expected),
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
        text=asserted(result.entries),
        sources=_cites(expected, result.entries),
        usage=result.outcome.usage,
    )


def _inlined(result: Result) -> int:
    from astreinte.agents.model.tokens import estimate

    refs = readings(result.entries)
    return sum(estimate(result.ports.evidence.open(ref).text) for ref in refs if ref.status == "ok")


def _steps(entries: Sequence[Entry]) -> tuple[Any, ...]:
    """The queries of all readings, each once, in the order in which they were taken."""
    asked = [load(Query, entry.data["query"]) for entry in entries if entry.kind == "reading"]
    return tuple({query.key: query for query in asked}.values())


def _cites(expected: Expected, entries: Sequence[Entry]) -> bool | None:
    """Whether findings and decisions cite a reading of each required source; None where none is required."""
    if not expected.sources:
        return None
    cited = {id_ for entry in entries if entry.kind in {"finding", "decision"} for id_ in entry.evidence}
    commands = [f"{ref.query.tool} {ref.query.text}" for ref in readings(entries) if ref.id in cited]
    return all(any(command.startswith(source) for command in commands) for source in expected.sources)


def _fault(expected: Expected) -> str:
    return expected.fault or (expected.cause[0] if len(expected.cause) == 1 else "")


def _answers(outcome: Outcome) -> tuple[tuple[str, str, float], ...]:
    """Cause, component and confidence: the decision, then the other hypotheses by rank."""
    decision = outcome.decision
    found = [(each.cause, each.component, each.confidence) for each in outcome.hypotheses]
    if decision and decision.cause:
        own = (decision.cause, decision.component)
        sure = next((each[2] for each in found if each[:2] == own), 0.0)
        found = [(*own, sure), *(each for each in found if each[:2] != own)]
    return tuple(found)


def _rank(expected: Expected, answers: Sequence[tuple[str, str, float]]) -> int | None:
    if expected.abstain:
        return None if answers else 1
    found = (place for place, (cause, component, _) in enumerate(answers, 1) if fits(expected, cause, component))
    return next(found, None)


def bench(
    cases: Sequence[Listed] | Sequence[Take],
    name: str,
    jobs: int = 1,
    tell: Tell | None = None,
    predictions: Path | None = None,
    model: str = "playbook",
) -> dict[str, Any]:
    """Run them all, `jobs` at once, each in a process of its own from two on.

    Args:
        cases: lines of an index, each read when its turn comes, or cases already read.
        name: of the set.
        jobs: processes.
        tell: hears of each case as it ends.
        model: who thinks, as in the settings.
        predictions: where each answer is written in the set's own format.

    Returns:
        What `tally.report` says.

    Raises:
        StoreUnavailable: a prediction cannot be written.
    """
    done: list[Case] = []
    with closing(_results(cases, jobs, model, steps=predictions is not None)) as results:
        for case in results:
            done.append(case)
            if predictions is not None:
                write(predictions, name, Prediction(case.alias, case.predicted, case.text, case.steps, case.seconds))
            if tell:
                tell(case, len(done), len(cases))
    return report(name, sorted(done, key=lambda case: case.alias))


def _results(
    cases: Sequence[Listed] | Sequence[Take], jobs: int, model: str, *, steps: bool
) -> Generator[Case, None, None]:
    if jobs <= 1:
        for each in cases:
            yield _alone(each, steps, model)
        return
    yield from spread(partial(_alone, steps=steps, model=model), cases, jobs, _lost)


def _lost(given: Listed | Take) -> Case:
    return _broken(*_named(given), "broke: it ended every process that took it")


def _named(given: Listed | Take) -> tuple[str, str]:
    """Alias and system."""
    return (given.alias, given.system) if isinstance(given, Listed) else (given.scenario.id, "")


def _alone(given: Listed | Take, steps: bool, model: str) -> Case:
    """One case by itself. One that cannot be read, or that breaks the run, is a miss with its reason; others go on."""
    alias, system = _named(given)
    try:
        case = asyncio.run(judge(given.read() if isinstance(given, Listed) else given, steps=steps, model=model))
    except AstreinteError as error:
        return _broken(alias, system, str(error))
    except Exception as error:  # noqa: BLE001 - a benchmark's door: the other cases are still to be counted
        return _broken(alias, system, f"broke: {error!r}")
    return replace(case, system=case.system or system)


def _broken(alias: str, system: str, why: str) -> Case:
    return Case(
        alias=alias,
        fault="",
        system=system,
        rank=None,
        passed=False,
        labelled=True,
        judged=True,
        abstained=True,
        predicted=(),
        expected=((), ()),
        reasons=(why[:300],),
        seconds=0.0,
    )
