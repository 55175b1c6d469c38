"""Every text that a person reads, in French and English."""

from .alert import alert_rule
from .postmortem import compose
from .words import LANGUAGES, Words, template_names

__all__ = ["LANGUAGES", "Words", "alert_rule", "compose", "template_names"]
