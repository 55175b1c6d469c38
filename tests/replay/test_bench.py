"""Benchmarks: what is counted, and that no label reaches the graph."""

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from astreinte.domain import Query
from astreinte.errors import ConfigError, NotFound, UnknownName
from astreinte.replay.bench import bench, judge, takes
from astreinte.replay.cases import listed, read_ids
from astreinte.replay.predictions import FORMATS, Prediction, write
from astreinte.replay.scenario import Expected
from astreinte.replay.tally import Case
from tests.evidence.kubernetes.bookshop import NS, shop

SETS = Path(__file__).parents[3] / "shared" / "bench"
LABEL = {
    "fault_taxonomy": "Service_Routing_Fault",
    "fault_object": "app/stock",
    "root_cause": "service_selector_mismatch",
}
TOOLS = {"get": "GetResources", "describe": "DescribeResource"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A set of one case in the layout of Cloud-OpsBench."""
    folder = tmp_path / "cloud-opsbench" / "a"
    folder.mkdir(parents=True)
    cache: dict[str, Any] = {"collection_timestamp": "2026-05-04T12:00:00"}
    for _, query, text in shop(stock={"selector": "app=stocks", "endpoints": "<none>"}).texts():
        words = query.split()
        if words[1] == "nodes" or "-n" not in words:
            continue
        verb, kind, *rest = words
        names = {"deployment": "deployments", "rs": "replicasets", "pod": "pods", "service": "services"}
        arguments = {
            "resource_type": names.get(kind, kind),
            "name": rest[0] if verb == "describe" else "",
            "namespace": NS,
        }
        wide = {"output_wide": True} if verb == "get" else {}
        cache[f"{TOOLS[verb]}:{json.dumps({**arguments, **wide}, separators=(',', ':'))}"] = text
    with gzip.open(folder / "tool_cache.json.gz", "wt", encoding="utf-8") as file:
        json.dump(cache, file)
    meta = {"namespace": NS, "query": "Something fails.", "result": LABEL, "process": {}}
    (folder / "metadata.json").write_text(json.dumps(meta))
    index = {
        "set": "cloud-opsbench",
        "cases": [{"id": "a", "alias": "case-1", "path": "a", "query": "Something fails."}],
    }
    (folder.parent / "cases.json").write_text(json.dumps(index))
    return tmp_path


def test_report_counts_what_was_right(root: Path) -> None:
    """
    Cases, scores by fault and the seconds that a case takes.
    """
    heard: list[Case] = []

    def hear(case: Case, place: int, whole: int) -> None:
        assert place <= whole
        heard.append(case)

    found = bench(takes(root, "cloud-opsbench"), "cloud-opsbench", tell=hear)

    assert (1, 1.0, 1.0, []) == (found["cases"], found["scores"]["a@1"], found["scores"]["a@3"], found["misses"])
    assert ["service-selector-mismatch"] == list(found["by_fault"])
    assert found["seconds_per_case"] > 0
    assert ["case-1"] == [case.alias for case in heard]


async def test_answer_does_not_depend_on_the_label(root: Path) -> None:
    """
    Another label, alias or folder name changes the verdict alone.
    """
    taken = takes(root / "cloud-opsbench", "cloud-opsbench")[0]
    other = Expected(cause=("oom-killed",), component=("till",))
    wrong = replace(taken, scenario=taken.scenario.model_copy(update={"expected": other, "id": "other-name"}))

    right, missed = await judge(taken), await judge(wrong)

    assert right.predicted == missed.predicted
    assert (1, None) == (right.rank, missed.rank)


async def test_graph_sees_no_label(root: Path) -> None:
    """
    Nothing that is declared or recorded names the fault, the case or its folder.
    """
    taken = takes(root, "cloud-opsbench")[0]
    seen = " ".join([str(taken.declaration), *(f"{each.tool} {each.query} {each.why}" for each in taken.recordings)])

    assert not [word for word in (*LABEL.values(), "cloud-opsbench", str(root)) if word in seen]


def test_miss_is_told_with_what_was_predicted(root: Path) -> None:
    """
    A miss names what was expected and what was answered instead.
    """
    path = root / "cloud-opsbench" / "a" / "metadata.json"
    meta = json.loads(path.read_text())
    path.write_text(json.dumps({**meta, "result": {**LABEL, "fault_object": "app/till"}}))

    miss = bench(takes(root, "cloud-opsbench"), "cloud-opsbench")["misses"][0]

    assert ["till"] == miss["expected"]["component"]
    assert "stock" == miss["predicted"][0]["component"]


def test_ids_choose_cases_by_id_alias_or_path(root: Path, tmp_path: Path) -> None:
    """
    A file of ids; one that the set does not hold is named.
    """
    file = tmp_path / "ids.txt"
    file.write_text("# chosen\ncase-1\n")
    assert ["case-1"] == [each.alias for each in listed(root, "cloud-opsbench", read_ids(file))]
    with pytest.raises(NotFound, match="case-2"):
        listed(root, "cloud-opsbench", ["case-2"])
    file.write_text("\n")
    with pytest.raises(ConfigError, match="holds no id"):
        read_ids(file)


def test_a_prediction_is_in_the_sets_own_format(root: Path, tmp_path: Path) -> None:
    """
    Labels as the set spells them, and the steps in the names of its tools.
    """
    bench(listed(root, "cloud-opsbench"), "cloud-opsbench", predictions=tmp_path / "out")

    written = json.loads((tmp_path / "out" / "case-1" / "case-1.json").read_text())
    assert {"rank": 1, **LABEL} == written["final_answer"]["top_3_predictions"][0]
    assert "GetResources::pods" in written["steps"]


def test_a_healthy_system_has_no_culprit_in_any_format(tmp_path: Path) -> None:
    """
    "Nothing is wrong" is not an object to blame.
    """
    said = Prediction("case-1", (("no-fault", "stock", 0.6),), "nothing is wrong", (), 0.1)
    answer = json.loads(write(tmp_path, "cloud-opsbench", said).read_text())["final_answer"]
    assert [] == answer["top_3_predictions"]
    assert json.loads(write(tmp_path, "petshop", said).read_text())["abstained"]


def test_a_case_without_a_label_is_answered_and_not_counted(root: Path) -> None:
    """
    Labels may be kept apart: the answer is the same.
    """
    folder = root / "cloud-opsbench" / "a"
    (folder / "metadata.json").write_text(json.dumps({"namespace": NS, "query": "Something fails."}))
    found = bench(listed(root, "cloud-opsbench"), "cloud-opsbench")
    assert "a@1" not in found["scores"]
    assert 0 == found["scores"]["abstained"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_case_that_cannot_be_read_is_a_miss_and_the_rest_goes_on(root: Path, jobs: int) -> None:
    """
    The miss says which file.
    """
    path = root / "cloud-opsbench" / "cases.json"
    index = json.loads(path.read_text())
    lost = {"id": "b", "alias": "case-0", "path": "b", "system": "other"}
    path.write_text(json.dumps({**index, "cases": [lost, *index["cases"]]}))
    found = bench(listed(root, "cloud-opsbench"), "cloud-opsbench", jobs)
    assert 2 == found["cases"]
    assert "metadata.json: cannot be read" in found["misses"][0]["reasons"][0]
    assert 1 == found["by_system"]["other"]["cases"]


def test_another_sets_index_is_refused(root: Path) -> None:
    """
    The message names both sets.
    """
    with pytest.raises(ConfigError, match="'cloud-opsbench', not 'opensre'"):
        listed(root / "cloud-opsbench", "opensre")
    with pytest.raises(UnknownName, match="nearest: 'petshop'"):
        listed(root, "petshops")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_set_that_is_scored_elsewhere_has_an_answer_format(name: str, tmp_path: Path) -> None:
    """
    With answers and without; a set whose labels alone are read has none, and says which have.
    """
    with pytest.raises(ConfigError, match="no answer format for the set 'itbench'"):
        write(tmp_path, "itbench", Prediction("case-1", (), "", (), 0.1))
    for ranked in ((), (("oom-killed", "stock", 0.9),), (("no-fault", "stock", 0.6),)):
        said = Prediction("case-1", ranked, "stock was killed", (Query("kubectl", ("logs", "stock-1")),), 0.1)
        assert json.loads(write(tmp_path, name, said).read_text())


def test_folder_without_the_set_is_refused(tmp_path: Path) -> None:
    """
    The message names both places that were looked at.
    """
    with pytest.raises(NotFound, match=r"cases\.json"):
        takes(tmp_path, "opensre")


@pytest.mark.bench
@pytest.mark.skipif(not (SETS / "cloud-opsbench").exists(), reason="the development cases are not beside the checkout")
def test_development_cases_stay_above_their_bar() -> None:
    """
    One case in four of the development half, against the bar of the project.
    """
    cases = takes(SETS, "cloud-opsbench")[::4]
    found = bench(cases, "cloud-opsbench")["scores"]

    assert found["a@1"] >= 0.92
    assert found["a@3"] >= 0.98


@pytest.mark.parametrize(
    ("sources", "share"), [(("kubectl describe service",), 1.0), (("aws rds describe-events",), 0.0)]
)
def test_required_sources_are_counted_apart(root: Path, sources: tuple[str, ...], share: float) -> None:
    """
    Whether a reading of each is cited changes neither the rank nor whether the case passed.
    """
    (taken,) = takes(root, "cloud-opsbench")
    expected = taken.scenario.expected.model_copy(update={"sources": sources})
    scenario = taken.scenario.model_copy(update={"expected": expected})

    found = bench([replace(taken, scenario=scenario)], "cloud-opsbench")

    assert (1.0, share) == (found["scores"]["passed"], found["scores"]["sources"])
    assert ([] if share else ["case-1"]) == found.get("uncited", [])
