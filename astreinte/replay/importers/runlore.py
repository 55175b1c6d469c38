"""RunLore replay cases (Apache-2.0): a prompt, one recorded output a tool, and what the claim must name."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.domain import Item, ReadingStatus
from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import ATTESTED, Declared, Environment, Expected, ExpectedClaims, Scenario
from astreinte.replay.stage import Take
from astreinte.yamltext import load_yaml

TOOLS: tuple[tuple[str, str, str, Item], ...] = (
    (r"events?$", "kubectl", "get events", "events"),
    (r"pod_?(status|list)|pods$", "kubectl", "get pods", "resources"),
    (r"node_?(status|health)|nodes$", "kubectl", "get nodes", "resources"),
    (r"rollout|deployments?$", "kubectl", "get deployments", "changes"),
    (r"(pod_?)?logs?$", "loki", "{tool}", "logs"),
    (r"metrics?$|promql", "prometheus", "query {tool}", "metrics"),
    (r"changed?$|diff|gitops", "gitops", "{tool}", "changes"),
    (r"drops?$|flows?$", "hubble", "observe {tool}", "resources"),
    (r"alerts?$", "alertmanager", "alerts", "metrics"),
)
"""What the name of a tool means, and the command that it stands for; any other answer is a text of every kind."""

OTHER: Item = "resources"
NOTHING = re.compile(r"(?i)^\(?(no|none)\b[^\n]{0,160}(found|matched|dropped|flows?|results?|lines?|events?)[^\n]*\)?$")
STAMP = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
WARNING = re.compile(r"(?m)^> .*\n?")
GIVEAWAY = re.compile(r"(?i) ?\([^()\n]*\b(poisoned|wrong)\b[^()\n]*\)|\b(poisoned|eval-fixture)\b,? ?")
CONFESSION = re.compile(
    r"(?i)\b(deliberately|fabricated|on purpose|true fault|real fault|involved at all|must not|adversarial)\b"
)
START = datetime(2026, 1, 1, tzinfo=UTC)


def runlore(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. What is expected goes to `expected` alone; the alias is its name.

    A memory that the case comes with is one more reading, without what it says of itself being a trap: a hint that no
    rule reads.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    data = _read(folder)
    texts = {str(tool): str(text) for tool, text in cast("dict[str, Any]", data.get("tools") or {}).items()}
    moment = _latest(texts.values())
    own = cast("dict[str, Any]", data.get("workload") or {})
    prompt = " ".join(str(data.get("prompt", "")).split())
    scenario = Scenario(
        id=str(case["alias"]),
        declare=Declared(title=prompt, at=moment, source="alert", service=str(own.get("name", "")), severity="HAUTE"),
        environment=Environment(domain="k3s", policy="observe"),
        user=(ATTESTED,),
        expected=_expected(cast("dict[str, Any]", data.get("expected") or {})),
    )
    readings = [_recording(tool, text, moment) for tool, text in texts.items()]
    return take_of(scenario, [*readings, *_memory(folder.parent, data, moment)])


def _expected(wanted: Mapping[str, Any]) -> Expected:
    required = [*(wanted.get("must_contain") or ()), *(wanted.get("root_cause_entities") or ())]
    claims = ExpectedClaims(
        required=tuple(dict.fromkeys(map(str, required))), forbidden=tuple(map(str, wanted.get("distractors") or ()))
    )
    return Expected(claims=claims, confidence=wanted.get("min_confidence"))


def _recording(tool: str, text: str, moment: datetime) -> Recording:
    clean = text.strip()
    status: ReadingStatus = "no_data" if not clean or NOTHING.match(clean) else "ok"
    told = clean if status == "ok" else ""
    for pattern, command, query, item in TOOLS:
        if re.search(pattern, tool):
            return Recording(command, query.format(tool=tool), moment, "before", status, told, item=item)
    return Recording(tool, "", moment, "before", status, told, item=OTHER)


def _memory(folder: Path, data: Mapping[str, Any], moment: datetime) -> Iterator[Recording]:
    """What the memory holds, without the words by which a planted entry gives itself away."""
    place = data.get("catalog_dir")
    for path in sorted((folder / str(place)).glob("*.md")) if place else ():
        text = GIVEAWAY.sub("", WARNING.sub("", path.read_text(encoding="utf-8")))
        kept = [each for each in re.split(r"(?<=[.:]) |(?<=[.:])\n|\n\n", text) if not CONFESSION.search(each)]
        yield Recording("memory", path.stem, moment, "before", "ok", "\n".join(kept))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise ConfigError(f"{path}: not a case; it needs `prompt`, `tools` and `expected`")
    return cast("dict[str, Any]", found)


def _latest(texts: Any) -> datetime:
    stamps = sorted(stamp for text in texts for stamp in STAMP.findall(text))
    return datetime.fromisoformat(stamps[-1]) if stamps else START
