"""An exception is a defect of the code only where nothing outside of it is known to have raised it."""

import pytest

from astreinte.config import Service
from astreinte.domain.outcome import Outcome
from astreinte.evidence import Recording
from tests.graph.world import AT, URL, df, line, settings, world

from . import around, calls, code
from .shapes import GO, JAVA, NODE, PYTHON

BEFORE = "".join(f"2026-03-04T09:{minute}:00Z INFO app: GET /orders 200\n" for minute in range(30, 50, 4))
ROOM = df("/dev/sda1 4096000 8000 4088000 1% /\n")
LISTENING = "State Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 9 127.0.0.1:{port} 0.0.0.0:*\n"
ANSWERS = (line("http", URL, "HTTP 500 in 12 ms\noops"), line("ss", "-ltnp", LISTENING.format(port=8081)), ROOM)
FAILED = """× orders.service - Orders
     Loaded: loaded (/etc/systemd/system/orders.service; enabled; preset: enabled)
     Active: failed (Result: exit-code) since Wed 2026-03-04 09:59:02 UTC; 1min ago
   Main PID: 712 (code=exited, status=1/FAILURE)
"""
ENDED = (
    line("http", URL, "connection refused"),
    line("ss", "-ltnp", LISTENING.format(port=22)),
    line("systemctl", "status orders", FAILED),
    ROOM,
)


def log(*raised: tuple[str, str]) -> Recording:
    """A log in which all is well until these are raised, a few minutes apart, the last a minute ago."""
    minutes = range(60 - 2 * len(raised), 60, 2)
    told = "".join(
        f"{shape.format(t=f'2026-03-04T09:{minute}:30Z', raised=what)}\n"
        for minute, (shape, what) in zip(minutes, raised, strict=True)
    )
    return line("tail", "-n 400 /srv/orders.log", BEFORE + told, item="logs", at=AT)


async def diagnosed(*recordings: Recording) -> Outcome:
    orders = Service(probe=URL, port=8081, logs=("/srv/orders.log",), manager="systemd", unit="orders")
    own = settings(services={"orders": orders}, policy="observe", language="en")
    return await world(recordings, settings=own).run(severity="HAUTE", title="Orders fails", service="orders")


def cause(outcome: Outcome) -> str | None:
    assert outcome.decision is not None
    return outcome.decision.cause


@pytest.mark.parametrize(("expected", "shape", "raised"), [*calls.CASES, *around.CASES, *code.CASES])
async def test_a_service_that_answers_with_errors(expected: str, shape: str, raised: str) -> None:
    assert cause(await diagnosed(*ANSWERS, log(*[(shape, raised)] * 3))) == expected


@pytest.mark.parametrize(("expected", "shape", "raised"), calls.CASES[::3])
async def test_a_service_that_ended_because_a_call_failed(expected: str, shape: str, raised: str) -> None:
    """
    That it crashed, that its unit has failed and that nothing listens are what follows from it.
    """
    assert cause(await diagnosed(*ENDED, log(*[(shape, raised)] * 3))) == expected


@pytest.mark.parametrize(("expected", "shape", "raised"), code.CASES[::3])
async def test_a_service_that_ended_by_an_exception_of_its_code(expected: str, shape: str, raised: str) -> None:
    assert expected == "app-bug"
    assert cause(await diagnosed(*ENDED, log(*[(shape, raised)] * 3))) in {"app-crash", "service-unit-failed"}


REFUSED = (NODE, "Error: connect ECONNREFUSED 10.9.8.7:9001")
DEFECT = (GO, "runtime error: invalid memory address or nil pointer dereference")


async def test_of_several_exceptions_the_newest_and_most_frequent_counts() -> None:
    assert cause(await diagnosed(*ANSWERS, log(DEFECT, REFUSED, REFUSED, REFUSED))) == "dependency-down"
    assert cause(await diagnosed(*ANSWERS, log(REFUSED, DEFECT, DEFECT, DEFECT))) == "app-bug"


async def test_a_named_callee_is_blamed_and_an_unnamed_one_is_asked_for() -> None:
    """
    Where nothing names whom the call went to, the request says what would: `needs`, and an address in the log.
    """
    named = await diagnosed(*ANSWERS, log((PYTHON, "OSError: [Errno 111] Connect call failed ('10.9.8.7', 9001)")))
    unnamed = await diagnosed(*ANSWERS, log((JAVA, "java.net.ConnectException: Connection refused")))

    assert named.decision is not None
    assert named.decision.component.startswith("10.9.8.7")
    assert cause(unnamed) == "dependency-unnamed"
    assert any("needs" in each.text for each in unnamed.followups)
