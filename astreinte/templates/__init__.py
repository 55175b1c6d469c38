"""Every text that a person reads, in French and English."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .alert import alert_rule
    from .errors import error_text
    from .postmortem import compose
    from .words import LANGUAGES, Words, template_names

__all__ = ["LANGUAGES", "Words", "alert_rule", "compose", "error_text", "template_names"]

lazily(
    __name__,
    alert="alert_rule",
    errors="error_text",
    postmortem="compose",
    words="LANGUAGES Words template_names",
)
