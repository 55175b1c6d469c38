"""A lead that decides exactly what a test says, and what the wiki then answers."""

from typing import Any

from astreinte.agents import ScriptedReasoner
from astreinte.domain import Decision, Fix
from astreinte.evidence import Recording
from tests.graph.world import (
    BROKEN,
    DOWN,
    EMPTIED,
    FULL,
    World,
    after,
    evidence_id,
    line,
)

STOPPED = line("supervisorctl", "status wiki", "wiki STOPPED\n")
STILL_FULL = (*BROKEN, *after("free-disk", DOWN, FULL, EMPTIED))
FREE = Fix("free-disk", {"service": "wiki"}, "temporary")
RESTART = Fix("restart", {"service": "wiki"}, "temporary")
START = Fix("start", {"service": "wiki"}, "temporary")
STOP = Fix("stop", {"service": "wiki"}, "temporary")
LOGGED = line("tail", "-n 400 /srv/wiki/wiki.log", "2026-03-04T09:52:00Z ERROR No space left on device\n", item="logs")


def deciding(*fixes: Fix, cause: str | None = "disk-full") -> ScriptedReasoner:
    """The lead decides exactly this, round after round."""
    said = Decision("forge", cause, "wiki", 0.9, "vu au df", (evidence_id(FULL),), fixes)
    return ScriptedReasoner({("forge", "decide"): said})


async def actions(wiki: World, **more: Any) -> tuple[str, list[tuple[str, str]]]:
    outcome = await wiki.run(severity="HAUTE", **more)
    return outcome.state, [(action.id, action.state) for action in outcome.actions]


def deciding_on(proof: Recording, *fixes: Fix) -> ScriptedReasoner:
    said = Decision("forge", "disk-full", "wiki", 0.9, "vu", (evidence_id(proof),), fixes)
    return ScriptedReasoner({("forge", "decide"): said})
