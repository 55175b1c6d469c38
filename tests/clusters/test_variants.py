"""Faults of the invented clusters through the whole graph; `benchmarks/clusters.py` tries every variant."""

import pytest

from astreinte.replay.bench import judge
from astreinte.replay.player import play, take_of
from tests.clusters.disguise import disguised, invented, named
from tests.clusters.render_rest import recordings
from tests.clusters.variants import TOWNS, Variant, scenario, variants


def one_of_each() -> list[Variant]:
    """The last variant of each cause in the smallest town that has it."""
    found: dict[str, Variant] = {}
    for each in variants():
        if each.cause not in found or each.town == "shop":
            found[each.cause] = each
    return list(found.values())


SAMPLE = one_of_each()


@pytest.mark.parametrize("variant", SAMPLE, ids=lambda each: each.id)
async def test_fault_is_named_on_its_object(variant: Variant) -> None:
    """
    Each fault type is named first, on the object that it sits on.
    """
    case = await judge(variant.take())

    assert 1 == case.rank, case.predicted


@pytest.mark.parametrize("variant", SAMPLE[::6], ids=lambda each: each.id)
async def test_names_and_dates_do_not_matter(variant: Variant) -> None:
    """
    Other names of the same length and another season give the same answer, under the new name.
    """
    taken = variant.take()

    case = await judge(disguised(taken, invented(sorted(named(taken)))))

    assert 1 == case.rank, case.predicted


@pytest.mark.parametrize("town", ["shop", "boot"])
async def test_healthy_cluster_has_no_culprit(town: str) -> None:
    """
    Restarts, refused calls and unread probes of a start that is over are no fault.
    """
    made = TOWNS[town]()

    outcome = (await play(take_of(scenario(made), recordings(made)))).outcome

    assert outcome.decision is None or outcome.decision.cause in {None, "no-fault"}
