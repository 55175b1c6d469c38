"""2.3 and the past: what once happened stays in events, and a runtime keeps the mark of the death before."""

import json

import pytest

from astreinte.config import Service
from astreinte.evidence import Recording

from .world import DOWN, UP, URL, after, line, settings, world

WIKI = Service(probe=URL, manager="docker", unit="wiki", port=8081)
KILLED = "2026-03-04T09:58:00.1Z container oom 1a2b3c (image=wiki:1, name=wiki)\n"


def inspected(*, status: str, killed: bool, started: str) -> Recording:
    code = 0 if status == "running" else 137
    state = {"Status": status, "Running": not code, "OOMKilled": killed, "ExitCode": code, "StartedAt": started}
    return line("docker", "inspect wiki", json.dumps([{"Name": "/wiki", "State": state, "RestartCount": 0}], indent=2))


DEAD = inspected(status="exited", killed=True, started="2026-03-04T09:00:00Z")
EVENTS = line("docker", "events --since 2026-03-04T09:00:00Z --until 2026-03-04T10:00:00Z", KILLED, item="events")
STOPPED_AGAIN = inspected(status="exited", killed=True, started="2026-03-04T10:00:30Z")


@pytest.mark.parametrize("killed", [True, False])
async def test_a_container_that_runs_again_is_mended_whatever_the_past_says(*, killed: bool) -> None:
    """
    The event of the kill stays, the engine may keep its flag: the container runs and answers.
    """
    again = inspected(status="running", killed=killed, started="2026-03-04T10:00:30Z")
    wiki = world((DOWN, DEAD, EVENTS, *after("restart", UP, again)), settings=settings(services={"wiki": WIKI}))
    outcome = await wiki.run(severity="HAUTE")
    assert (outcome.state, outcome.decision and outcome.decision.cause) == ("resolved", "oom-killed")
    assert [check.passed for check in outcome.validation.checks] == [True, True]  # pyright: ignore[reportOptionalMemberAccess]


async def test_a_container_that_is_killed_again_is_not_mended() -> None:
    """
    The page answers for a moment, but the engine says that the container has ended again.
    """
    recorded = (DOWN, DEAD, EVENTS, *after("restart", UP, STOPPED_AGAIN))
    outcome = await world(recorded, settings=settings(services={"wiki": WIKI})).run(severity="HAUTE")
    assert outcome.state == "waiting"
