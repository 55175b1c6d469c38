"""The node that an action is about: one that the inventory lets be changed and that the evidence tells of."""

from collections.abc import Mapping

from astreinte.agents.case import Case

from .match import Match

ON_NODES = frozenset({"cordon", "uncordon", "label-node", "remove-taint"})


def node_for(action: str, match: Match, case: Case) -> str:
    """Empty where no node of the inventory fits: then the component stands, and a person takes it from there."""
    told = [each.signal.attributes for each in (*match.proof, *match.hints)]
    if action == "label-node":
        wanted = _pairs(next((each["selector"] for each in told if each.get("selector")), ""))
        return next((name for name, labels in case.nodes.items() if wanted and _carries(labels, wanted)), "")
    named = [name for each in told for name in each.get("nodes", "").split(", ")]
    return next((name for name in named if name in case.nodes), "")


def _pairs(selector: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in selector.split(",") if "=" in pair)


def _carries(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in wanted.items())
