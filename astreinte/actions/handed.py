"""What is not applied from here, handed to the agent whose trade it is: exact steps, filled in from the inventory."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from astreinte.config import Service, Settings
from astreinte.errors import RefusedByPolicy

from .platforms import Platform, platform_of
from .taxonomy import action_types

LEAD = "lead"
OWN: Mapping[str, Platform] = {
    "systemctl": "host",
    "docker": "docker",
    "kubectl": "kubernetes",
    "flux": "kubernetes",
    "pct": "proxmox",
    "qm": "proxmox",
    "vzdump": "proxmox",
}
"""Tools that speak of one platform alone: their steps are left out elsewhere."""

CAPITALS = re.compile(r"\b[A-Z][A-Z_]+\b")
PLAIN = re.compile(r"[A-Za-z0-9_./@:-]{1,250}")


class Handed(RefusedByPolicy):
    """Refused here, and a request to somebody: the message holds the steps, `handover` too."""

    def __init__(self, text: str, handover: "Handover") -> None:
        super().__init__(text)
        self.handover = handover


@dataclass(frozen=True)
class Handover:
    """`to` is a persona, or `lead` for whoever leads; `steps` are commands in order, capitals are to be filled in."""

    to: str
    steps: tuple[str, ...]


def handover(settings: Settings, action: str, target: str) -> Handover:
    """Who takes an action over, and how it is done by hand on that target; no steps for one out of the taxonomy."""
    if (kind := action_types().get(action)) is None:
        return Handover(LEAD, ())
    platform = platform_of(settings, target)
    wanted = "kubernetes" if platform == "node" else platform
    fitting = tuple(each for each in kind.steps if OWN.get(each.split(" ", 1)[0], wanted) == wanted)
    known = _known(settings, target)
    steps = tuple(CAPITALS.sub(lambda word: known.get(word[0], word[0]), each) for each in fitting or kind.steps)
    return Handover(kind.to or LEAD, steps)


def _known(settings: Settings, target: str) -> Mapping[str, str]:
    """The words that the inventory tells; one that is no plain word stays for a person to fill in."""
    service = settings.services.get(target, Service())
    guest = service.manager in {"pct", "qm"}
    words = {
        "SERVICE": target,
        "APP": service.workload.name or target,
        "KIND": service.workload.kind,
        "NS": settings.namespace_of(target),
        "NODE": target if target in settings.cluster.nodes else "",
        "UNIT": service.unit,
        "VMID": service.unit if guest else "",
        "REPO": service.repo,
        "PORT": str(service.port or ""),
    }
    return {name: value for name, value in words.items() if PLAIN.fullmatch(value)}
