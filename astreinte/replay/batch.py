"""Many replays: at once, repeated, under a rate, taken up where they stopped; one that breaks never stops the rest."""

import asyncio
import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from astreinte.config import Settings
from astreinte.errors import AstreinteError, StoreUnavailable
from astreinte.memory import is_postgres

from .grades import Grades, grades
from .player import Result, play
from .processes import spread
from .stage import Take
from .whatif import Variation, varied

Tell = Callable[["Played", int, int], None]
UNCHANGED = Variation()


@dataclass(frozen=True)
class Played:
    """One replay that is over, as plain data.

    `document` is the outcome with its score; empty where the replay broke, and then `broke` says how. `text` is the
    post-mortem, `tree` the diagnostic tree where the plan asks for it. `seconds` is wall time.
    """

    scenario: str
    repeat: int
    passed: bool
    judged: bool
    grades: Grades
    document: Mapping[str, Any]
    text: str
    seconds: float
    broke: str = ""
    tree: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.scenario, self.repeat

    @property
    def line(self) -> dict[str, Any]:
        """One line of `replay --json`: nothing in it depends on how fast this machine is."""
        if self.broke:
            return {"scenario": self.scenario, "repeat": self.repeat, "broke": self.broke}
        return {**self.document, "repeat": self.repeat, "grades": self.grades}

    @property
    def effects(self) -> tuple[tuple[str, str], ...]:
        """What was applied, as (action, target)."""
        done = [one for one in self.document.get("actions", []) if one["state"] in {"done", "undone"}]
        return tuple((one["id"], one["target"]) for one in done)

    @property
    def rank(self) -> int | None:
        return None if self.broke else self.document["score"]["rank"]

    @property
    def decided(self) -> tuple[str, str]:
        decision: Mapping[str, Any] = self.document.get("decision") or {}
        return str(decision.get("cause") or ""), str(decision.get("component") or "")


@dataclass(frozen=True)
class Plan:
    """How to run them: `jobs` processes, each scenario `repeat` times, at most `rate` starts a minute (0: no limit).

    `explain` has each replay draw its diagnostic tree. `workers` play over the shared queue where the settings name a
    PostgreSQL, else they are processes as `jobs` are; `run` is how others may call what they play.
    """

    jobs: int = 1
    repeat: int = 1
    rate: float = 0.0
    variation: Variation = UNCHANGED
    explain: bool = False
    workers: int = 0
    run: str = ""


def batch(
    takes: Sequence[Take], settings: Settings, plan: Plan, tell: Tell | None = None, kept: Path | None = None
) -> list[Played]:
    """Play them all; the results in the order of the takes.

    Args:
        takes: what to play.
        settings: as for a live incident.
        plan: how.
        tell: hears of each as it ends.
        kept: a JSON-lines file of results: those that it holds are not played again, new ones are added as they end.

    Raises:
        StoreUnavailable: the file of results cannot be written.
    """
    wanted = [(each, number) for number in range(plan.repeat) for each in takes]
    done = {one.key: one for one in _kept(kept) if one.tree or not plan.explain}
    left = [(each, number) for each, number in wanted if (each.scenario.id, number) not in done]
    before = len(wanted) - len(left)
    for count, one in enumerate(_results(left, settings, plan), before + 1):
        done[one.key] = one
        if kept is not None:
            _keep(kept, one)
        if tell:
            tell(one, count, len(wanted))
    return [done[each.scenario.id, number] for each, number in wanted]


def _results(left: Sequence[tuple[Take, int]], settings: Settings, plan: Plan) -> Generator[Played, None, None]:
    if plan.workers and is_postgres(settings.database):
        from .shared import shared

        yield from shared(left, settings, plan)
    elif (jobs := max(plan.jobs, plan.workers)) > 1:
        work = partial(_one, settings=settings, plan=plan)
        yield from spread(work, _paced(left, plan.rate), jobs, _lost)
    else:
        for each, number in _paced(left, plan.rate):
            yield alone(each, number, settings, plan)


def _one(given: tuple[Take, int], settings: Settings, plan: Plan) -> Played:
    return alone(*given, settings, plan)


def _lost(given: tuple[Take, int]) -> Played:
    return lost(*given)


def _paced(left: Sequence[tuple[Take, int]], rate: float) -> Iterator[tuple[Take, int]]:
    begun = time.monotonic()
    for place, each in enumerate(left):
        if rate:
            time.sleep(max(0.0, begun + place * 60 / rate - time.monotonic()))
        yield each


def alone(taken: Take, number: int, settings: Settings, plan: Plan) -> Played:
    """One replay by itself; one that breaks says why."""
    started = time.perf_counter()
    try:
        chosen, variation = plan.variation.settings(settings), plan.variation
        result = asyncio.run(play(varied(taken, variation), settings=chosen, explain=plan.explain))
    except AstreinteError as error:
        return _broken(taken, number, str(error), started)
    except Exception as error:  # noqa: BLE001 - a batch's door: the other scenarios are still to be played
        return _broken(taken, number, f"broke: {error!r}", started)
    return _played(result, number, settings.language, time.perf_counter() - started)


def _played(result: Result, number: int, language: str, seconds: float) -> Played:
    score, expected = result.score, result.scenario.expected
    return Played(
        scenario=result.scenario.id,
        repeat=number,
        passed=score.passed,
        judged=score.judged,
        grades=grades(expected, result.outcome, result.entries, result.text, language),
        document=result.document(),
        text=result.text,
        seconds=round(seconds, 3),
        tree=result.tree(),
    )


def lost(taken: Take, number: int) -> Played:
    """What stands for a replay that nobody can play to its end."""
    return _broken(taken, number, "broke: it ended every process that took it", time.perf_counter())


def _broken(taken: Take, number: int, why: str, started: float) -> Played:
    seconds = round(time.perf_counter() - started, 3)
    return Played(taken.scenario.id, number, False, True, {}, {}, "", seconds, why)


def _keep(path: Path, one: Played) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be written: {error.strerror}; choose another --keep FILE") from error


def _kept(path: Path | None) -> Iterator[Played]:
    """Whole lines alone: the last one may have been cut off by what stopped the run."""
    if path is None or not path.exists():
        return
    for line in path.read_text(encoding="utf-8").split("\n"):
        with suppress(json.JSONDecodeError, TypeError):
            yield Played(**json.loads(line))
