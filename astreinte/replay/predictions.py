"""Answers in each benchmark's own format, so that its authors' scorer can be run on them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from astreinte.agents import Knowledge
from astreinte.domain import Query
from astreinte.errors import ConfigError, StoreUnavailable

from .importers.cloud_opsbench import LABELS
from .importers.opensre import CATEGORY

PLACES = 3
TAXONOMY = {
    "admission": "Admission_Fault",
    "scheduling": "Scheduling_Fault",
    "startup": "Startup_Fault",
    "runtime": "Runtime_Fault",
    "routing": "Service_Routing_Fault",
    "performance": "Performance_Fault",
    "infrastructure": "Infrastructure_Fault",
}
"""Cloud-OpsBench's phases by the stage of a cause."""

KINDS = frozenset({"node", "namespace"})
"""Kinds of object that Cloud-OpsBench names beside `app`."""


@dataclass(frozen=True)
class Prediction:
    """What one case was answered. `ranked` holds cause, component and confidence; `text` is what was asserted."""

    case: str
    ranked: Sequence[tuple[str, str, float]]
    text: str
    steps: Sequence[Query]
    seconds: float


def write(folder: Path, name: str, prediction: Prediction) -> Path:
    """`<case>/<case>.json` under the folder, in the format of the set; the case is named by its alias.

    Raises:
        ConfigError: the set has no answer format here; says which have.
        StoreUnavailable: the folder cannot be written.
    """
    if (form := FORMATS.get(name)) is None:
        raise ConfigError(f"no answer format for the set {name!r}; known: {', '.join(sorted(FORMATS))}")
    path = folder / prediction.case / f"{prediction.case}.json"
    text = json.dumps(form(prediction), ensure_ascii=False, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be written: {error.strerror}; choose another folder") from error
    return path


def _cloud_opsbench(said: Prediction) -> Mapping[str, Any]:
    """Its three ranked labels, none where nothing is wrong, and the steps in its tools' names."""
    answers = [{"rank": rank, **_label(cause, name)} for rank, (cause, name) in enumerate(_faults(said)[:PLACES], 1)]
    steps = list(dict.fromkeys(step for query in said.steps if (step := _step(query))))
    return {
        "case_id": said.case,
        "steps": steps,
        "final_answer": {"top_3_predictions": answers},
        "seconds": round(said.seconds, 4),
    }


def _faults(said: Prediction) -> list[tuple[str, str]]:
    """Causes and components in order, without those that say that nothing is wrong."""
    known = Knowledge.load()
    return [(cause, name) for cause, name, _ in said.ranked if known.cause(cause).kind != "healthy"]


def _label(cause: str, component: str) -> Mapping[str, str]:
    found = Knowledge.load().cause(cause)
    kind = found.target if found.target in KINDS else "app"
    label = next((label for label, own in LABELS.items() if own == cause), cause.replace("-", "_"))
    return {
        "fault_taxonomy": TAXONOMY.get(found.stage, "Runtime_Fault"),
        "fault_object": f"{kind}/{component}",
        "root_cause": label,
    }


def _step(query: Query) -> str:
    """`Tool::object` as its expert paths write it; empty for a reading that none of its tools gives."""
    words = [arg for arg in query.args if not arg.startswith("-")]
    if query.tool != "kubectl":
        tool = OTHER_TOOLS.get(query.tool, "")
        return "::".join([tool, *words[-1:]]) if tool else ""
    verb, kind, *rest = [*words, "", ""]
    if verb == "logs":
        return f"GetErrorLogs::{kind.rpartition('/')[2]}"
    if "-o" in query.args and "yaml" in query.args:
        label = next((arg.rpartition("=")[2] for arg in query.args if "=" in arg), kind)
        return f"GetAppYAML::{label}"
    return f"DescribeResource::{kind}::{rest[0]}" if verb == "describe" else f"GetResources::{kind}"


OTHER_TOOLS = {
    "dependencies": "GetServiceDependencies",
    "nc": "CheckServiceConnectivity",
    "systemctl": "CheckNodeServiceStatus",
    "prometheus": "GetAlerts",
}


def _opensre(said: Prediction) -> Mapping[str, Any]:
    """Its category, the text that its keywords are looked for in, and the evidence consulted."""
    kinds = {own: category for category, own in CATEGORY.items()}
    cause = Knowledge.load().cause(said.ranked[0][0]) if said.ranked else None
    return {
        "root_cause_category": kinds.get(cause.kind, "unknown") if cause else "unknown",
        "root_cause": said.text,
        "component": said.ranked[0][1] if said.ranked else "",
        "evidence_sources": sorted({query.tool for query in said.steps}),
    }


def _text(said: Prediction) -> Mapping[str, Any]:
    """A free answer, for a judge that reads text; confidence is that of the first hypothesis."""
    first = said.ranked[0] if said.ranked else ("", "", 0.0)
    hypotheses = [{"cause": cause, "component": name, "confidence": sure} for cause, name, sure in said.ranked]
    return {"output": said.text, "confidence": first[2], "hypotheses": hypotheses}


def _ranked(said: Prediction) -> Mapping[str, Any]:
    """Components, most suspect first; an empty list is an abstention."""
    ranked = list(dict.fromkeys(name for _, name in _faults(said)))
    return {"ranked": ranked, "abstained": not ranked}


FORMATS: Mapping[str, Callable[[Prediction], Mapping[str, Any]]] = {
    "cloud-opsbench": _cloud_opsbench,
    "holmesgpt": _text,
    "nezha": _ranked,
    "opensre": _opensre,
    "petshop": _ranked,
    "runlore": _text,
}
