"""From a fresh project to its second incident: init, a session over MCP, a person's approval, memory, recall, undo."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from mcp import Client

from tests.doors.broken_wiki import broken_wiki, by_a_person
from tests.doors.test_mcp import DECLARE, call, stdio, think

from .layouts import bmad, grimoire, snapshot
from .test_init import every, init


@pytest.mark.parametrize(("lay", "root"), [(bmad, "_bmad"), (grimoire, "_grimoire")])
async def test_two_incidents_of_a_kits_project(tmp_path: Path, lay: Callable[[Path], Path], root: str) -> None:
    project = lay(tmp_path / "project")
    untouched = snapshot(project)
    assert init(project, *every()) == 0
    with broken_wiki(project, tmp_path / "srv") as wiki:
        wiki.settings()
        async with Client(stdio(project), read_timeout_seconds=300) as client:
            first = await call(client, "declare_incident", **DECLARE, think_as_personas=True)
            incident = first["incident"]
            standing, thinkers = await think(client, incident)
            assert {"forge", "hawk", "flow"} <= thinkers
            (approval,) = standing["approvals"]
            assert "waiting" == standing["state"]
            assert 0 == await asyncio.to_thread(by_a_person, project, "approve", incident, approval["id"])
            resolved = await call(client, "incident_status", incident=incident)
            assert "resolved" == resolved["state"]
            wiki.breaks()
            second = await call(client, "declare_incident", **DECLARE, new=True)
            (hint, *_) = (await call(client, "search_past_incidents", text="le wiki ne répond plus"))["incidents"]
            timeline = await client.read_resource(f"astreinte://incident/{second['incident']}/timeline")
    assert resolved["postmortem"].startswith(f"{root}-output/implementation-artifacts/postmortems/")
    assert (incident, "disk-full") == (hint["id"], hint["cause"])
    assert incident in getattr(timeline.contents[0], "text", "")
    memory = project / root / "_memory"
    assert incident in (memory / "agent-learnings/infra-ops.md").read_text()
    assert f"[forge→hawk] {incident}" in (memory / "shared-context.md").read_text()
    assert f"forge → hawk | {incident}" in (memory / "handoff-log.md").read_text()
    assert f"{incident} : " in (memory / "decisions-log.md").read_text()
    state = f"{root}/_memory/session-state.md"
    assert (project / state).read_bytes() == untouched[state]
    assert init(project, "--undo") == 0
    left = snapshot(project)
    assert not {path for path in left if path.startswith((".claude", ".agents", ".vscode"))}
    shared = (".mcp.json", ".gitignore")
    assert {name: left.get(name) for name in shared} == {name: untouched.get(name) for name in shared}
