"""docs/sources.md says of every source how it is tested, and the files that it names are there and speak of it."""

from pathlib import Path

import pytest

from astreinte.evidence.sources import SOURCES
from benchmarks import sources_table

ROOT = Path(__file__).parents[2]


def test_the_table_is_current() -> None:
    text = sources_table.PAGE.read_text(encoding="utf-8")
    assert text == sources_table.page(text), "run: python -m benchmarks.sources_table --write"


def test_every_source_has_its_row() -> None:
    assert set(sources_table.TESTS) == set(SOURCES)


@pytest.mark.parametrize("name", sources_table.TESTS)
def test_the_files_are_there_and_every_source_has_a_test(name: str) -> None:
    found = sources_table.TESTS[name]
    assert {*found.live, *found.recorded}
    for path in (*found.live, *found.recorded):
        assert (ROOT / path).is_file(), path
