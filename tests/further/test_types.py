"""Every known fault type on the four further applications: a part of them here, all of them when run as a program.

python -m tests.further.test_types
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from astreinte.replay.bench import Case, judge
from astreinte.replay.player import take_of
from tests.clusters.faults_placing import placing
from tests.clusters.faults_running import running, stored
from tests.clusters.model import Change
from tests.clusters.render_rest import recordings
from tests.clusters.variants import scenario
from tests.further.towns import TOWNS

NAMES = {
    "relay": (("warehouse", "labels", "packer"), ("tariff", "labels", "intake"), ("scorer", "tariff", "warehouse")),
    "atlas": (("maria", "monolith", "edge"), ("monolith", "sessions", "edge"), ("monolith", "sidekiq", "maria")),
    "nightly": (("blobs", "reports", "planner"), ("extract", "reports", "planner"), ("planner", "extract", "runs")),
    "quorum": (("vault", "loans", "counter"), ("ratebook", "cards", "teller"), ("teller", "loans", "vault")),
}
ELSEWHERE = ("node-cordoned", "db-port-incorrect", "node-network-delay")
"""
They write of a cordoned control plane, of a setting `…_PORT` and of many components on a node: none of that is here.
"""

EACH = 11


@dataclass(frozen=True)
class Variant:
    town: str
    cause: str
    name: str
    change: Change

    def case(self) -> Case:
        town = TOWNS[self.town]()
        component = self.change(town)
        return asyncio.run(judge(take_of(scenario(town, self.cause, component), recordings(town))))


def variants() -> Iterator[Variant]:
    for town, (placed, run, store) in NAMES.items():
        for faults in (placing(*placed), running(*run), stored(*store)):
            for cause, changes in faults.items():
                if cause not in ELSEWHERE:
                    yield from (Variant(town, cause, name, change) for name, change in changes.items())


@pytest.mark.parametrize("variant", list(variants())[::EACH], ids=lambda v: f"{v.town}-{v.cause}-{v.name}")
def test_a_known_type_in_a_further_application(variant: Variant) -> None:
    case = variant.case()

    assert 1 == case.rank, case.predicted


def main() -> None:
    """Print every variant whose first answer is not right, and how many are."""
    found = [(each, each.case()) for each in variants()]
    for variant, case in found:
        if case.rank != 1:
            print(variant.town, variant.cause, variant.name, case.expected, case.predicted)
    print(sum(case.rank == 1 for _, case in found), "of", len(found))


if __name__ == "__main__":
    main()
