"""A journal with an index by kind says what the same journal says without one, however it grew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from astreinte.domain import Entry, Kind
from astreinte.memory import project
from astreinte.memory.kinds import Indexed, last, of, without

NOW = datetime(2026, 3, 1, 13, 2, tzinfo=UTC)
KINDS: tuple[Kind, ...] = ("note", "status", "reading", "missing", "resolved", "reopened", "closed")
ITEMS = ("logs", "metrics")
Told = tuple[Kind, str, bool]
told = st.tuples(st.sampled_from(KINDS), st.sampled_from(ITEMS), st.booleans())


def entry(seq: int, said: Told) -> Entry:
    kind, item, ok = said
    data = {
        "reading": {"id": f"ev-{seq // 2}", "status": "ok" if ok else "no_data", "query": {"item": item}},
        "missing": {"item": item, "why": f"why {seq}"},
        "status": {"state": "active" if ok else "waiting"},
        "note": {"text": item},
    }.get(kind, {})
    at = NOW + timedelta(seconds=seq)
    return Entry("INC-1", seq, kind, "ana", at, at, data, (), "", "", "")


def journal(said: Sequence[Told]) -> list[Entry]:
    first = replace(entry(1, ("note", "logs", True)), kind="declared", data={"title": "the mill stands still"})
    return [first, *(entry(seq, each) for seq, each in enumerate(said, 2))]


@given(st.lists(told, max_size=30), st.integers(0, 30), st.sets(st.sampled_from(KINDS)))
def test_the_index_changes_nothing(said: list[Told], cut: int, wanted: set[Kind]) -> None:
    plain = journal(said)
    grown = Indexed(plain[:cut]).then(plain[cut:])
    assert plain == grown == grown.copy()
    assert list(of(plain, *wanted)) == list(of(grown, *wanted))
    assert list(without(plain, *wanted)) == list(without(grown, *wanted))
    assert last(plain, *wanted) == last(grown, *wanted)
    assert project(plain) == project(grown)


@given(st.lists(told, max_size=30))
def test_what_is_missing_is_what_no_later_reading_answered(said: list[Told]) -> None:
    """
    Word for word and in the order of one walk over the journal.
    """
    missing: dict[str, str] = {}
    for each in journal(said):
        if each.kind == "missing":
            missing[each.data["item"]] = each.data["why"]
        elif each.kind == "reading" and each.data["status"] == "ok":
            missing.pop(each.data["query"]["item"], None)
    found = project(Indexed(journal(said))).evidence.missing
    assert list(missing.items()) == [(each.item, each.why) for each in found]


def test_a_copy_of_what_was_read_is_its_readers_own() -> None:
    held = Indexed(journal([("note", "logs", True)]))
    held.copy().clear()
    assert 2 == len(held)
    assert 1 == len(of(held, "note"))
