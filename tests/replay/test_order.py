"""What is judged of actions: which were applied, in which order, and which fix was preferred where none can be."""

from dataclasses import replace
from typing import Any

import pytest

from astreinte.config import Service
from astreinte.replay.grades import grades
from astreinte.replay.player import Result, play, take_of
from astreinte.replay.scenario import Scenario
from tests.graph.world import DISK, WIKI
from tests.replay.test_replay import GOOD

CRITICAL = {**GOOD, "declare": {**GOOD["declare"], "severity": "CRITIQUE"}}
"""The wiki is isolated first, then room is made."""


async def judged(actions: dict[str, Any], **environment: Any) -> Result:
    said = {**CRITICAL, "environment": {**CRITICAL["environment"], **environment}, "expected": {"actions": actions}}
    return await play(take_of(Scenario.model_validate(said), DISK))


def why(result: Result) -> dict[str, str]:
    return {each.name: each.why for each in result.score.checks if not each.passed}


@pytest.mark.parametrize("order", [["isolate-network", "free-disk"], ["free-disk"], "isolate-network"])
async def test_actions_in_the_order_of_the_scenario_pass(order: Any) -> None:
    result = await judged({"order": order})
    assert {} == why(result)
    assert 1.0 == grades(result.scenario.expected, result.outcome, result.entries, "", "fr")["actions"]


@pytest.mark.parametrize("order", [["free-disk", "isolate-network"], ["isolate-network", "restart"]])
async def test_another_order_or_an_action_left_out_fails_with_both_orders(order: list[str]) -> None:
    result = await judged({"order": order})
    assert "isolate-network → free-disk" in why(result)["order of actions"]
    assert " → ".join(order) in why(result)["order of actions"]
    assert 0.5 == grades(result.scenario.expected, result.outcome, result.entries, "", "fr")["actions"]


async def test_a_preferred_fix_is_judged_where_nothing_is_applied() -> None:
    """
    Under `observe` the decision alone says what it would do.
    """
    assert {} == why(await judged({"proposed": ["restart", "free-disk"]}, policy="observe"))
    assert "free-disk" in why(await judged({"proposed": "restart"}, policy="observe"))["proposed fix"]


async def test_no_decision_proposes_nothing() -> None:
    quiet = Service.model_validate({**WIKI.model_dump(), "probe": ""})
    said = {**GOOD, "environment": {"services": {"wiki": quiet.model_dump(mode="json")}}}
    said["expected"] = {"actions": {"proposed": "restart"}}
    calm = [replace(each, text="", status="no_data") for each in DISK]
    result = await play(take_of(Scenario.model_validate(said), calm))
    assert "found None" in why(result)["proposed fix"]
