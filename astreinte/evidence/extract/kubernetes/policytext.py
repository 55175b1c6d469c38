"""Network policies as `kubectl describe` tells them, in the form that manifests have."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .outline import Item, outlines
from .tree import Map
from .values import labels, said

WAYS = ("ingress", "egress")
ALLOWING = "Allowing {} traffic"
PEERS = {"ingress": ("From", "from"), "egress": ("To", "to")}
PORT = re.compile(r"^(?P<port>[\w-]+)/(?P<protocol>\w+)$")
RULER = re.compile(r"^-{4,}$")


def policies_told(text: str) -> Iterator[Map]:
    """Each policy of the text as a manifest; a direction that it leaves alone is not among its types."""
    for item in outlines(text.split("\n")):
        spec = item.find("Spec")
        if spec and spec.find("PodSelector"):
            ways = [way for way in WAYS if spec.find(ALLOWING.format(way))]
            rules = {way: [*_rules(spec.under(ALLOWING.format(way)), way)] for way in ways}
            yield {
                "kind": "NetworkPolicy",
                "metadata": {"name": item.get("Name"), "namespace": said(item.get("Namespace"))},
                "spec": {
                    "podSelector": {"matchLabels": _labels(spec.get("PodSelector"))},
                    "policyTypes": [way.capitalize() for way in ways],
                    **rules,
                },
            }


def _labels(told: str) -> dict[str, str]:
    return {} if told.startswith("<none>") else dict(labels(told))


def _rules(items: Sequence[Item], way: str) -> Iterator[Map]:
    """The rules between the rulers; none where the pods are isolated."""
    heading, key = PEERS[way]
    rule: dict[str, Any] = {}
    for item in items:
        if RULER.match(item.text):
            yield rule
            rule = {}
        elif item.key == "To Port":
            found = PORT.match(item.value)
            rule.setdefault("ports", [])
            rule["ports"] += [{"port": found["port"], "protocol": found["protocol"]}] if found else []
        elif item.key == heading and not item.value.startswith("<any>"):
            rule.setdefault(key, []).append(_peer(item))
    if rule or any(item.key == "To Port" for item in items):
        yield rule


def _peer(item: Item) -> Map:
    if "NamespaceSelector" in {each.key for each in item.items}:
        return {"namespaceSelector": {}}
    if told := item.get("PodSelector"):
        return {"podSelector": {"matchLabels": _labels(told)}}
    return {"ipBlock": {}}
