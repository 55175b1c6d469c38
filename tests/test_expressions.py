"""Expressions that are compiled later do compile, and then are what they would have been."""

import copy
import gc
import re

import pytest

from astreinte.blame.grammar import LANGUAGES, grammar
from astreinte.evidence import extract, signal_rules
from astreinte.evidence.secret_classes import CLASSES
from astreinte.expressions import Expression, expression


def test_every_expression_of_our_own_compiles() -> None:
    """
    None that is shipped fails at its first use.
    """
    held = (extract, CLASSES, signal_rules(), [grammar(language) for language in LANGUAGES])
    found = [each for each in gc.get_objects() if isinstance(each, Expression)]
    assert len(found) > len(held[1])
    assert [] == [each.pattern for each in found if _error(each)]


def _error(each: Expression) -> str:
    try:
        re.compile(each.pattern, vars(each)["_flags"])
    except re.error as error:
        return str(error)
    return ""


def test_it_is_a_pattern_like_any_other() -> None:
    """
    Search, text, groups and flags are those of the pattern; a copy is one too.
    """
    later, now = expression("(?P<word>[a-z]+)!", re.IGNORECASE), re.compile("(?P<word>[a-z]+)!", re.IGNORECASE)
    for each in (later, copy.deepcopy(later)):
        found = each.search("Slow WIKI!")
        assert found is not None
        assert (found["word"], each.pattern) == ("WIKI", now.pattern)
        assert (each.flags, each.groupindex, each.groups) == (now.flags, now.groupindex, now.groups)


def test_what_is_wrong_is_said_at_its_first_use() -> None:
    """
    Nothing is compiled before; then the error is that of `re.compile`.
    """
    wrong = expression("(")
    with pytest.raises(re.error, match="unterminated"):
        wrong.search("a")
