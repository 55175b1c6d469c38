"""Settings of one project."""

from .bmad import BmadProject, resolve
from .cards import Card
from .load import load_settings
from .settings import (
    PERSONA_ROLE,
    PERSONAS,
    ROLE_PERSONA,
    Limits,
    Role,
    Service,
    Settings,
    Targets,
    User,
    Validation,
)

__all__ = [
    "PERSONAS",
    "PERSONA_ROLE",
    "ROLE_PERSONA",
    "BmadProject",
    "Card",
    "Limits",
    "Role",
    "Service",
    "Settings",
    "Targets",
    "User",
    "Validation",
    "load_settings",
    "resolve",
]
