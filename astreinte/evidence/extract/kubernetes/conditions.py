"""What objects that a controller looks after say of themselves: a condition that does not hold, and why."""

from collections.abc import Iterator, Mapping, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.seen import latest, seen

from .outline import Item, outlines
from .tree import Map, maps, objects, text

ROUTES, DELIVERED = frozenset({"Accepted", "ResolvedRefs", "Programmed"}), frozenset({"Ready"})
TOLD: Mapping[str, tuple[str, frozenset[str]]] = {
    **dict.fromkeys(("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "Gateway"), ("route-unusable", ROUTES)),
    **dict.fromkeys(
        ("HelmRelease", "Kustomization", "GitRepository", "HelmRepository", "OCIRepository", "HelmChart", "Bucket"),
        ("gitops-not-ready", DELIVERED),
    ),
    "ScaledObject": ("autoscaler-blind", DELIVERED),
}
"""By kind of object, the signal that a condition of these types makes once it is false."""

CONDITION: tuple[str, ...] = ("Type", "Status", "Reason", "Message")


def find_conditions(readings: Sequence[Reading]) -> Iterator[Signal]:
    """`route-unusable`, `gitops-not-ready` or `autoscaler-blind`, on the object whose condition is false."""
    for reading in latest(each for each in readings if each.query.tool == "kubectl" and each.status == "ok"):
        if "False" not in reading.text or not any(kind in reading.text for kind in TOLD):
            continue
        for kind, space, name, condition in (*_written(reading.text), *_described(reading.text)):
            signal, types = TOLD[kind]
            if condition["Status"] == "False" and condition["Type"] in types:
                detail = f"{name}: {condition['Type']} False {condition['Reason']}: {condition['Message']}"
                yield seen(signal, f"{kind.lower()}:{space}/{name}", reading, detail)


def _written(told: str) -> Iterator[tuple[str, str, str, Mapping[str, str]]]:
    """The conditions of manifests; a route has those of each gateway that it hangs on."""
    if "conditions" not in told:
        return
    for each in objects(told, *TOLD):
        found: list[Map] = maps(each, "status", "conditions")
        for parent in maps(each, "status", "parents"):
            found += maps(parent, "conditions")
        for one in found:
            own = {key: text(one, key.lower()) for key in CONDITION}
            yield text(each, "kind"), text(each, "metadata", "namespace"), text(each, "metadata", "name"), own


def _described(told: str) -> Iterator[tuple[str, str, str, Mapping[str, str]]]:
    """The same of `kubectl describe`, whose lists run on without a mark: each condition ends with its type."""
    for item in outlines(told.split("\n")) if "Conditions:" in told else ():
        kind, status = item.get("Kind"), item.find("Status")
        if kind in TOLD and status:
            own = dict.fromkeys(CONDITION, "")
            for each in _listed(status):
                own |= {each.key: each.value} if each.key in own else {}
                if each.key == "Type":
                    yield kind, item.get("Namespace"), item.get("Name"), own
                    own = dict.fromkeys(CONDITION, "")


def _listed(status: Item) -> Iterator[Item]:
    yield from status.under("Conditions")
    for parent in status.under("Parents"):
        yield from parent.items if parent.key == "Conditions" else ()
