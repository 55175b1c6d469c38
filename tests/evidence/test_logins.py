"""Where many failed logins begin: by address, by names that do not exist, and all together."""

from datetime import timedelta

import pytest

from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract

from .conftest import NOW

CONTEXT = Context("stall", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)
FAILED = "Nov 23 11:41:{:02} box sshd[99]: Failed password for {} from {} port 40100 ssh2"
TAKEN = "Nov 23 11:42:00 box sshd[99]: Accepted {} for {} from {} port 40100 ssh2"


def found(*lines: str) -> list[Signal]:
    return list(extract([Reading(Query("journalctl", ("-u", "ssh")), NOW, "ok", "\n".join(lines))], CONTEXT))


def failed(count: int, user: str = "mara", address: str = "203.0.113.9") -> list[str]:
    return [FAILED.format(n, user, address) for n in range(count)]


@pytest.mark.parametrize(("count", "told"), [(1, 0), (4, 0), (5, 1), (40, 1)])
def test_five_failures_of_one_address_are_no_mistyping(count: int, told: int) -> None:
    assert [each.count for each in found(*failed(count))] == [count] * told


def test_three_names_that_do_not_exist_are_no_mistyping() -> None:
    lines = [FAILED.format(n, f"invalid user {name}", "203.0.113.9") for n, name in enumerate(("oracle", "pi", "git"))]
    assert [each.id for each in found(*lines)] == ["login-failures"]


def test_addresses_that_try_little_each_are_told_together() -> None:
    lines = [row for n in range(5) for row in failed(2, "root", f"203.0.113.{n}")]
    assert {each.peer for each in found(*lines)} == {f"203.0.113.{n}" for n in range(5)}


def test_the_owner_who_gets_in_at_last_is_no_attacker() -> None:
    assert found(*failed(3), TAKEN.format("password", "mara", "203.0.113.9")) == []


def test_a_password_taken_after_many_addresses_tried_the_name_is_a_break_in() -> None:
    tries = [row for n in range(5) for row in failed(2, "root", f"203.0.113.{n}")]
    ids = [each.id for each in found(*tries, TAKEN.format("password", "root", "203.0.113.77"))]
    assert "login-after-failures" in ids
    keyed = [each.id for each in found(*tries, TAKEN.format("publickey", "root", "203.0.113.77"))]
    assert "login-after-failures" not in keyed
