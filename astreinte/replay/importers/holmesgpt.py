"""HolmesGPT recorded cases (Apache-2.0): a question or an alert, and the recorded outputs of its tools."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.domain import Item
from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Expected, ExpectedClaims, Scenario
from astreinte.replay.stage import Take

from .statements import judgeable, terms

DIAGNOSIS = re.compile(
    r"(?i)\b(issues?|wrong|why|problems?|not (working|responding|starting|ready|running|available)|slow|fail\w*"
    r"|crash\w*|errors?|down|broken|going on|root cause|diagnose|investigate|unhealthy|pending|stuck)\b"
)
"""A question of what is wrong; counting, listing, fetching and drawing are no diagnosis."""

STAMP = re.compile(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
OTHER: Item = "resources"
START = datetime(2025, 1, 1, tzinfo=UTC)
STATUS = {"success": "ok", "error": "error", "no_data": "no_data"}
ITEMS: tuple[tuple[str, Item], ...] = (
    ("log", "logs"),
    ("event", "events"),
    ("prom", "metrics"),
    ("top", "metrics"),
    ("metric", "metrics"),
    ("lineage", "changes"),
)
ORDER = ("kind", "name", "pod_name", "keyword", "query", "label_selector", "namespace", "search")


def holmesgpt(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. Expected statements go to `expected` alone; the alias is its name.

    Judged are alerts and questions of what is wrong, by the rule of `statements`; any other case is asked for something
    that is no diagnosis, or needs a judge, and is not counted.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    try:
        test = yaml.safe_load((folder / "test_case.yaml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{folder / 'test_case.yaml'}: cannot be read: {error}") from error
    texts = [(path, path.read_text(encoding="utf-8", errors="replace")) for path in sorted(folder.glob("*.txt"))]
    moment = _latest([text for _, text in texts])
    recordings = [each for path, text in texts if (each := _recording(path, text, moment))]
    title, service = _asked(folder, test)
    scenario = Scenario(
        id=case["alias"],
        declare=Declared(title=title, at=moment, source="user", service=service),
        environment=Environment(domain="k3s", policy="observe"),
        expected=_expected(test, title),
    )
    return take_of(scenario, recordings)


def _asked(folder: Path, test: Mapping[str, Any]) -> tuple[str, str]:
    """The prompt, or the alert that stands for it, and the object it names."""
    for name in ("investigate_request.json", "workload_health_request.json"):
        if (folder / name).exists():
            request = json.loads((folder / name).read_text(encoding="utf-8"))
            subject = cast("dict[str, Any]", request.get("subject") or request.get("resource") or {})
            return str(request.get("title") or request.get("ask") or "alert"), str(subject.get("name", ""))
    prompts = _listed(test.get("user_prompt"))
    return (prompts or ["?"])[0], ""


def _recording(path: Path, text: str, moment: datetime) -> Recording | None:
    """Line 1 says which call it answers, line 2 (absent in older cases) how it went, the rest is the text."""
    first, _, rest = text.partition("\n")
    call, result = _object(first), _object(rest.partition("\n")[0])
    if call is None:
        return None
    body = rest.partition("\n")[2] if result and "status" in result else rest
    status: Any = STATUS.get(str((result or {}).get("status", "success")), "ok")
    tool = str(call.get("tool_name") or path.stem)
    parameters = cast("dict[str, Any]", call.get("match_params") or call.get("params") or {})
    clean = body.removeprefix("stdout:\n").strip()
    name, query = _command(tool, parameters)
    return Recording(
        name, query, moment, "before", status if clean or status != "ok" else "no_data", clean, item=_item(tool)
    )


def _command(tool: str, parameters: Mapping[str, Any]) -> tuple[str, str]:
    """Its tool as the command that it stands for."""
    known = [str(parameters[key]) for key in ORDER if parameters.get(key) and key != "namespace"]
    place = ["-n", str(parameters["namespace"])] if parameters.get("namespace") else []
    if "log" in tool:
        return "kubectl", " ".join(["logs", *known, *place])
    if tool.startswith("kubectl"):
        verb = tool.removeprefix("kubectl_").split("_")[0]
        return "kubectl", " ".join([{"find": "get", "memory": "top"}.get(verb, verb), *known, *place])
    return tool, " ".join(known + place)


def _item(tool: str) -> Item:
    for hint, item in ITEMS:
        if hint in tool:
            return item
    return OTHER


def _expected(test: Mapping[str, Any], title: str) -> Expected:
    statements = _listed(test.get("expected_output"))
    asks = not _listed(test.get("user_prompt")) or DIAGNOSIS.search(title) is not None
    if not asks or not judgeable(statements):
        return Expected()
    return Expected(claims=ExpectedClaims(any_of=tuple(terms(statements))))


def _listed(value: Any) -> list[str]:
    """A text, or a list of texts, as a list."""
    several = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [str(each) for each in several if each]


def _latest(texts: list[str]) -> datetime:
    stamps = sorted(stamp.replace(" ", "T") for text in texts for stamp in STAMP.findall(text))
    for stamp in reversed(stamps):
        try:
            return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        except ValueError:
            continue
    return START


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None
