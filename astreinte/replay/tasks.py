"""A replay as plain JSON, for a process on another machine: the recorded incident, and how it is played."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from astreinte.config import Settings
from astreinte.domain import Declaration, dump, load
from astreinte.evidence import Recording

from .batch import Plan, Played, alone, lost
from .scenario import Scenario
from .stage import Take
from .whatif import Variation

Task = Mapping[str, Any]
ATTEMPTS = 3
"""How often a replay is begun: one that ends every worker that takes it must not end them all."""


def task(taken: Take, number: int, plan: Plan) -> Task:
    """What `perform` plays. Settings are not in it: they hold secrets, and a worker has its own."""
    return {
        "scenario": taken.scenario.model_dump(mode="json"),
        "declaration": dump(taken.declaration),
        "recordings": [dump(each) for each in taken.recordings],
        "number": number,
        "variation": dump(plan.variation),
        "explain": plan.explain,
    }


def perform(given: Task, taken: int, settings: Settings) -> dict[str, Any]:
    """Play it for the `taken`-th time; its result as plain JSON, which `result` reads back."""
    number, played = int(given["number"]), _take(given)
    if taken > ATTEMPTS:
        return asdict(lost(played, number))
    plan = Plan(variation=load(Variation, given["variation"]), explain=bool(given["explain"]))
    return asdict(alone(played, number, settings, plan))


def result(data: Mapping[str, Any]) -> Played:
    return Played(**data)


def _take(given: Task) -> Take:
    taken = Take(Scenario.model_validate(given["scenario"]), load(Declaration, given["declaration"]), ())
    return replace(taken, recordings=[load(Recording, each) for each in given["recordings"]])
