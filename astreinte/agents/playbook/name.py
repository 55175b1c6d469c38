"""The name of the component that a cause sits on, by its kind of target."""

from astreinte.agents.case import Case

from .ground import Ground, Spot
from .match import Match

HERE = frozenset({"local", "localhost", ""})


def component_name(match: Match, case: Case, ground: Ground) -> str:
    """Quota faults sit on the namespace, node faults on the node, any other on the component.

    On a machine without a name of its own the fault is named for the service that it hits: the incident's where it
    stands there, or what it needs where only that is known to; else the first that the inventory places there, else
    the place itself.
    """
    if match.cause.target in {"namespace", "node"} and not match.spot.place:
        return _attribute(match, match.cause.target) or match.spot.name
    if not match.spot.place:
        return match.spot.name
    kind, _, name = match.spot.name.partition(":")
    if kind in {"node", "namespace", "guest"} or (kind == "host" and name not in HERE):
        return name
    return _service_on(match, case, ground) or _attribute(match, "host") or name


def _service_on(match: Match, case: Case, ground: Ground) -> str:
    incident = ground.incident
    if incident and not incident.place and ground.holds(match.spot, incident):
        placed = ground.placed(match.spot)
        needed = (name for name in placed if ground.reaches(incident, Spot(name)))
        return incident.name if incident.name in placed else next(needed, incident.name)
    known = [spot for spot in ground.by_spot if not spot.place and spot.name in case.services]
    return next((spot.name for spot in known if ground.holds(match.spot, spot)), "")


def _attribute(match: Match, key: str) -> str:
    for each in match.proof:
        if value := each.signal.attributes.get(key):
            return value
        kind, _, name = each.signal.entity.partition(":")
        if kind == key:
            return name
        if key == "namespace" and "/" in name:
            return name.split("/", 1)[0]
    return ""
