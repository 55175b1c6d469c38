"""What must not change an answer: a lost document, shuffled labels, a second fault beside it, noise around it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from astreinte.replay.bench import judge, takes
from astreinte.replay.player import play, take_of
from astreinte.replay.stage import Take
from tests.clusters.model import Event, Town
from tests.clusters.render_rest import recordings
from tests.clusters.straight import NEARLY, answer, read, thinned, without_one
from tests.clusters.towns import booting, campus, shop
from tests.clusters.variants import Variant, scenario, variants

BY_ID = {each.id: each for each in variants()}
SMALL = [each for each in BY_ID.values() if each.town == "shop"][::9]
WIDE = {"pods", "deployments", "replicasets", "services", "endpoints", "nodes"}


@pytest.mark.parametrize("variant", SMALL, ids=lambda each: each.id)
def test_lost_document_never_makes_another_answer_as_sure(variant: Variant) -> None:
    """
    Without any one of the documents that it cites, the answer is the same and no surer, or less sure, or none.
    """
    taken = variant.take()
    readings = read(taken.recordings)
    right = (taken.scenario.expected.cause[0], taken.scenario.expected.component)
    whole = answer(taken, readings)

    told = [answer(taken, left) for left in without_one(readings, whole, others=2, seed=5)]

    assert right[0] == whole.cause
    assert [] == [each for each in told if each.worse_than(whole, right)]
    assert [] == [each for each in told if each.cause == whole.cause and each.confidence > whole.confidence + NEARLY]


@pytest.mark.parametrize("variant", SMALL[::2], ids=lambda each: each.id)
def test_two_thirds_of_the_documents_lead_nobody_astray(variant: Variant) -> None:
    """
    What is left of the evidence proves the cause, or less, never another as surely.
    """
    taken = variant.take()
    readings = read(taken.recordings)
    right = (taken.scenario.expected.cause[0], taken.scenario.expected.component)
    whole = answer(taken, readings)

    told = [answer(taken, thinned(readings, 0.7, seed)) for seed in range(3)]

    assert [] == [each for each in told if each.worse_than(whole, right)]


PAIRS = (
    ("image-reference-incorrect-shop-tag", "oom-killed", "courier"),
    ("service-selector-mismatch-shop-version", "missing-secret", "notifier"),
    ("memory-capacity-insufficient-shop-plain", "oom-killed", "notifier"),
    ("db-read-only-shop-table", "missing-secret", "notifier"),
    ("db-connection-exhaustion-shop-go", "oom-killed", "pricing"),
)


def killed(town: Town, name: str) -> None:
    app = town.apps[name]
    app.status, app.ready, app.waiting, app.restarts, app.last, app.code = (
        "CrashLoopBackOff", False, "CrashLoopBackOff", 6, "OOMKilled", 137,
    )  # fmt: skip
    app.memory_limit = "24Mi"


def secretless(town: Town, name: str) -> None:
    app = town.apps[name]
    app.status, app.phase, app.ready = "CreateContainerConfigError", "Pending", False
    app.waiting = app.status
    app.events = [Event("Failed", f'Error: secret "{name}-keys" not found')]


@pytest.mark.parametrize(("variant", "second", "at"), PAIRS)
async def test_two_faults_at_once_are_both_named(variant: str, second: str, at: str) -> None:
    """
    Both stand in the first two ranks, and the rationale of the decision names the other one.
    """
    town = shop()
    first = BY_ID[variant].change(town)
    {"oom-killed": killed, "missing-secret": secretless}[second](town, at)
    both = {(BY_ID[variant].cause, first), (second, at)}

    outcome = (await play(take_of(scenario(town), recordings(town)))).outcome

    decision = outcome.decision
    assert decision is not None
    held = list(dict.fromkeys((each.cause, each.component) for each in outcome.hypotheses))
    assert both == set(held[:2]), held
    chosen = (decision.cause, decision.component)
    assert chosen in both
    (other,) = both - {chosen}
    assert other[1] in decision.rationale


LOUD = "{t} WARN retry budget of recommendations at 40 %, ERROR timeout ignored, falling back to cached copy"


def herrings(town: Town, name: str) -> None:
    """A loud log, a warning that is over and a restart of yesterday, all of a component that is well."""
    town.log(name, LOUD, count=30, before=40)
    app = town.apps[name]
    app.restarts, app.last, app.code, app.restarted = 3, "Error", 1, "26h"
    app.events.append(Event("Unhealthy", f"Readiness probe failed: dial tcp {app.ip()}:{app.port}: i/o timeout", "26h"))


@pytest.mark.parametrize("variant", [SMALL[0].id, SMALL[len(SMALL) // 2].id, SMALL[-1].id])
async def test_loud_neighbour_is_not_the_answer(variant: str) -> None:
    """
    The fault is named though another component is louder.
    """
    town = shop()
    at = BY_ID[variant].change(town)
    herrings(town, next(name for name in ("notifier", "catalog") if name != at))

    case = await judge(take_of(scenario(town, BY_ID[variant].cause, at), recordings(town)))

    assert 1 == case.rank, case.predicted


@pytest.mark.parametrize("made", [shop, campus])
async def test_noise_of_healthy_clusters_has_no_culprit(made: Callable[[], Town]) -> None:
    """
    Old restarts, a loud log and starts that are over are no fault.
    """
    town = booting(made())
    herrings(town, next(iter(town.apps)))

    outcome = (await play(take_of(scenario(town), recordings(town)))).outcome

    assert outcome.decision is None or outcome.decision.cause in {None, "no-fault", "already-recovered"}


def as_set(root: Path, taken: Take, folder: str, alias: str, labels: dict[str, str]) -> Path:
    """The case in the layout of Cloud-OpsBench, under this folder, name and labels."""
    cache: dict[str, str] = {"collection_timestamp": taken.declaration.detected.replace(tzinfo=None).isoformat()}
    for each in taken.recordings:
        words = each.query.split()
        space = {"namespace": taken.scenario.environment.namespace} if "-n" in words else {}
        if each.tool == "kubectl" and words[0] == "get" and words[1] in WIDE:
            asked = {"resource_type": words[1], "name": "", **space, "output_wide": True}
            cache["GetResources:" + json.dumps(asked, separators=(",", ":"))] = each.text
        elif each.tool == "kubectl" and words[0] == "describe":
            asked = {"resource_type": words[1], "name": words[2], **space}
            cache["DescribeResource:" + json.dumps(asked, separators=(",", ":"))] = each.text
    place = root / "cloud-opsbench" / folder
    place.mkdir(parents=True)
    (place / "tool_cache.json.gz").write_bytes(gzip.compress(json.dumps(cache).encode()))
    meta = {"namespace": taken.scenario.environment.namespace, "query": "Some requests fail.", "result": labels}
    (place / "metadata.json").write_text(json.dumps(meta))
    index = {"set": "cloud-opsbench", "cases": [{"id": folder, "alias": alias, "path": folder}]}
    (root / "cloud-opsbench" / "cases.json").write_text(json.dumps(index))
    return root


TRUE = {"fault_taxonomy": "Startup_Fault", "fault_object": "app/pricing", "root_cause": "incorrect_image_reference"}
FALSE = {"fault_taxonomy": "Runtime_Fault", "fault_object": "app/courier", "root_cause": "oom_killed"}


async def test_labels_ids_and_folders_change_no_prediction(tmp_path: Path) -> None:
    """
    The same recorded answers under another label, folder and alias give the same predictions.
    """
    taken = BY_ID["image-reference-incorrect-shop-tag"].take()
    shown = as_set(tmp_path / "a", taken, "town/startup/1", "case-a", TRUE)
    hidden = as_set(tmp_path / "b", taken, "town/runtime/9", "oom-killed-b", FALSE)

    one, other = [await judge(next(iter(takes(root, "cloud-opsbench")))) for root in (shown, hidden)]

    assert 1 == one.rank, one.predicted
    assert one.predicted == other.predicted
    assert 1 != other.rank
