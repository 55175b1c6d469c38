"""Tables that nobody should write and somebody will."""

import json
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.evidence.metrics import Asked, of_matrix, of_table, rank, series
from astreinte.evidence.metrics.change import change
from astreinte.evidence.metrics.kinds import named

from .made import moments, reading, signals, table

CELLS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(str), st.sampled_from(["", "NaN", "x", "1e999", "-0", "-"])
)
NAMES = st.sampled_from(["latency", "CpuUsageRate(%)", "portal", "a->b", "PodName", "time", "", "requests", "->"])
VALUES = st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60)
ASKED = Asked("latency p50 by service", "ev-1", "portal")
LATENCY = named("latency average")
assert LATENCY is not None


@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
@settings(max_examples=60, deadline=None)
def test_no_table_breaks_the_reading(names: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), min_size=10, max_size=40))
    head = ",".join(["timestamp", *names])
    body = [f"{1_790_000_000 + 60 * at},{','.join(row)}" for at, row in enumerate(rows)]
    text = "\n".join([head, *body]) + "\n"
    for each in of_table(text, ASKED):
        assert each.times.size == each.values.size
    for signal in signals(reading("latency average", text)):
        assert signal.value is None or math.isfinite(signal.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["data", "result", "metric", "values", "service", "__name__"]), inner, max_size=4
            )
        ),
        max_leaves=20,
    )
)
@settings(max_examples=80, deadline=None)
def test_no_answer_breaks_the_reading(document: object) -> None:
    for each in of_matrix(json.dumps({"data": document}), ASKED):
        assert each.times.size == each.values.size


@given(VALUES, VALUES)
@settings(max_examples=120, deadline=None)
def test_any_numbers_give_finite_scores_and_a_known_moment(times: list[float], values: list[float]) -> None:
    size = min(len(times), len(values))
    assert LATENCY is not None
    made = series(("portal", ""), "latency", LATENCY, times[:size], values[:size])
    assert all(later > earlier for earlier, later in zip(made.times, made.times[1:], strict=False))
    if found := change(made):
        assert math.isfinite(found.score)
        assert found.onset in made.times
    rank([made], {}, "portal")


@given(st.floats(min_value=-1e9, max_value=1e9), st.integers(min_value=0, max_value=60))
@settings(max_examples=40, deadline=None)
def test_what_never_moves_never_alarms(level: float, size: int) -> None:
    assert LATENCY is not None
    assert None is change(series(("portal", ""), "latency", LATENCY, list(range(size)), [level] * size))


@given(st.floats(min_value=0.01, max_value=1000), st.permutations(["north", "south", "east", "west"]))
@settings(max_examples=25, deadline=None)
def test_neither_names_nor_units_decide(scale: float, names: list[str]) -> None:
    """The same shop in other units and under other names accuses the same place."""
    front, middle, deep, other = names
    quiet = [0.1 + 0.001 * (at % 3) for at in range(40)]
    loud = [*quiet[:-4], *[0.6] * 4]
    columns = {front: loud, middle: loud, deep: loud, other: quiet}
    graph = json.dumps([{"service": front, "downstream": [middle, other]}, {"service": middle, "downstream": [deep]}])
    text = table({name: [value * scale for value in values] for name, values in columns.items()}, moments())
    found = signals(reading("all", graph, "dependencies"), reading("latency average", text), service=front)
    assert [f"service:{deep}"] == [each.entity for each in found if each.id == "own-time-high"]
