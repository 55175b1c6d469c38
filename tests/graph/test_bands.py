"""2.3: the metric that proved the cause is back inside the band of its own healthy past, or that is said openly."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from astreinte.actions import ReplayExecutor
from astreinte.agents import ScriptedReasoner
from astreinte.domain import Ask, Decision, Fix, Query, Reading, ReadingStatus
from astreinte.evidence import RecordedSource

from .world import AT, DOWN, RULES, STATUS, UP, World, after, line, world

NAME = 'container_cpu_usage{app="wiki"}'
PATH = "/api/v1/query_range"
STEP = 30
Load = Callable[[datetime], float]


class Meter:
    """A Prometheus that knows one metric, by the moment: `load` says what it was."""

    name = "prometheus"

    def __init__(self, load: Load, status: ReadingStatus = "ok") -> None:
        self._status: ReadingStatus = status
        self._load, self.now = load, lambda: AT
        self.asked: list[Query] = []

    def plan(self, ask: Ask) -> Sequence[Query]:
        span = (f"start={(AT - timedelta(minutes=90)).isoformat()}", f"end={AT.isoformat()}", f"step={STEP}")
        return () if ask.phase == "probe" else (Query("prometheus", (PATH, f"query={NAME}", *span), "metrics"),)

    def accepts(self, query: Query) -> bool:
        return query.tool == "prometheus"

    async def read(self, query: Query) -> Reading:
        given: dict[str, str] = {key: value for key, _, value in (word.partition("=") for word in query.args[1:])}
        start, end = (datetime.fromisoformat(given[key]) for key in ("start", "end"))
        later = end > AT
        self.asked.append(query)
        if later and self._status != "ok":
            return Reading(query, self.now(), self._status, why="HTTP 503")
        step = int(given["step"])
        moments = [start + timedelta(seconds=step * n) for n in range(int((end - start).total_seconds()) // step + 1)]
        points = [[each.timestamp(), str(self._load(each))] for each in moments]
        series = {"metric": {"__name__": "container_cpu_usage", "app": "wiki"}, "values": points}
        body = {"status": "success", "data": {"resultType": "matrix", "result": [series]}}
        text = json.dumps(body, indent=1)
        return Reading(query, self.now(), "ok", text)


class Cpu(ScriptedReasoner):
    """The lead decides on the CPU; it cites what the meter said, or what else it was told to."""

    def __init__(self, tool: str = "prometheus") -> None:
        super().__init__({})
        self._tool = tool

    think_of: Any = ScriptedReasoner.think

    async def think(self, persona: Any, task: Any, case: Any) -> Any:
        if type(task).__name__ != "Decide":
            return await self.think_of(persona, task, case)
        cited = tuple(each.id for each in case.readings if each.query.tool == self._tool)
        restart = Fix("restart", {"service": "wiki"}, "temporary")
        return Decision(persona.tag, "pod-cpu-overload", "wiki", 0.9, "vu", cited, (restart,))


RUNS = line("supervisorctl", "status wiki", "wiki RUNNING pid 12, uptime 0:00:01\n")


def loaded(*, until: float) -> Load:
    """Busy from ten minutes before the alert, until so many seconds after it."""
    low, high = AT - timedelta(minutes=10), AT + timedelta(seconds=until)
    return lambda at: 0.9 if low <= at < high else 0.2 + 0.01 * (at.minute % 3)


def told(meter: Meter, reasoner: ScriptedReasoner | None = None) -> World:
    recorded = RecordedSource((DOWN, STATUS, RULES, *after("restart", UP, RUNS)))
    made = world((), sources=[meter, recorded], reasoner=reasoner or Cpu(), executor=ReplayExecutor(recorded.advance))
    meter.now = made.clock.now
    return made


async def validation(made: World) -> tuple[dict[str, bool], dict[str, str], Any]:
    outcome = await made.run(severity="HAUTE")
    entry = (await made.entries(outcome, "validation"))[0]
    checks = {each["name"]: each["passed"] for each in entry.data["checks"]}
    return checks, {each["name"]: each["why"] for each in entry.data["untold"]}, outcome


BAND = "container_cpu_usage de wiki est dans sa bande d'avant l'incident"


@pytest.mark.parametrize(("until", "passed"), [(40, True), (100_000, False)])
async def test_the_series_is_read_again_and_judged_by_its_own_past(until: float, passed: bool) -> None:
    """It comes back some seconds after the fix, or not at all: then the round has failed."""
    meter = Meter(loaded(until=until))
    checks, untold, outcome = await validation(told(meter))
    assert (checks[BAND], untold) == (passed, {})
    assert (outcome.state == "resolved") is passed
    last = meter.asked[-1].args
    assert last[-1] == "step=15"
    assert last[-2] > f"end={AT.isoformat()}"


@pytest.mark.parametrize("status", ["error", "no_data"])
async def test_what_cannot_be_measured_is_said_and_has_not_passed(status: ReadingStatus) -> None:
    """The service answers, so the incident ends; the outcome names the check that nobody could make."""
    checks, untold, outcome = await validation(told(Meter(loaded(until=40), status)))
    assert BAND not in checks
    assert BAND in untold
    assert outcome.validation.untold == [BAND]


async def test_a_cause_that_no_metric_supports_says_that_none_was_measured() -> None:
    checks, untold, _ = await validation(told(Meter(loaded(until=40)), Cpu("supervisorctl")))
    assert BAND not in checks
    assert list(untold.values()) == ["aucune métrique mesurée n'appuie la cause retenue"]


async def test_the_post_mortem_names_what_was_not_measured() -> None:
    made = told(Meter(loaded(until=40), "error"))
    await made.run(severity="HAUTE")
    assert f"{BAND} non mesuré" in made.shelf.text.replace("\\", "")
