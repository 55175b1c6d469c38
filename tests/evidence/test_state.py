"""The narrow readings behind effects: exactly the catalogue's questions, on the cluster of the settings alone."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from astreinte.config import Settings
from astreinte.domain import ManualClock, Query
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import StateSource
from astreinte.evidence.sources.run import Ran

AT = datetime(2026, 3, 1, 13, tzinfo=UTC)
SETTINGS = Settings.model_validate({"cluster": {"context": "lab"}})
PATHS = "jsonpath={.metadata.generation}|{.spec.replicas}"
REPLICAS = Query("kubectl", ("get", "deployment/cart", "-n", "shop", "-o", PATHS))


def source(ran: Ran, asked: list[Sequence[str]]) -> StateSource:
    async def run(argv: Sequence[str], seconds: float) -> Ran:
        assert seconds
        asked.append(argv)
        return ran

    return StateSource(SETTINGS, ManualClock(AT), run)


async def test_it_asks_the_cluster_that_the_settings_name() -> None:
    asked: list[Sequence[str]] = []
    reading = await source(Ran(0, "7|2", ""), asked).read(REPLICAS)
    assert (reading.status, reading.text) == ("ok", "7|2")
    assert asked == [("kubectl", "--context", "lab", *REPLICAS.args)]


async def test_a_refusal_of_the_cluster_is_a_reason() -> None:
    with pytest.raises(ReadingUnavailable, match="forbidden"):
        await source(Ran(1, "", "Error from server (Forbidden): forbidden"), []).read(REPLICAS)


@pytest.mark.parametrize(
    "args",
    [
        "get secret/cart -n shop -o jsonpath={.data}",
        "get deployment/cart -n shop -o yaml",
        "delete deployment/cart -n shop",
        "get deployment/cart -n shop -o jsonpath={.spec.replicas} --context=other",
        "get deployment/--all -n shop -o jsonpath={.spec.replicas}",
        "get deployment/../x -n shop -o jsonpath={.spec.replicas}",
        "rollout history deployment/cart -n shop --revision=3;reboot",
    ],
)
async def test_any_other_question_is_refused(args: str) -> None:
    query = Query("kubectl", tuple(args.split()))
    asked: list[Sequence[str]] = []
    assert not source(Ran(0, "", ""), asked).accepts(query)
    with pytest.raises(ReadingUnavailable):
        await source(Ran(0, "", ""), asked).read(query)
    assert asked == []
