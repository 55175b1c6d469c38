"""Recorded tool outputs of HolmesGPT as readings: which command each stands for, and how it went."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

from astreinte.domain import Item
from astreinte.evidence import Recording

STATUS = {"success": "ok", "error": "error", "no_data": "no_data"}
WRAPPED = re.compile(
    r"\A(?:Command `[^\n]*` failed with return code (?P<code>\d+)\n)?stdout:\n(?P<out>.*?)(?:\nstderr:(?P<err>.*))?\Z",
    re.DOTALL,
)
PLAIN = re.compile(r"^(kubectl|oc|helm|docker|podman|argocd|aws|az|gcloud|systemctl|journalctl|df|free|curl)\s")
VERB = re.compile(r"^kubectl_(?P<verb>[a-z]+)")
VERBS = {"find": "get", "memory": "requests", "lineage": "lineage", "previous": "logs"}
NAMES = ("kind", "name", "pod_name", "resource_name", "keyword", "query", "search", "label_selector")
"""Parameters that say what is asked for, in the order of a command line."""

MEANINGS: tuple[tuple[str, str, Item], ...] = (
    (
        r"webpage|runbook|list_available_metrics|prometheus_rules|notion|slab|confluence|internet",
        "runbook",
        "resources",
    ),
    (r"tempo|trace|jaeger|span", "tempo", "metrics"),
    (r"loki", "loki", "logs"),
    (r"datadog.*logs?|newrelic|opensearch|elastic|coralogix.*logs?", "logs", "logs"),
    (r"datadog", "datadog", "metrics"),
    (r"prometheus|promql|metrics", "prometheus", "metrics"),
    (r"finding", "finding", "events"),
    (r"alert|incident|monitor", "alertmanager", "events"),
    (r"configuration_changes", "gitops", "changes"),
    (r"lineage", "kube-lineage", "resources"),
    (r"count|jq|memory_requests|tabular", "jq", "resources"),
    (r"helm", "helm", "changes"),
    (r"argocd", "argocd", "changes"),
    (r"docker", "docker", "resources"),
    (r"aws|rds|cloudtrail", "aws", "events"),
    (r"kafka", "kafka", "resources"),
    (r"rabbit", "rabbitmqctl", "resources"),
    (r"mongo|sql|postgres|mysql|database", "psql", "resources"),
)
"""A tool, by what its name and its set say, as the command of the same meaning; the first that fits."""

ISO = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?")
MAIL = re.compile(r"\b[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d [+-]\d{4}")
NEAR = timedelta(days=3)
START = datetime(2025, 1, 1, tzinfo=UTC)


def recording_of(path: Path, text: str, moment: datetime) -> Recording | None:
    """Line 1 says which call it answers, line 2 (absent in older cases) how it went, the rest is the text."""
    first, _, rest = text.partition("\n")
    call, result = _object(first), _object(rest.partition("\n")[0])
    if call is None:
        return None
    told = result if result and "status" in result else {}
    body, failed = _unwrapped(rest.partition("\n")[2] if told else rest)
    status: Any = "error" if failed else STATUS.get(str(told.get("status", "success")), "ok")
    tool, query, item = _command(path, call, told)
    shown = status if body or status != "ok" else "no_data"
    return Recording(tool, query, moment, "before", shown, body, body if status == "error" else "", item)


def moment_of(texts: Iterable[str]) -> datetime:
    """When it was recorded: the latest time told that does not stand alone, as the end of a certificate would."""
    times = sorted({each for text in texts for each in _times(text)})
    for before, after in zip(reversed(times[:-1]), reversed(times), strict=False):
        if after - before <= NEAR:
            return after
    return times[-1] if times else START


def _times(text: str) -> Iterable[datetime]:
    for found in (*ISO.findall(text), *MAIL.findall(text)):
        try:
            at = parsedate_to_datetime(found) if found[0].isalpha() else datetime.fromisoformat(found)
        except ValueError:
            continue
        yield (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _unwrapped(body: str) -> tuple[str, bool]:
    """The text without its `stdout:` and `stderr:` frame, and whether the command failed."""
    found = WRAPPED.match(body.strip("\n") + "\n")
    if found is None:
        return body.strip(), False
    out, err = found["out"].strip(), (found["err"] or "").strip()
    return "\n".join(filter(None, (out, err))), bool(found["code"]) and not out


def _command(path: Path, call: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, str, Item]:
    parameters = cast("dict[str, Any]", call.get("match_params") or call.get("params") or told.get("params") or {})
    tool = str(call.get("tool_name") or path.stem)
    line = str(parameters.get("command") or told.get("invocation") or "").strip()
    if PLAIN.match(line):
        name, _, query = line.partition("|")[0].strip().partition(" ")
        return name, query, _item(query)
    named = f"{call.get('toolset_name', '')} {tool}".lower()
    if "log" in tool and not re.search(r"loki|coralogix|datadog|newrelic|opensearch", named):
        return "kubectl", _arguments("logs", parameters), "logs"
    if (found := VERB.match(tool)) and VERBS.get(found["verb"], found["verb"]) not in {"lineage", "requests"}:
        verb = "logs" if "logs" in tool else VERBS.get(found["verb"], found["verb"])
        return "kubectl", _arguments(verb, parameters, everywhere="find" in tool or "cluster" in tool), _item(tool)
    for pattern, meant, item in MEANINGS:
        if re.search(pattern, named):
            return meant, _arguments("logs" if "log" in tool and meant == "datadog" else "", parameters), item
    return re.sub(r"[^a-z0-9_-]", "-", tool.lower()), _arguments("", parameters), "resources"


def _arguments(verb: str, parameters: Mapping[str, Any], *, everywhere: bool = False) -> str:
    if verb == "events" and parameters.get("pod_name"):
        known = ["--for", f"{parameters.get('resource_type') or 'pod'}/{parameters['pod_name']}"]
    elif verb == "top":
        known = ["pods", "-A"]
    else:
        known = [str(parameters[key]) for key in NAMES if parameters.get(key) and (key != "keyword" or not verb)]
    place = ["-n", str(parameters["namespace"])] if parameters.get("namespace") else ["-A"] if everywhere else []
    return shlex.join([*filter(None, [verb]), *known, *place])


def _item(words: str) -> Item:
    for hint, item in (("log", "logs"), ("event", "events"), ("top", "metrics")):
        if hint in words.split("_") or words.startswith(hint) or f"_{hint}" in words:
            return cast("Item", item)
    return "resources"


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None
