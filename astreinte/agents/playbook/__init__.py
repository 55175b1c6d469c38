"""The playbook reasoner: triage, analysis, decision and review by rule over signals."""

from .reasoner import PlaybookReasoner

__all__ = ["PlaybookReasoner"]
