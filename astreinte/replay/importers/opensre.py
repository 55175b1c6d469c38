"""OpenSRE synthetic incidents (Apache-2.0): an alert and its evidence files, judged by category and keywords."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.agents import Knowledge
from astreinte.domain import Item
from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Expected, ExpectedClaims, Scenario
from astreinte.replay.stage import Take

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

HINTS: tuple[tuple[str, Item], ...] = (
    ("log", "logs"),
    ("cloudwatch", "metrics"),
    ("insights", "metrics"),
    ("event", "events"),
    ("deployment", "changes"),
)
STAMP = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
POD = re.compile(r'"pod_name": "([^"]+)"')
OTHER: Item = "resources"
START = datetime(2026, 1, 1, tzinfo=UTC)


def opensre(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. Labels go to `expected` alone; the alias is its name.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    alert = _json(folder / "alert.json")
    available = set(_json(folder / "resolved.json")["scenario"]["available_evidence"])
    texts = {path.stem: _text(_json(path)) for path in sorted(folder.glob("*_*.json")) if _served(path.stem, available)}
    moment = _latest([*texts.values(), json.dumps(alert)])
    recordings = [
        Recording(*_command(name, text), moment, "before", "ok", text, item=_item(name)) for name, text in texts.items()
    ]
    return take_of(_scenario(case["alias"], alert, moment, folder, case), recordings)


def _scenario(
    alias: str, alert: Mapping[str, Any], moment: datetime, folder: Path, case: Mapping[str, Any]
) -> Scenario:
    labels, notes = alert.get("commonLabels", {}), alert.get("commonAnnotations", {})
    names = ("workload_name", "service", "db_instance_identifier", "db_instance", "pipeline_name")
    service = next((str(labels[name]) for name in names if labels.get(name)), "")
    return Scenario(
        id=alias,
        declare=Declared(
            title=str(alert.get("title", "alert")),
            at=moment,
            service=service,
            source="alert",
            impact=str(notes.get("summary", "")),
            labels={key: str(value) for key, value in labels.items()},
        ),
        environment=Environment(domain="k3s" if case.get("suite") == "eks" else "data", policy="observe"),
        expected=_expected(folder),
    )


def _expected(folder: Path) -> Expected:
    try:
        answer = yaml.safe_load((folder / "answer.yml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{folder / 'answer.yml'}: cannot be read: {error}") from error
    kind = CATEGORY.get(answer["root_cause_category"], "")
    causes = tuple(cause.id for cause in Knowledge.load().causes.values() if cause.kind == kind)
    claims = ExpectedClaims(
        required=_words(answer, "required_keywords"), forbidden=_words(answer, "forbidden_keywords")
    )
    return Expected(cause=causes, claims=claims)


def _words(answer: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(word) for word in answer.get(key) or ())


def _served(name: str, available: set[str]) -> bool:
    return any(name.startswith(source) for source in available)


def _command(name: str, text: str) -> tuple[str, str]:
    """The evidence file as the command that it stands for."""
    pod = POD.search(text)
    kubectl = {
        "eks_pods": "get pods -o json",
        "eks_events": "get events -o json",
        "eks_deployments": "get deployments -o json",
        "eks_node_health": "describe nodes",
        "eks_pod_logs": f"logs {pod.group(1)}" if pod else "logs",
    }
    return ("kubectl", kubectl[name]) if name in kubectl else (name.split("_metrics", maxsplit=1)[0], name)


def _item(name: str) -> Item:
    for hint, item in HINTS:
        if hint in name:
            return item
    return OTHER


def _text(data: Any) -> str:
    """JSON with one value a line, and the lines of a text as lines."""
    return "\n".join(_lines(data))


def _lines(data: Any) -> Iterator[str]:
    fields = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    logs = fields.get("logs")
    if isinstance(logs, str):
        rest = {key: value for key, value in fields.items() if key != "logs"}
        yield from (*json.dumps(rest, indent=1).splitlines(), *logs.splitlines())
        return
    yield from json.dumps(data, indent=1, ensure_ascii=False).replace("\\n", "\n").splitlines()


def _latest(texts: list[str]) -> datetime:
    """The newest moment that the case speaks of: it is judged as of then."""
    stamps = sorted(stamp for text in texts for stamp in STAMP.findall(text))
    return datetime.fromisoformat(stamps[-1]) if stamps else START


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
