"""Sets of metrics: read from their own files, played through the whole graph, labels for the judge alone."""

import csv
import gzip
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from astreinte.replay.bench import bench, takes
from astreinte.replay.stage import Take
from benchmarks.rootcause import report, trials

START = 1_790_000_000
ALARM = START + 300 * 3
NODES = ("portal", "orders", "stock_db")


def written(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def sheet(times: Sequence[int], slow: bool) -> str:
    """Four header rows, then latency and requests of each node."""
    kinds = [("latency", "Average"), ("requests", "Sum"), ("availability", "Average")]
    keys = [(node, *kind) for kind in kinds for node in NODES]
    head = [[name, *(key[place] for key in keys)] for place, name in enumerate(("microservice", "metric", "statistic"))]
    flat = {"requests": 100.0, "availability": 100.0}
    body: list[list[float]] = []
    for at, when in enumerate(times):
        latency = 0.1 + 0.001 * (at % 3) + (0.4 if slow and at >= 2 else 0.0)
        body.append([when, *(flat.get(key[1], latency) for key in keys)])
    return written([*head, ["unix_timestamp", *[""] * len(keys)], *body])


def shop(folder: Path) -> Path:
    root = folder / "petshop"
    case = root / "calm" / "test" / "one"
    case.mkdir(parents=True)
    (root / "calm" / "noissue").mkdir()
    (root / "calm" / "noissue" / "metrics.csv").write_text(
        sheet([START + 10_000_000 + 300 * at for at in range(40)], slow=False)
    )
    (case / "metrics.csv").write_text(sheet([START + 300 * at for at in range(5)], slow=True))
    matrix = [["", *NODES], ["portal", 0, 1.0, 0], ["orders", 0, 0, 1.0], ["stock_db", 0, 0, 0]]
    (root / "calm" / "graph.csv").write_text(written(matrix))
    target = {
        "target": {"node": "portal", "metric": "latency", "agg": "Average", "timestamp": ALARM},
        "root_cause": {"node": "stock_db", "metric": None},
        "metadata": {"command": "break-the-stock"},
    }
    (case / "target.json").write_text(json.dumps(target))
    index = {
        "set": "petshop",
        "cases": [{"id": "calm/test/one", "alias": "shop-1", "path": "calm/test/one", "scenario": "calm"}],
    }
    (root / "cases.json").write_text(json.dumps(index))
    return folder


def day(folder: Path) -> Path:
    """Two faults: one of CPU on `cart`, one in the code of `mail` that no metric shows."""
    root = folder / "nezha"
    metric = root / "monday" / "metric"
    metric.mkdir(parents=True)
    minutes, hot = range(120), range(50, 54)
    for name in ("cart", "mail"):
        pod = f"{name}-6d5f7c8b9d-x2x4z"
        rows = [
            [
                str(datetime.fromtimestamp(START + 60 * at, UTC)),
                START + 60 * at,
                pod,
                96.0 if name == "cart" and at in hot else 7 + at % 3,
                3.0,
            ]
            for at in minutes
        ]
        head = ["Time", "TimeStamp", "PodName", "CpuUsageRate(%)", "NodeCpuUsageRate(%)"]
        with gzip.open(metric / f"{pod}_metric.csv.gz", "wt", encoding="utf-8") as file:
            file.write(written([head, *rows]))
    faults = [
        {"id": "monday/1", "timestamp": START + 60 * 50, "service": "cart", "type": "cpu_contention"},
        {"id": "monday/2", "timestamp": START + 60 * 100, "service": "mail", "type": "exception"},
    ]
    (root / "monday" / "faults.json").write_text(json.dumps(faults))
    cases = [
        {"id": fault["id"], "alias": f"day-{at}", "path": "monday", "timestamp": fault["timestamp"]}
        for at, fault in enumerate(faults, 1)
    ]
    (root / "cases.json").write_text(json.dumps({"set": "nezha", "cases": cases}))
    return folder


def shown(taken: Take) -> str:
    """Everything but what is expected."""
    return taken.scenario.model_dump_json(exclude={"expected"}) + " ".join(
        f"{each.query} {each.text}" for each in taken.recordings
    )


def test_the_deepest_slow_component_is_found_from_the_alarm(tmp_path: Path) -> None:
    found = bench(takes(shop(tmp_path), "petshop"), "petshop")
    assert (1, 1.0) == (found["cases"], found["scores"]["a@1"])
    assert ["latency"] == list(found["by_fault"])


def test_a_fault_that_metrics_do_not_show_is_left_open(tmp_path: Path) -> None:
    found = bench(takes(day(tmp_path), "nezha"), "nezha")
    assert (2, 1.0, 1) == (found["cases"], found["scores"]["a@1"], found["scores"]["abstained"])
    assert 1 == found["by_fault"]["exception"]["abstained"]


def test_a_guess_where_abstaining_is_right_is_a_miss(tmp_path: Path) -> None:
    taken = takes(day(tmp_path), "nezha")
    wrong = [each.model_copy(update={"expected": taken[1].scenario.expected}) for each in [taken[0].scenario]]
    found = bench([Take(wrong[0], taken[0].declaration, taken[0].recordings)], "nezha")
    assert (0.0, 1) == (found["scores"]["a@1"], len(found["misses"]))


def test_no_label_is_shown(tmp_path: Path) -> None:
    for each in (*takes(shop(tmp_path), "petshop"), *takes(day(tmp_path), "nezha")):
        for label in ("break-the-stock", "calm/test", "monday", "cpu_contention", "exception", "root_cause"):
            assert label not in shown(each)


def test_nothing_after_the_moment_of_judgement_is_recorded(tmp_path: Path) -> None:
    first = takes(day(tmp_path), "nezha")[0]
    moments = [int(row.split(",")[0]) for row in first.recordings[0].text.splitlines()[1:]]
    assert START + 60 * 50 + 180 == max(moments)


def test_rankers_are_compared_on_the_same_cases(tmp_path: Path) -> None:
    root = day(shop(tmp_path))
    done = [each for name in ("petshop", "nezha") for each in trials(name, takes(root, name))]
    found = report(done)
    assert {"petshop/calm", "nezha/monday"} == set(found)
    for who in ("astreinte", "n-sigma", "baro", "constant"):
        assert 1.0 == found["nezha/monday"]["shown by metrics"][who]["top-1"]
    assert (1.0, 0.0) == tuple(
        found["nezha/monday"]["to abstain"][who]["abstained"] for who in ("astreinte", "constant")
    )
    assert 1.0 == found["petshop/calm"]["shown by metrics"]["astreinte"]["top-1"]
