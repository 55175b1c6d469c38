"""Rows of kubectl without a header say of whom they speak, and prove nothing of what was filtered out."""

from datetime import timedelta

from astreinte.domain import Window
from astreinte.evidence import Context, extract
from astreinte.evidence.extract.kubernetes.headers import with_headers

from .conftest import NOW
from .samples import SAMPLES

CONTEXT = Context("till", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)


def entities(sample: str) -> set[tuple[str, str]]:
    return {(each.id, each.entity) for each in extract([SAMPLES[sample].reading()], CONTEXT)}


def test_a_row_names_its_own_pod_with_and_without_the_column_of_namespaces() -> None:
    assert ("crash-looping", "pod:shop/till-5d8f7c9b6-x2x9k") in entities("pods-piped")
    assert ("pull-failing", "pod:shop/till-5d8f7c9b6-x2x9k") in entities("pods-piped-everywhere")


def test_every_section_of_all_is_read_as_its_kind() -> None:
    assert {entity for _, entity in entities("all")} == {"pod:shop/till-5d8f7c9b6-x2x9k", "deployment:shop/till"}


def test_what_is_cited_is_the_reading_that_was_handed_in() -> None:
    reading = SAMPLES["all"].reading()
    assert {ref for each in extract([reading], CONTEXT) for ref in each.evidence} == {reading.id}


def test_a_filtered_list_is_marked_as_such_and_a_whole_table_is_left_alone() -> None:
    (piped,), _ = with_headers([SAMPLES["pods-piped"].reading()])
    assert "--selector=piped" in piped.query.args
    whole = SAMPLES["longhorn-degraded"].reading()
    assert with_headers([whole]) == ((whole,), {})
