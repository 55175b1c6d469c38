# ruff: noqa: E501 - command lines are as long as they are
"""Recorded tool outputs in the layout of HolmesGPT: which command each stands for, how it went, when it was."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from astreinte.evidence import Recording
from astreinte.replay.bench import takes
from astreinte.replay.importers.holmesgpt_calls import moment_of, recording_of

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def recorded(tool: str, text: str, toolset: str = "kubernetes/core", result: Any = None, **params: str) -> Recording:
    call = json.dumps({"toolset_name": toolset, "tool_name": tool, "match_params": params})
    head = f"{json.dumps(result)}\n" if result else ""
    found = recording_of(Path("x.txt"), f"{call}\n{head}{text}", NOW)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tool", "toolset", "params", "command"),
    [
        ("kubectl_describe", "kubernetes/core", {"kind": "pod", "name": "a", "namespace": "n"}, "kubectl describe pod a -n n"),
        ("kubectl_find_resource", "kubernetes/core", {"kind": "pod", "keyword": "a"}, "kubectl get pod -A"),
        ("kubectl_get_by_kind_in_cluster", "kubernetes/core", {"kind": "node"}, "kubectl get node -A"),
        ("kubectl_previous_logs", "kubernetes/logs", {"pod_name": "a", "namespace": "n"}, "kubectl logs a -n n"),
        ("kubectl_events", "kubernetes/core", {"pod_name": "a", "namespace": "n"}, "kubectl events --for pod/a -n n"),
        ("fetch_tempo_trace_by_id", "grafana/tempo", {}, "tempo "),
        ("fetch_loki_logs_for_resource", "grafana/loki", {"resource_name": "a"}, "loki a"),
        ("execute_prometheus_range_query", "prometheus/metrics", {"query": "up"}, "prometheus up"),
        ("fetch_webpage", "internet", {}, "runbook "),
        ("list_available_metrics", "prometheus/metrics", {}, "runbook "),
        ("run_bash_command", "bash", {"command": "docker ps -a | grep a"}, "docker ps -a"),
    ],
)  # fmt: skip
def test_a_tool_is_read_as_the_command_of_the_same_meaning(
    tool: str, toolset: str, params: dict[str, str], command: str
) -> None:
    found = recorded(tool, "text", toolset, **params)
    assert f"{found.tool} {found.query}" == command


def test_the_recorded_command_line_comes_first() -> None:
    result = {"status": "success", "invocation": "kubectl get -A pod | grep a"}
    found = recorded("kubectl_find_resource", "text", result=result, kind="pod")
    assert (found.tool, found.query) == ("kubectl", "get -A pod")


def test_the_frame_of_an_answer_is_taken_off() -> None:
    assert recorded("kubectl_describe", "stdout:\nName: a\n\nstderr:\n").text == "Name: a"
    failed = recorded("kubectl_logs", "Command `x` failed with return code 1\nstdout:\n\nstderr:\nno pod\n")
    assert (failed.status, failed.text) == ("error", "no pod")
    assert recorded("kubectl_describe", "stdout:\n\nstderr:\n").status == "no_data"


def test_the_moment_is_the_latest_that_does_not_stand_alone() -> None:
    texts = ["at 2026-05-04T10:00:00Z", "Mon, 04 May 2026 14:30:00 +0200", "ends 2029-01-01T00:00:00Z"]
    assert moment_of(texts) == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
    assert moment_of(["nothing"]).year > 2000


def test_an_alert_is_declared_with_its_object_labels_and_words(tmp_path: Path) -> None:
    folder = tmp_path / "holmesgpt"
    (folder / "c").mkdir(parents=True)
    request = {
        "title": "TooSlow", "description": "p90 above 4 s",
        "subject": {"name": "till", "kind": "deployment", "namespace": "shop", "node": None},
    }  # fmt: skip
    raw = {"raw": {"labels": {"severity": "warning"}, "annotations": {"summary": "till is slow"}}}
    (folder / "c" / "investigate_request.json").write_text(json.dumps(request))
    (folder / "c" / "issue_data.json").write_text(json.dumps(raw))
    (folder / "c" / "test_case.yaml").write_text(yaml.safe_dump({"expected_output": ["till is slow"]}))
    (folder / "cases.json").write_text(
        json.dumps({"set": "holmesgpt", "cases": [{"id": "c", "alias": "h-1", "path": "c"}]})
    )
    declared = takes(tmp_path, "holmesgpt")[0].declaration
    assert declared.service == "till"
    assert declared.labels == {"severity": "warning", "kind": "deployment", "namespace": "shop"}
    assert "till is slow" in declared.text
