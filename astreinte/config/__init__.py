"""Settings of one project."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .agents import Agent, Character
    from .bmad import BmadProject, resolve
    from .cards import Card
    from .leading import led_by
    from .load import load_settings
    from .paging import Paging
    from .policies import Freeze, Mode, PolicyRule
    from .settings import (
        PERSONA_ROLE,
        PERSONAS,
        ROLE_PERSONA,
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
    "Agent",
    "BmadProject",
    "Card",
    "Character",
    "Cluster",
    "Freeze",
    "Limits",
    "Mode",
    "Paging",
    "PolicyRule",
    "Role",
    "Service",
    "Settings",
    "Targets",
    "User",
    "Validation",
    "Workload",
    "led_by",
    "load_settings",
    "resolve",
]

lazily(
    __name__,
    agents="Agent Character",
    bmad="BmadProject resolve",
    cards="Card",
    leading="led_by",
    load="load_settings",
    paging="Paging",
    policies="Freeze Mode PolicyRule",
    settings="PERSONA_ROLE PERSONAS ROLE_PERSONA Cluster Limits Role Service Settings Targets User Validation Workload",
)
