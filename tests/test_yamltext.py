"""YAML is read by the fast reader and complained about by the thorough one."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import astreinte
from astreinte.errors import AstreinteError
from astreinte.evidence.extract.kubernetes.tree import documents
from astreinte.yamltext import load_shipped, load_yaml

MARKS = st.text(alphabet="ab1: -[]{}?,#&*|>'\"%@\t\n\r\u2028\x00é", max_size=60)
SHIPPED = sorted(Path(astreinte.__file__).parent.rglob("*.yaml"))
WRONG = ("a: b: c", "a: [1,", "\ta: 1", "a: 'x", "- a\nb: 1", "b: *y", "a: !x 1", "a: \x00", "a: @b", "---\na\n---\nb")


def told(read: Any, text: str) -> tuple[str, str]:
    """The value that a reader gives, or what it complains of."""
    try:
        return "value", repr(read(text))
    except (yaml.YAMLError, ValueError, AstreinteError) as error:
        return type(error).__name__, str(error)


@given(MARKS)
def test_a_text_means_what_it_always_meant(text: str) -> None:
    """
    Whatever the safe loader reads is read alike.
    """
    expected = told(yaml.safe_load, text)
    found = told(load_yaml, text)
    assert found == expected or expected[0] != "value"


@pytest.mark.parametrize("text", WRONG, ids=repr)
def test_a_complaint_shows_the_place(text: str) -> None:
    """
    The message quotes the line where the text goes wrong, as the reader in Python has it.
    """
    kind, message = told(load_yaml, text)
    assert (kind, message) == told(yaml.safe_load, text)
    assert kind.endswith("Error")


@pytest.mark.parametrize("text", ["'- ' * 200_000 + 'a'", "'x:\\u2028' + '- ' * 200_000", "'a: ' + '[' * 200_000"])
def test_nesting_never_ends_the_process(text: str) -> None:
    """
    However deep a text is nested, it is an error and not the end of the process.
    """
    code = (
        "from astreinte.yamltext import load_yaml\n"
        "from astreinte.evidence.extract.kubernetes.tree import documents\n"
        f"text = {text}\n"
        "print(documents(text))\n"
        "try:\n    load_yaml(text)\n"
        "except Exception as error:\n    print(type(error).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split("\n", 1)[0]) == (0, "[]")


def test_a_manifest_with_a_merge_is_read() -> None:
    """
    What only the thorough reader understands is still read.
    """
    assert documents("base: &b {x: 1}\nown: {<<: *b, y: 2}\n") == [{"base": {"x": 1}, "own": {"x": 1, "y": 2}}]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_what_is_shipped_says_the_same_to_every_reader(path: Path) -> None:
    """
    No file of our own rests on what two versions of YAML read differently.
    """
    text = path.read_text(encoding="utf-8")
    assert repr(load_shipped(text)) == repr(yaml.safe_load(text))


def test_a_damaged_file_of_our_own_is_complained_of_like_any_other() -> None:
    """
    The fastest reader says no line; the complaint has it nevertheless.
    """
    with pytest.raises(yaml.YAMLError, match="line 1, column 5"):
        load_shipped("a: b: c")
