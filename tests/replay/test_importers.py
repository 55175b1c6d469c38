# ruff: noqa: E501 - outputs of tools are as long as they are
"""Foreign sets as scenarios: what is recorded of a case, what is judged, and that a planted memory decides nothing."""

import json
from pathlib import Path

import pytest
import yaml

from astreinte.errors import ConfigError
from astreinte.replay.bench import judge, takes

PODS = """\
till-5c9d8f7b66-x2k4q  Pending ready=0/1 age=40s node=n1
  ⚠ main: ErrImagePull: rpc error: code = NotFound desc = registry.local/till:v0.0.0: not found
"""
EVENTS = '2026-05-04T12:00:00Z Warning Pod/till-5c9d8f7b66-x2k4q Failed (x3): Failed to pull image "registry.local/till:v0.0.0": not found\n'
DIFF = "flux Kustomization/shop  1a..2b\n--- shop/till/deployment.yaml\n-  image: registry.local/till:v1\n+  image: registry.local/till:v0.0.0\n"
MEMORY = """\
---
title: till does not start (POISONED FIXTURE)
---
> [!WARNING] POISONED

# Cause (WRONG)

The till-settings ConfigMap lost a key. This is fabricated.
"""


@pytest.fixture
def lore(tmp_path: Path) -> Path:
    """A set of one case in the layout of RunLore, with a memory that lies."""
    folder = tmp_path / "runlore"
    (folder / "eval" / "lies").mkdir(parents=True)
    (folder / "eval" / "lies" / "till.md").write_text(MEMORY)
    case = {
        "name": "bad-tag",
        "prompt": "till does not start in namespace shop",
        "workload": {"namespace": "shop", "name": "till"},
        "catalog_dir": "lies",
        "tools": {
            "pod_status": PODS,
            "kube_events": EVENTS,
            "what_changed": DIFF,
            "query_logs": "no log lines matched",
            "network_drops": "(no dropped flows)",
        },
        "expected": {
            "must_contain": ["image"],
            "root_cause_entities": ["till", "v0.0.0"],
            "distractors": ["till-settings"],
            "min_confidence": 0.5,
        },
        "ground_truth": {"root_cause": "the tag does not exist"},
    }
    (folder / "eval" / "bad-tag.yaml").write_text(yaml.safe_dump(case))
    index = {"set": "runlore", "cases": [{"id": "bad-tag", "alias": "lore-1", "path": "eval/bad-tag.yaml"}]}
    (folder / "cases.json").write_text(json.dumps(index))
    return tmp_path


async def test_planted_memory_decides_nothing(lore: Path) -> None:
    """
    The evidence names the image, with the change that brought it; the memory's cause is not asserted.
    """
    case = await judge(takes(lore, "runlore")[0])

    assert ("image-reference-incorrect", "till") == case.predicted[0][:2]
    assert (True, ()) == (case.passed, case.reasons)


def test_memory_does_not_say_that_it_is_a_trap(lore: Path) -> None:
    """
    Neither the warning nor the words around it reach the agent; no label does either.
    """
    taken = takes(lore, "runlore")[0]
    seen = " ".join([str(taken.declaration), *(f"{r.tool} {r.query} {r.text}" for r in taken.recordings)])

    assert "till-settings ConfigMap lost a key" in seen
    assert not [word for word in ("POISONED", "WRONG", "fabricated", "bad-tag", "does not exist") if word in seen]


def test_answers_of_nothing_are_no_data(lore: Path) -> None:
    """
    `no log lines matched` and `(no dropped flows)` are answers without data, not lines of a log.
    """
    taken = takes(lore, "runlore")[0]

    assert {("loki", "no_data"), ("hubble", "no_data")} <= {(r.tool, r.status) for r in taken.recordings}


async def test_unsure_decision_fails_where_sureness_is_asked_for(lore: Path) -> None:
    """
    A least confidence that the decision does not reach is named as the reason.
    """
    path = lore / "runlore" / "eval" / "bad-tag.yaml"
    data = yaml.safe_load(path.read_text())
    data["expected"]["min_confidence"] = 0.999
    path.write_text(yaml.safe_dump(data))

    case = await judge(takes(lore, "runlore")[0])

    assert (False, "confidence") == (case.passed, case.reasons[0].partition(":")[0])


def test_case_that_is_no_mapping_is_refused(lore: Path) -> None:
    """
    The message names the file and what it needs.
    """
    (lore / "runlore" / "eval" / "bad-tag.yaml").write_text("- just a list\n")

    with pytest.raises(ConfigError, match=r"bad-tag\.yaml.*prompt"):
        takes(lore, "runlore")
