"""Invented answers of every family of extractors, each with the signals that it must give and no other."""

from .backups import BACKUPS
from .calls import CALLS
from .cluster import CLUSTER
from .delivery import DELIVERY
from .fleet import FLEET
from .links import LINKS
from .load import LOAD
from .machines import MACHINES
from .messages import MESSAGES
from .sample import Sample
from .security import SECURITY
from .stores import STORES

FORMS: dict[str, Sample] = {**FLEET, **MACHINES, **STORES, **LOAD, **CALLS, **LINKS, **MESSAGES}
"""What the same tools print in other forms: asked for, typed at a prompt and pasted into prose."""

SAMPLES: dict[str, Sample] = {**BACKUPS, **DELIVERY, **SECURITY, **CLUSTER, **FORMS}

__all__ = ["FORMS", "SAMPLES", "Sample"]
