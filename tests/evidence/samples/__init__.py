"""Invented answers of every family of extractors, each with the signals that it must give and no other."""

from .backups import BACKUPS
from .cluster import CLUSTER
from .delivery import DELIVERY
from .sample import Sample
from .security import SECURITY

SAMPLES: dict[str, Sample] = {**BACKUPS, **DELIVERY, **SECURITY, **CLUSTER}

__all__ = ["SAMPLES", "Sample"]
