"""On which platform a target lives: it decides which form of an action applies to it."""

from typing import Literal

from astreinte.config import Settings

Platform = Literal["host", "docker", "kubernetes", "node", "proxmox"]


def platform_of(settings: Settings, name: str) -> Platform:
    """The platform of a service of the inventory, or of a node of the cluster; a host where nothing says otherwise."""
    if (service := settings.services.get(name)) is None:
        return "node" if name in settings.cluster.nodes else "host"
    if service.domain == "k3s":
        return "kubernetes"
    if service.manager in {"pct", "qm"}:
        return "proxmox"
    return "docker" if service.manager == "docker" else "host"
