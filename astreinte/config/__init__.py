"""Settings of one project."""

from .bmad import BmadProject, resolve
from .cards import Card
from .load import load_settings
from .policies import Freeze, Mode, PolicyRule
from .settings import (
    PERSONA_ROLE,
    PERSONAS,
    ROLE_PERSONA,
    Character,
    Cluster,
    Limits,
    Role,
    Service,
    Settings,
    Targets,
    User,
    Validation,
    Workload,
)

__all__ = [
    "PERSONAS",
    "PERSONA_ROLE",
    "ROLE_PERSONA",
    "BmadProject",
    "Card",
    "Character",
    "Cluster",
    "Freeze",
    "Limits",
    "Mode",
    "PolicyRule",
    "Role",
    "Service",
    "Settings",
    "Targets",
    "User",
    "Validation",
    "Workload",
    "load_settings",
    "resolve",
]
