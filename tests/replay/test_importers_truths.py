"""Ground truths and post-mortems of others as scenarios: what is declared, what stays a label."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from astreinte.errors import ConfigError
from astreinte.replay.bench import judge, takes
from astreinte.replay.importers.postmortems import seconds
from astreinte.replay.stage import Take
from tests.memory.test_chronicle import TABLE

TRUTH: dict[str, Any] = {
    "alerts": [
        {
            "id": "PodNotReady",
            "group_id": "till-pod-1",
            "metadata": {"description": "Till pods restart again and again"},
        },
        {"id": "Silent", "group_id": "till-service-1"},
    ],
    "aliases": [["till-service-1", "till-pod-1", "kasse-service-1"], ["oven-service-1"]],
    "fault": [
        {
            "condition": "container till is out of memory and is OOMKilled",
            "entity": {"group_id": "till-pod-1", "kind": "Pod", "name": "till-pod-1"},
        }
    ],
    "groups": [{"id": "till-pod-1", "root_cause": True}, {"id": "oven-service-1"}],
    "recommendedActions": [{"solution": {"id": "a", "actions": ["Raise the memory limit of the till deployment"]}}],
}
INDEX = {
    "solutions": [
        [
            {"steps": [{"command": "kubectl -n shop rollout undo deployment/till", "text": "Go back."}]},
            {"steps": [{"text": "Wait for the registry."}]},
        ],
        [{"steps": [{"command": "kubectl -n shop scale deployment/oven --replicas=2"}]}],
    ]
}


def truths(folder: Path, truth: Any, index: Any = INDEX) -> Take:
    (folder / "itbench/scenario_9").mkdir(parents=True)
    (folder / "itbench/scenario_9/groundtruth_v1.yaml").write_text(yaml.safe_dump(truth), encoding="utf-8")
    if index:
        (folder / "itbench/scenario_9/scenario.json").write_text(json.dumps(index), encoding="utf-8")
    listed = {"set": "itbench", "cases": [{"id": "scenario_9", "alias": "truth-1", "path": "scenario_9"}]}
    (folder / "itbench/cases.json").write_text(json.dumps(listed), encoding="utf-8")
    return takes(folder, "itbench")[0]


def test_solutions_of_a_ground_truth_are_labels_alone(tmp_path: Path) -> None:
    """
    Alerts and fault are told; the entity goes by each of its names; only the first solution says what is right.
    """
    taken = truths(tmp_path, {"spec": TRUTH})
    expected = taken.scenario.expected
    assert ("till", "kasse") == expected.component
    assert ("set-resources", "rollout-undo") == expected.actions.proposed
    seen = f"{taken.declaration} {taken.recordings}"
    assert "OOMKilled" in seen
    assert not [word for word in ("rollout undo", "Raise the memory", "scenario_9", "Go back") if word in seen]


async def test_a_named_fault_is_answered_with_a_repair(tmp_path: Path) -> None:
    """
    The memory that is told to run out: the decision prefers one of the right actions.
    """
    case = await judge(truths(tmp_path, {"spec": TRUTH}))
    assert (True, ()) == (case.passed, case.reasons)


async def test_steps_that_are_no_action_are_left_to_a_judge(tmp_path: Path) -> None:
    """
    An experiment that has to be deleted says nothing of operations.
    """
    steps = {"solutions": [[{"steps": [{"text": "Delete the experiment."}]}]]}
    case = await judge(truths(tmp_path, {"spec": {**TRUTH, "recommendedActions": []}}, steps))
    assert not case.judged


@pytest.mark.parametrize("truth", [{"spec": {}}, {}])
async def test_an_empty_ground_truth_breaks_nothing(tmp_path: Path, truth: Any) -> None:
    assert not (await judge(truths(tmp_path, truth, None))).judged


def test_a_ground_truth_that_is_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"groundtruth_v1\.yaml.*alerts"):
        truths(tmp_path, ["x"])


def written(folder: Path, text: str) -> Take:
    (folder / "postmortems").mkdir()
    (folder / "postmortems/PM-7.md").write_text(text, encoding="utf-8")
    listed = {"set": "postmortems", "cases": [{"id": "PM-7 - sieve.md", "alias": "post-1", "path": "PM-7.md"}]}
    (folder / "postmortems/cases.json").write_text(json.dumps(listed), encoding="utf-8")
    return takes(folder, "postmortems")[0]


async def test_times_of_a_post_mortem_are_judged(tmp_path: Path) -> None:
    """
    Summary and timeline are declared; causes, people and stats are not; the repair is counted from the detection.
    """
    taken = written(tmp_path, TABLE + "- Time to recovery: 40 minutes\n")
    assert (900.0, 1500.0) == (taken.scenario.expected.metrics.mttd, taken.scenario.expected.metrics.mttr)
    assert not [word for word in ("wider holes", "Zebulon", "Stats", "PM-7") if word in str(taken.declaration)]
    assert "ground nothing" in taken.declaration.text
    case = await judge(taken)
    assert (True, ()) == (case.passed, case.reasons)


def test_a_post_mortem_without_a_timeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"PM-7\.md.*Timeline"):
        written(tmp_path, "# Nothing\n")


@pytest.mark.parametrize(
    ("said", "found"),
    [("19 hours 43 minutes", 70980), ("11 Days", 950400), ("1.5 hours", 5400), ("?", None), ("N/A", None), ("", None)],
)
def test_durations_in_words(said: str, found: float | None) -> None:
    assert found == seconds(said)
