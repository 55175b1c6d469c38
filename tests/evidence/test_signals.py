"""The vocabulary loads, and says where it is wrong."""

import pytest

from astreinte.errors import ConfigError
from astreinte.evidence import noise, read_signals, signal_rules
from astreinte.evidence.extract.kinds import kind_rows, read_kinds


def test_every_rule_has_one_way_to_be_true() -> None:
    assert not [rule.id for rule in signal_rules().values() if (rule.match is None) == (rule.when is None)]


def test_every_kind_that_a_match_reads_is_read_from_some_tool() -> None:
    known = {kind for row in kind_rows() for kind in row.kinds}
    assert set() == {rule.read for rule in signal_rules().values() if rule.match} - known


def test_noise_is_described() -> None:
    assert "log-words" in noise()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("signals: {a: {read: logs, match: '('}}", r"f.yaml: signals.a.match: not a regular expression"),
        ("signals: {a: {read: logs}}", "signals.a: needs 'read'"),
        ("signals: {a: {read: logs, when: x, match: y}}", "exactly one"),
        ("signals: {a: {read: logs, match: x, colour: red}}", "unknown key 'colour'"),
        ("signals: {a: 1}", "signals.a: expected"),
        ("signals: []", "no section"),
        ("- a", "expected a mapping"),
        ("a: [", "not readable as YAML"),
    ],
)
def test_a_wrong_file_names_file_and_key(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        read_signals(text, "f.yaml")


def test_a_wrong_table_of_kinds_names_its_file() -> None:
    with pytest.raises(ConfigError, match=r"k\.yaml"):
        read_kinds("- {tool: x}", "k.yaml")
