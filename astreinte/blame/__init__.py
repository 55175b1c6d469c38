"""Blameless writing, checked: sentences that judge a person, with the rewrite that names the condition instead."""

from .lint import lint
from .prose import Sentence, sentences
from .report import as_github, as_json, as_sarif, as_text
from .verdict import CLASSES, Finding, Level

__all__ = [
    "CLASSES",
    "Finding",
    "Level",
    "Sentence",
    "as_github",
    "as_json",
    "as_sarif",
    "as_text",
    "lint",
    "sentences",
]
