"""ITBench ground truths (Apache-2.0): alerts and fault as told, judged by component and by the fix that is preferred.

There is no telemetry in them: what is asked is the right repair of a fault that somebody has already named.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import ATTESTED, Declared, Environment, Expected, ExpectedActions, Scenario
from astreinte.replay.stage import Take
from astreinte.yamltext import load_yaml

REPAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\brollout undo\b|\b(revert|roll(ing|ed)? ?back)", ("rollout-undo",)),
    (r"\brollout restart\b|\brestart", ("restart",)),
    (r"\buncordon\b", ("uncordon",)),
    (r"\btaint\b", ("remove-taint",)),
    (r"\blabel node", ("label-node",)),
    (r"\bscale\b|\breplicas?\b", ("scale", "start")),
    (r"\bset image\b|\bimage\b", ("set-image",)),
    (r"\bset resources\b|\b(memory|cpu) (limit|request)", ("set-resources",)),
    (r"\bset env\b|\benvironment variable", ("set-env",)),
    (r"\b(feature )?flags?\b", ("disable-flag",)),
    (r"\b(edit|patch) (service|svc)\b|\bservice.{0,40}\b(port|selector)\b", ("patch-service",)),
    (r"\b(edit|patch) (deployment|statefulset|daemonset|pod)\b|node selector|\bprobe\b", ("patch-workload",)),
    (r"networkpolic|disruption ?budget|\bpdb\b|authorizationpolic", ("patch-policy",)),
    (r"\bautoscaler\b|\bhpa\b", ("patch-autoscaler",)),
    (r"\bquota\b", ("raise-quota",)),
    (r"\b(httproute|ingress|gateway|virtualservice)\b", ("patch-route",)),
    (r"\bpersistentvolumeclaim\b|\bpvc\b|storageclass", ("recreate-claim", "provide-volume")),
    (r"\bconfig ?map\b", ("commit-change", "apply-object")),
    (r"\bdelete pod\b", ("delete-pod",)),
)
"""What the words of a step mean in the catalogue of actions; a step may mean several."""

FACETS = re.compile(r"-(service|pod|deployment|statefulset|daemonset|configmap|pdb|node)-\d+$")
Spec = dict[str, Any]
START = datetime(2026, 1, 1, tzinfo=UTC)


def itbench(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case; solutions go to `expected` alone, the alias is its name.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    truth, index = _truth(folder), _index(folder)
    text, names = "\n".join(_told(truth)), tuple(_names(truth))
    scenario = Scenario(
        id=str(case["alias"]),
        declare=Declared(
            title=_title(truth), at=START, source="alert", service=next(iter(names), ""), severity="HAUTE", text=text
        ),
        environment=Environment(domain="k3s", policy="observe"),
        user=(ATTESTED,),
        expected=_expected(names, tuple(_repairs(truth, index))),
    )
    alerts = [Recording("alertmanager", "alerts", START, "before", "ok", text, item="metrics")]
    return take_of(scenario, alerts)


def _expected(names: tuple[str, ...], repairs: tuple[str, ...]) -> Expected:
    """Where no step means an action (an experiment to be deleted), the case is left to a judge."""
    return Expected(component=names, actions=ExpectedActions(proposed=repairs)) if repairs else Expected()


def _title(truth: Spec) -> str:
    first = next(iter(_items(truth, "alerts")), Spec())
    return str(_part(first, "metadata").get("description") or first.get("id") or "alert")


def _told(truth: Spec) -> Iterator[str]:
    """Alerts and fault, a line each: who, and what is said of it."""
    for alert in _items(truth, "alerts"):
        said = _part(alert, "metadata").get("description", "")
        yield f"{alert.get('id', 'alert')} {_plain(alert.get('group_id'))}: {said}"
    for fault in _items(truth, "fault"):
        entity = _part(fault, "entity")
        yield f"{entity.get('kind', '')} {_plain(entity.get('name'))}: {fault.get('condition', '')}"


def _names(truth: Spec) -> dict[str, None]:
    """The entity at fault by each name that it has: its own, and those of the groups that are aliases of it."""
    ids = [str(each.get("id", "")) for each in _items(truth, "groups") if each.get("root_cause")]
    ids += [_entity(_part(fault, "entity")) for fault in _items(truth, "fault")]
    akin = [group for group in cast("list[list[str]]", truth.get("aliases") or []) if set(group) & set(ids)]
    return dict.fromkeys(_plain(each) for each in (*ids, *(name for group in akin for name in group)) if each)


def _entity(entity: Spec) -> str:
    return str(entity.get("group_id") or entity.get("name") or "")


def _plain(name: object) -> str:
    """`cart-service-1` is a group's id; the component is `cart`."""
    return FACETS.sub("", str(name or ""))


def _repairs(truth: Spec, index: Spec) -> dict[str, None]:
    """The actions that any step of any alternative of the first solution means."""
    solutions = [_part(each, "solution") for each in _items(truth, "recommendedActions")]
    said = [str(text) for each in solutions for text in cast("list[str]", each.get("actions") or [])]
    variants = cast("list[list[Spec]]", index.get("solutions") or [[]])[0]
    said += [str(step.get(key, "")) for one in variants for step in _items(one, "steps") for key in ("command", "text")]
    return dict.fromkeys(
        id_ for text in said for pattern, ids in REPAIRS if re.search(pattern, text, re.IGNORECASE) for id_ in ids
    )


def _items(data: Spec, key: str) -> list[Spec]:
    return cast("list[Spec]", data.get(key) or [])


def _part(data: Spec, key: str) -> Spec:
    return cast("Spec", data.get(key) or {})


def _truth(folder: Path) -> Spec:
    return _read(folder / "groundtruth_v1.yaml").get("spec") or Spec()


def _index(folder: Path) -> Spec:
    path = folder / "scenario.json"
    return _read(path) if path.is_file() else Spec()


def _read(path: Path) -> Spec:
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text) if path.suffix == ".json" else load_yaml(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise ConfigError(f"{path}: not a ground truth; it needs `spec` with `alerts` and `fault`")
    return cast("Spec", found)
