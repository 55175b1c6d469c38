"""The page on scale says what its figures give, and a figure that was not taken is shown as such."""

from typing import Any

import yaml

from benchmarks.scale import FIGURES, PAGE, filled, read, tables, taken


def test_the_page_holds_what_is_computed_from_the_figures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, read()) == page, "run `python -m benchmarks.scale --write`"


def test_a_figure_that_was_not_taken_leaves_a_marked_place() -> None:
    figures = read()
    figures["c"] = {**figures["c"], "value": None}
    text = tables(figures)
    assert "CPU of a process an incident, PostgreSQL | **to be taken** |" in text
    assert "| cores of workers at the peak | peak × *c* | – |" in text
    assert tables(read()) != text


def test_figures_of_a_run_are_taken_over_as_they_are() -> None:
    """
    Every path of the file is one of the benchmark's output; what others measured stays.
    """
    rates: dict[str, Any] = {"1": 2.0, "2": 3.9, "4": 4.1}
    found = {"postgres": rates, "sqlite": rates, "cpu": {"postgres": rates}, "bytes": {"journal": 7, "checkpoints": 8}}
    text = FIGURES.read_text(encoding="utf-8")
    after = yaml.safe_load(taken(text, found))
    before = yaml.safe_load(text)
    assert [2.0, 3.9, 4.1, 7] == [after[name]["value"] for name in ("r1", "r2", "r4", "j")]
    assert all(each["quiet"] for each in after.values() if each["by"] == "throughput")
    assert [before[name] for name in ("a", "e")] == [after[name] for name in ("a", "e")]
    assert list(before) == list(after)
