"""Packages of others that wait with their own code until it is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

SETUP = "import sys\nfrom astreinte.deferred import deferring\ndeferring('gathering')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package that gathers what its one module holds, and says so when it runs."""
    (tmp_path / "gathering").mkdir()
    (tmp_path / "gathering" / "__init__.py").write_text("print('runs')\nfrom .one import ONE\nTWO = 2\n")
    (tmp_path / "gathering" / "one.py").write_text("ONE = 1\n")
    return tmp_path


def said(folder: Path, code: str) -> list[str]:
    """What a process of its own prints."""
    done = subprocess.run([sys.executable, "-c", SETUP + code], cwd=folder, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout.split()


def test_a_module_is_there_without_its_package(folder: Path) -> None:
    """
    Importing a module runs nothing of the package around it.
    """
    assert said(folder, "from gathering.one import ONE\nprint(ONE)") == ["1"]


@pytest.mark.parametrize(
    "code",
    [
        "from gathering import TWO\nprint(TWO)",
        "import gathering\nprint(gathering.TWO)",
        "import gathering.one\nfrom gathering import *\nprint(TWO)",
    ],
)
def test_a_name_of_the_package_runs_it_once(folder: Path, code: str) -> None:
    """
    However a name is asked for, the package runs before it is given, and never again.
    """
    assert said(folder, code + "\nimport gathering\nprint(gathering.TWO, gathering.ONE)") == ["runs", "2", "2", "1"]


def test_what_is_not_there_is_an_error(folder: Path) -> None:
    """
    A name that the package does not have is missed as of any other.
    """
    code = "import gathering\ntry:\n    gathering.THREE\nexcept AttributeError as error:\n    print(error)"
    assert said(folder, code) == ["runs", *["module", "'gathering'", "has", "no", "attribute", "'THREE'"]]
