"""Settings of one project."""

from .settings import PERSONAS, ROLE_PERSONA, Limits, Role, Service, Settings, Targets, User, Validation

__all__ = ["PERSONAS", "ROLE_PERSONA", "Limits", "Role", "Service", "Settings", "Targets", "User", "Validation"]
