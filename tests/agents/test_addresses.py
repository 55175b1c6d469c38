"""An address that nobody is known by, and a port of this machine, lead to the service that is meant."""

from datetime import UTC, datetime, timedelta

import pytest

from astreinte.agents import Case
from astreinte.agents.playbook.ground import Ground
from astreinte.config import Service
from astreinte.domain import Declaration, Signal, Window

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
TILL = Service(probe="http://127.0.0.1:8090/pay")
ONE = {"door": Service(needs=("till",)), "till": TILL}
TWO = {"door": Service(needs=("till", "stock")), "till": TILL, "stock": Service()}
CALL = Signal("connect-refused", "service:door", ("ev-1",), NOW, None, "172.20.0.9:8000")
DOWN = Signal("container-exited", "service:till", ("ev-2",), NOW)
LOCAL = Signal("connect-refused", "service:door", ("ev-1",), NOW, None, "localhost:8090")


@pytest.mark.parametrize(
    ("services", "signals", "peer"),
    [
        (ONE, (CALL,), "till"),
        (TWO, (CALL,), "172.20.0.9"),
        (TWO, (CALL, DOWN), "till"),
        ({"door": Service()}, (CALL,), "172.20.0.9"),
        (TWO, (LOCAL,), "till"),
    ],
)
def test_who_was_called(services: dict[str, Service], signals: tuple[Signal, ...], peer: str) -> None:
    case = Case(
        declaration=Declaration("The door answers with errors", NOW, service="door"),
        readings=(),
        signals=signals,
        window=Window(NOW - timedelta(minutes=30), NOW),
        now=NOW,
        brief=None,
        services=services,
    )
    ground = Ground(case)
    assert peer == ground.peer(ground.sightings[0])
