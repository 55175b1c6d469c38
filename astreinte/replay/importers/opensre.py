"""OpenSRE synthetic incidents (Apache-2.0): an alert and its evidence files, judged by category and keywords."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.agents import Knowledge
from astreinte.domain import Item, Severity
from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import ATTESTED, Declared, Environment, Expected, ExpectedClaims, Scenario
from astreinte.replay.stage import Take
from astreinte.yamltext import load_yaml

CATEGORY = {
    "configuration_error": "configuration-error",
    "code_defect": "code-defect",
    "data_quality": "data-quality",
    "resource_exhaustion": "resource-exhaustion",
    "dependency_failure": "dependency-failure",
    "infrastructure": "infrastructure",
    "healthy": "healthy",
}
"""Its categories are our classes of cause, in its spelling."""

SOURCES: tuple[tuple[str, str, str, Item], ...] = (
    ("eks_pods", "kubectl", "get pods -o json", "resources"),
    ("eks_events", "kubectl", "get events -o json", "events"),
    ("eks_deployments", "kubectl", "get deployments -o json", "changes"),
    ("eks_node_health", "kubectl", "get nodes -o json", "resources"),
    ("eks_pod_logs", "kubectl", "logs {pod}", "logs"),
    ("aws_cloudwatch", "aws", "cloudwatch get-metric-data {name}", "metrics"),
    ("aws_rds_events", "aws", "rds describe-events", "events"),
    ("aws_performance_insights", "aws", "pi get-resource-metrics", "metrics"),
    ("datadog_logs", "datadog", "logs", "logs"),
    ("datadog_monitors", "datadog", "monitors", "metrics"),
)
"""What an evidence file begins with, and the command that it stands for; any other is a tool of its own name."""

STAMP = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
OTHER: Item = "resources"
ASKED: Severity = "MOYENNE"
"""A diagnosis is asked for in every case, also where triage alone would only log the alert."""

START = datetime(2026, 1, 1, tzinfo=UTC)


def opensre(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. Labels go to `expected` alone; the alias is its name.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    alert = _json(folder / "alert.json")
    available = set(_json(folder / "resolved.json")["scenario"]["available_evidence"])
    files = {path.stem: _json(path) for path in sorted(folder.glob("*_*.json")) if _served(path.stem, available)}
    moment = _latest([json.dumps(each) for each in (*files.values(), alert)])
    recordings = [_recording(name, data, moment) for name, data in files.items()]
    recordings.append(Recording("alertmanager", "alerts", moment, "before", "ok", _text(alert), item="metrics"))
    return take_of(_scenario(case["alias"], alert, moment, folder, case), recordings)


def _scenario(
    alias: str, alert: Mapping[str, Any], moment: datetime, folder: Path, case: Mapping[str, Any]
) -> Scenario:
    labels, notes = alert.get("commonLabels", {}), alert.get("commonAnnotations", {})
    said = {**labels, **notes}
    names = ("workload_name", "db_instance_identifier", "db_instance", "kube_deployment", "service")
    service = next((str(said[name]) for name in names if said.get(name)), "")
    return Scenario(
        id=alias,
        declare=Declared(
            title=str(alert.get("title", "alert")),
            at=moment,
            service=service,
            source="alert",
            impact=str(notes.get("summary", "")),
            severity=ASKED if labels.get("severity") == "info" else None,
            labels={key: str(value) for key, value in labels.items()},
        ),
        environment=Environment(domain="k3s" if case.get("suite") == "eks" else "data", policy="observe"),
        user=(ATTESTED,),
        expected=_expected(folder),
    )


def _expected(folder: Path) -> Expected:
    try:
        answer = load_yaml((folder / "answer.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{folder / 'answer.yml'}: cannot be read: {error}") from error
    kind = CATEGORY.get(answer["root_cause_category"], "")
    causes = tuple(cause.id for cause in Knowledge.load().causes.values() if cause.kind == kind)
    claims = ExpectedClaims(
        required=_words(answer, "required_keywords"), forbidden=_words(answer, "forbidden_keywords")
    )
    sources = tuple(_command(source) for source in _words(answer, "required_evidence_sources"))
    return Expected(cause=causes, claims=claims, sources=sources)


def _command(source: str) -> str:
    """The beginning of the command that an evidence source stands for."""
    found = next((f"{tool} {query}" for name, tool, query, _ in SOURCES if name == source), source)
    return found.partition("{")[0].strip()


def _words(answer: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(word) for word in answer.get(key) or ())


def _served(name: str, available: set[str]) -> bool:
    return any(name.startswith(source) for source in available)


def _recording(name: str, data: Any, moment: datetime) -> Recording:
    """The evidence file as the command that it stands for; logs of a pod as the lines that it wrote."""
    fields = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    logs, pod = fields.get("logs"), str(fields.get("pod_name", ""))
    place = f"{pod} -n {fields['namespace']}" if fields.get("namespace") else pod
    text = logs if isinstance(logs, str) else _text(data)
    for prefix, tool, query, item in SOURCES:
        if name.startswith(prefix):
            asked = query.format(pod=place, name=name.removeprefix("aws_cloudwatch_metrics").strip("_")).strip()
            return Recording(tool, asked, moment, "before", "ok", text, item=item)
    return Recording(name, name, moment, "before", "ok", text, item=OTHER)


def _text(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False)


def _latest(texts: list[str]) -> datetime:
    """The newest moment that the case speaks of: it is judged as of then."""
    stamps = sorted(stamp for text in texts for stamp in STAMP.findall(text))
    return datetime.fromisoformat(stamps[-1]) if stamps else START


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
