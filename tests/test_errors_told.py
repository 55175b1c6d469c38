"""Errors are told in the reader's language: every sentence that the code words has its row."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import astreinte
from astreinte import errors
from astreinte.errors import AstreinteError, NotFound, UnknownName
from astreinte.sentences import FIELD, Sentence
from astreinte.templates import error_text
from astreinte.templates.errors import sentences

HERE = Path(astreinte.__file__).parent
KINDS = {name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, AstreinteError)}
VALUES = ("7", "mill-2", "the 'mill'")
"""A number, a word and more than one: what a value may be."""
SAMPLES = {"_n": "7", "_w": "mill-2"}
ELSEWHERE = {"UnknownName", "Failure"}
"""Worded by the class itself (below), and what an extractor of CI logs calls so."""


RAISED = {*KINDS, "typer.BadParameter", "ValueError"} - ELSEWHERE
VALIDATED = ("config", "evidence", "replay")
"""Rooms whose validators raise a `ValueError`, quoted by complaints about settings; elsewhere none is shown."""


def worded(node: ast.expr) -> list[str | None] | None:
    """The parts of a text as it stands in the code; None for a value. No list where it is no text of its own."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return [str(part.value) if isinstance(part, ast.Constant) else None for part in parts]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (worded(left) or [None]) + (worded(right) or [None])
        case _:
            return None


def raised() -> Iterator[tuple[str, list[str | None]]]:
    for path in sorted(HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (kind := ast.unparse(node.func)) in RAISED:
                if kind == "ValueError" and path.relative_to(HERE).parts[0] not in VALIDATED:
                    continue
                parts = worded(node.args[0]) if node.args else None
                if parts and any(parts) and any(" " in part for part in parts if part):
                    yield f"{path.relative_to(HERE)}:{node.lineno}", parts


def rows(parts: list[str | None]) -> Iterator[Sentence]:
    """The rows that such a sentence is told by, whatever its values are."""
    for values in product(VALUES, repeat=parts.count(None)):
        left = iter(values)
        said = "".join(next(left) if part is None else part for part in parts)
        yield from (row for row in sentences() if row.read(said) is not None)


@pytest.mark.parametrize("parts", [each for _, each in raised()], ids=[where for where, _ in raised()])
def test_every_error_of_the_code_is_told_in_french(parts: list[str | None]) -> None:
    """
    By a row that knows most of its words: one that sees only the colon in it does not count.
    """
    own = sum(len(part) for part in parts if part)
    assert [row for row in rows(parts) if 2 * len("".join(row.texts)) > own]


def test_the_table_says_each_sentence_once() -> None:
    spelt = [each.texts for each in sentences()]
    assert len(spelt) == len({*spelt})
    assert [] == [each for each in sentences() if {*each.names} != {*FIELD.findall(each.french)}]


@pytest.mark.parametrize("each", sentences(), ids=lambda each: "".join(each.texts)[:50])
def test_each_sentence_is_told_with_its_values(each: Sentence) -> None:
    values = {name: SAMPLES.get(name[-2:], "« moulin »") for name in each.names}
    said = "".join(text + values.get(name, "") for text, name in zip(each.texts, (*each.names, ""), strict=True))
    assert error_text(NotFound(said), "en") == said
    assert error_text(NotFound(said), "fr") == each.french.format_map(values)


def test_a_name_outside_a_closed_set_is_told_with_what_is_known() -> None:
    wrong = UnknownName("severity", "hight", ["high", "low"], where="astreinte declare")
    assert error_text(wrong, "fr") == (
        "gravité dans astreinte declare : 'hight' n'existe pas ; au plus près : 'high' ; connus : high, low"
    )


def test_several_complaints_are_told_one_by_one() -> None:
    wrong = NotFound("a.yaml: policy: Input should be 'direct' (got 'x')\na.yaml: unknown key 'b'; known: c")
    assert error_text(wrong, "fr") == (
        "a.yaml : policy : attendu : 'direct' (reçu : 'x')\na.yaml : clé inconnue 'b' ; connues : c"
    )


@given(st.text(max_size=200) | st.lists(st.sampled_from([": ", "; ", " is ", "7", "known"]), max_size=60).map("".join))
def test_any_text_is_told_somehow(said: str) -> None:
    """
    Hostile text ends, and is never lost.
    """
    assert bool(said) == bool(error_text(NotFound(said), "fr"))
