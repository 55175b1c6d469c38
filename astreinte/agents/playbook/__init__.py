"""The playbook reasoner: triage, analysis, decision and review by rule over signals."""

from .drawing import Drawing, draw
from .reasoner import PlaybookReasoner

__all__ = ["Drawing", "PlaybookReasoner", "draw"]
