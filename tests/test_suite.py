"""The table of `make bench` takes what its parts give."""

from benchmarks import suite, weight


def test_what_is_kept_of_steps_has_its_rows() -> None:
    """
    Those by the size of the evidence, and those of the shipped examples; all are under the aim.
    """
    found = weight.measure(weight.SIZES[:1])
    told = list(suite.rows("weight", found))
    assert [what.rpartition(" ")[2] for what, _, _ in told] == ["evidence", "median", "largest"]
    assert all(0 < int(figure) <= int(aim.removeprefix("≤ ")) for _, figure, aim in told)


def test_each_command_has_its_row_and_its_aim() -> None:
    seconds = {"wall": 0.2, "cpu": 0.1}
    told = {what: aim for what, _, aim in suite.rows("startup", {"python": seconds, "status": seconds})}
    assert told == {"seconds of python": "", "seconds of status": "≤ 0.5"}
