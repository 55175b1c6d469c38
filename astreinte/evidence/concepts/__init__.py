"""Concepts: subjects and states that a line states in words no rule knows, as signals of little weight."""

from .find import find_concepts, is_said
from .lexicon import Lexicon, Pair, lexicon, with_own

__all__ = ["Lexicon", "Pair", "find_concepts", "is_said", "lexicon", "with_own"]
