"""Documents of the Prometheus API as the text of a reading."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from astreinte.domain import Query

from .http_source import OddShape, line, listing, mapping, shown
from .http_text import fitted, pretty

PAIR = 2
AROUND = 12
"""Lines that a document opens and closes around its series."""


def rendered(query: Query, document: Any, lines: int) -> tuple[str, str]:
    """Text and note: ranges and alerts as JSON, instants as `promtool` prints them, the rest a line an entry."""
    told = mapping(document)
    if told.get("status") != "success" or "data" not in told:
        raise OddShape(document)
    text, note = _by_path(query.args[0], told["data"], lines)
    warnings = cast("list[Any]", told["warnings"]) if isinstance(told.get("warnings"), list) else []
    return text, "; ".join(filter(None, [note, *(line(each) for each in warnings[:3])]))


def names_of(document: Any) -> frozenset[str]:
    """The values of a label."""
    data = mapping(document).get("data")
    if not isinstance(data, list):
        raise OddShape(document)
    return frozenset(str(each) for each in cast("list[Any]", data))


def _by_path(path: str, data: Any, lines: int) -> tuple[str, str]:
    match path.rpartition("/")[2]:
        case "query" | "query_range":
            return _evaluated(mapping(data), lines)
        case "alerts":
            return _alerts(listing(mapping(data).get("alerts")), lines)
        case "rules":
            groups = listing(mapping(data).get("groups"))
            rules = [rule for group in groups for rule in listing(group.get("rules"))]
            return _table([_rule(rule) for rule in rules], lines, "rules")
        case "targets":
            targets = sorted(listing(mapping(data).get("activeTargets")), key=lambda each: each.get("health") == "up")
            return _table([_target(each) for each in targets], lines, "targets")
        case "values":
            return _table([line(each) for each in sorted(names_of({"data": data}))], lines, "names")
        case _:
            return pretty(data), ""


def _evaluated(data: Mapping[str, Any], lines: int) -> tuple[str, str]:
    kind, result = data.get("resultType"), data.get("result")
    if kind in {"scalar", "string"} and isinstance(result, list):
        return f"{kind}: {_pair(cast('list[Any]', result))}", ""
    found = listing(result)
    if kind == "vector":
        return _table([_sample(each) for each in found], lines, "series")
    if kind != "matrix":
        raise OddShape(data)
    kept = fitted(found, lines, AROUND)
    body = {"status": "success", "data": {"resultType": "matrix", "result": kept}}
    return (pretty(body) if kept else ""), shown(len(kept), len(found), "series")


def _alerts(alerts: Sequence[Mapping[str, Any]], lines: int) -> tuple[str, str]:
    kept = fitted(alerts, lines, AROUND)
    body = {"status": "success", "data": {"alerts": kept}}
    return (pretty(body) if kept else ""), shown(len(kept), len(alerts), "alerts")


def _table(rows: Sequence[str], lines: int, what: str) -> tuple[str, str]:
    return "\n".join(rows[:lines]), shown(min(len(rows), lines), len(rows), what)


def _sample(found: Mapping[str, Any]) -> str:
    """`up{job="wiki"} => 1 @[1764158400]`."""
    labels = dict(mapping(found.get("metric")))
    name = line(labels.pop("__name__", ""))
    told = ", ".join(f"{key}={json.dumps(line(value), ensure_ascii=False)}" for key, value in sorted(labels.items()))
    pair = found.get("value")
    return f"{name}{{{told}}} => {_pair(cast('list[Any]', pair) if isinstance(pair, list) else [])}"


def _pair(pair: Sequence[Any]) -> str:
    if len(pair) != PAIR:
        raise OddShape(list(pair))
    return f"{line(pair[1])} @[{line(pair[0])}]"


def _rule(rule: Mapping[str, Any]) -> str:
    """Its health comes last: what a rule asks for is not what it found."""
    head = f"{line(rule.get('name', '?'))} ({line(rule.get('type', 'alerting'))}): {line(rule.get('query', ''))}"
    state = ", ".join(
        f"{key} {line(rule[key])}" for key in ("state", "duration", "lastError", "health") if rule.get(key)
    )
    return f"{head}; {state}"


def _target(target: Mapping[str, Any]) -> str:
    labels = target.get("labels")
    whose = {key: str(value) for key, value in mapping(labels or {}).items()}
    last = ", ".join(f"{key} {line(target[key])}" for key in ("lastScrape", "lastError") if target.get(key))
    named = ", ".join(f"{key}={value}" for key, value in sorted(whose.items()))
    return f"{line(target.get('health', '?'))}: {line(named)} ({last})"
