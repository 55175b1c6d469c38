"""Astreinte runs an incident from its first alert to a signed-off, blameless post-mortem."""

__version__ = "0.1.0"
