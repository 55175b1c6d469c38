"""Metrics written as text, `name{label="value"} = 3`: what a few well-known ones say by themselves."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal

from .context import Context
from .seen import of_kind, rows, seen

SAMPLE = re.compile(
    r"^(?P<name>[a-z_:][\w:]*)(?:\{(?P<labels>[^}]*)\})?\s*(?:=>?|:)?\s*(?P<value>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b"
)
LABEL = re.compile(r'(\w+)="([^"]*)"')
WAITING = {
    "ImagePullBackOff": "pull-failing",
    "ErrImagePull": "pull-failing",
    "CrashLoopBackOff": "crash-looping",
    "CreateContainerConfigError": "container-waiting",
    "ContainerCreating": "container-waiting",
}
ENDED = {"OOMKilled": "oom-reason"}
RESTARTS = 2


def find_samples(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`restarting`, `target-down`, and the waiting or ended state that kube-state-metrics tells."""
    for reading in of_kind(readings, "prometheus"):
        for row in rows(reading):
            if found := SAMPLE.match(row.strip()):
                labels = dict(LABEL.findall(found["labels"] or ""))
                name = _said(found["name"], labels, float(found["value"]))
                if name:
                    yield seen(name, _entity(labels, context), reading, row)


def _said(metric: str, labels: dict[str, str], value: float) -> str:
    if metric.endswith("container_status_restarts_total") and value >= RESTARTS:
        return "restarting"
    if metric.endswith("container_status_waiting_reason") and value > 0:
        return WAITING.get(labels.get("reason", ""), "")
    if metric.endswith("container_status_last_terminated_reason") and value > 0:
        return ENDED.get(labels.get("reason", ""), "")
    return "target-down" if metric == "up" and value == 0 else ""


def _entity(labels: dict[str, str], context: Context) -> str:
    if pod := labels.get("pod"):
        return f"pod:{labels['namespace']}/{pod}" if labels.get("namespace") else f"pod:{pod}"
    owner = next((labels[key] for key in ("deployment", "service", "job", "app") if labels.get(key)), "")
    return f"service:{owner}" if owner else context.entity
