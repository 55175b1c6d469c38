"""HolmesGPT recorded cases (Apache-2.0): a question or an alert, and the recorded outputs of its tools."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.errors import ConfigError
from astreinte.replay.player import take_of
from astreinte.replay.scenario import ATTESTED, Declared, Environment, Expected, ExpectedClaims, Scenario
from astreinte.replay.stage import Take
from astreinte.yamltext import load_yaml

from .holmesgpt_calls import moment_of, recording_of
from .statements import judgeable, terms

DIAGNOSIS = re.compile(
    r"(?i)\b(issues?|wrong|why|problems?|not (working|responding|starting|ready|running|available)|slow|fail\w*"
    r"|crash\w*|errors?|down|broken|going on|root cause|diagnose|investigate|unhealthy|pending|stuck)\b"
)
"""A question of what is wrong; counting, listing, fetching and drawing are no diagnosis."""


def holmesgpt(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. Expected statements go to `expected` alone; the alias is its name.

    Judged are alerts and questions of what is wrong, by the rule of `statements`; any other case is asked for something
    that is no diagnosis, or needs a judge, and is not counted.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    try:
        test = load_yaml((folder / "test_case.yaml").read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{folder / 'test_case.yaml'}: cannot be read: {error}") from error
    texts = [(path, path.read_text(encoding="utf-8", errors="replace")) for path in sorted(folder.glob("*.txt"))]
    moment = moment_of(text for _, text in texts)
    recordings = [each for path, text in texts if (each := recording_of(path, text, moment))]
    declared = _declared(folder, test, moment)
    scenario = Scenario(
        id=case["alias"],
        declare=declared,
        environment=Environment(domain="k3s", policy="observe"),
        user=(ATTESTED,),
        expected=_expected(test, declared.title),
    )
    return take_of(scenario, recordings)


def _declared(folder: Path, test: Mapping[str, Any], moment: datetime) -> Declared:
    """The prompt, or the alert that stands for it, with the object it names and all that it says."""
    for name in ("investigate_request.json", "workload_health_request.json"):
        request = _object(folder / name)
        if request is not None:
            subject = cast("dict[str, Any]", request.get("subject") or request.get("resource") or {})
            title = str(request.get("title") or request.get("ask") or "alert")
            raw = cast("dict[str, Any]", (_object(folder / "issue_data.json") or {}).get("raw") or {})
            return Declared(
                title=title,
                at=moment,
                source="alert",
                service=str(subject.get("name") or ""),
                text="\n".join(_told(request, raw)),
                labels=_labels(subject, raw),
            )
    prompts = _listed(test.get("user_prompt"))
    return Declared(title=(prompts or ["?"])[0], at=moment, source="user")


def _told(request: Mapping[str, Any], raw: Mapping[str, Any]) -> list[str]:
    """The description of the alert, and what its annotations say of it."""
    annotations = cast("dict[str, Any]", raw.get("annotations") or {})
    told = [request.get("description"), annotations.get("summary"), annotations.get("description")]
    return list(dict.fromkeys(str(each) for each in told if each))


def _labels(subject: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, str]:
    """Labels of the alert, then where the object is."""
    own = {key: subject.get(key) for key in ("kind", "namespace", "node", "container")}
    found = {**cast("dict[str, Any]", raw.get("labels") or {}), **own}
    return {key: str(value) for key, value in found.items() if value}


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


def _object(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None
