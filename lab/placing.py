"""What keeps a pod of the cluster from running: no node for it, no image of that name."""

from pathlib import Path

from .cluster import REGISTRY, kubectl


def lost_label(root: Path) -> None:
    """The node loses the label that the board asks for, and the board its pod."""
    kubectl(root, "label", "node", "node1", "disk-")
    kubectl(root, "delete", "pod", "-n", "shop", "-l", "app=board", "--wait=false")


def absent_image(root: Path) -> None:
    """A release of the board whose image nobody has pushed."""
    kubectl(root, "set", "image", "deployment/board", "-n", "shop", f"board={REGISTRY}/board:1.1")
