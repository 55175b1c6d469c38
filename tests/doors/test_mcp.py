"""The MCP server as an assistant meets it: through the SDK's own client, over stdio, over HTTP, and in one process."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.types import ElicitRequestParams, ElicitResult

from astreinte.doors.mcp.server import create_server, http_app

from .broken_wiki import Wiki, broken_wiki, by_a_person

TOKEN = "a-token-for-the-tests-alone"
READS = {"incident_status", "persona_tasks", "search_past_incidents"}
ACTS = {"declare_incident", "resume_incident", "answer_task", "answer_question"}
ADDS = {"add_evidence", "note", "postmortem"}
DECLARE = {"title": "Le wiki ne répond plus", "service": "wiki", "severity": "HAUTE"}


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """A project whose only source is one recorded reading: nothing of this host is read."""
    line = {"tool": "kubectl", "query": "get pods", "at": "2026-03-01T13:02:00Z", "text": "nothing of note"}
    (tmp_path / "recordings.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    source = {"recorded": {"path": str(tmp_path / "recordings.jsonl")}}
    (tmp_path / "astreinte.yaml").write_text(json.dumps({"policy": "observe", "sources": source}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def wiki(tmp_path: Path) -> Generator[Wiki]:
    (tmp_path / "project").mkdir()
    with broken_wiki(tmp_path / "project", tmp_path / "srv") as found:
        found.settings()
        yield found


def stdio(project: Path) -> StdioServerParameters:
    return StdioServerParameters(command=sys.executable, args=["-m", "astreinte", "mcp", "--project", str(project)])


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return dict(result.structured_content or {})


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return "".join(getattr(each, "text", "") for each in result.content)


def thought(task: dict[str, Any], cause: str = "disk-full", *, maintained: bool = False) -> dict[str, Any]:
    """What a session could say to a task: the log proves it, where it is shown."""
    seen = re.findall(rf"\[(ev-\w+)\] {'http' if maintained else 'tail'}", task["prompt"])[:1]
    meant: dict[str, Any] = {"cause": cause, "component": "wiki", "confidence": 0.9, "evidence": seen}
    match task["task"]:
        case "analyse":
            return {"hypotheses": [{**meant, "why": "Plus de place."}] if seen else [], "summary": "Vu."}
        case "decide":
            return {**meant, "rationale": "Plus de place."}
        case _:
            return {"maintained": maintained, "why": "Vu autrement.", "evidence": seen}


async def think(client: Client, incident: str, *, dissent: str = "") -> tuple[dict[str, Any], set[str]]:
    """Answer task by task until none waits; `dissent` sees another cause and maintains it."""
    thinkers: set[str] = set()
    standing: dict[str, Any] = {}
    for _ in range(12):
        tasks = (await call(client, "persona_tasks", incident=incident))["tasks"]
        if not tasks:
            break
        task, other = tasks[0], tasks[0]["persona"] == dissent
        thinkers.add(str(task["persona"]))
        said = thought(task, "memory-leak" if other else "disk-full", maintained=other)
        standing = await call(client, "answer_task", incident=incident, task=task["id"], answer=said)
    return standing, thinkers


async def test_every_tool_says_whether_it_reads_adds_or_acts(quiet: Path) -> None:
    async with Client(create_server(quiet)) as client:
        found = {tool.name: tool for tool in (await client.list_tools()).tools}
    hints = {name: tool.annotations for name, tool in found.items() if tool.annotations}
    assert READS == {name for name, hint in hints.items() if hint.read_only_hint}
    assert ACTS == {name for name, hint in hints.items() if hint.destructive_hint}
    assert ADDS == set(found) - READS - ACTS
    named = [tool.input_schema["required"] for tool in found.values() if "incident" in tool.input_schema["properties"]]
    assert all("incident" in required for required in named)
    assert len(found) - 2 == len(named)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_an_incident_is_declared_followed_and_read(quiet: Path, mode: Any) -> None:
    async with Client(create_server(quiet), mode=mode) as client:
        declared = await call(client, "declare_incident", **DECLARE, evidence="df: 100% /srv token=hunter2hunter2")
        incident = declared["incident"]
        assert ("unresolved", "MCP" not in declared["next"]) == (declared["state"], True)
        added = await call(client, "add_evidence", incident=incident, text="ERROR boom", label="journal")
        await call(client, "note", incident=incident, text="Redémarré à la main")
        assert "unresolved" == (await call(client, "incident_status", incident=incident))["state"]
        text = (await call(client, "postmortem", incident=incident))["text"]
        assert "## Timeline" in text
        root = f"astreinte://incident/{incident}"
        read = {part: (await client.read_resource(f"{root}/{part}")).contents[0] for part in ("timeline", "postmortem")}
        assert "Redémarré à la main" in getattr(read["timeline"], "text", "")
        assert getattr(read["postmortem"], "text", "") == text
        listed = getattr((await client.read_resource(f"{root}/evidence")).contents[0], "text", "")
        assert added["evidence"] in {each["id"] for each in json.loads(listed)}
        one = (await client.read_resource(f"{root}/evidence/{added['evidence']}")).contents[0]
        assert "ERROR boom" in getattr(one, "text", "")
        assert "hunter2hunter2" not in listed


async def test_what_the_caller_can_mend_is_told_and_a_crash_is_not_needed(quiet: Path) -> None:
    async with Client(create_server(quiet)) as client:
        assert "no incident 'INC-1'" in await refusal(client, "incident_status", incident="INC-1")
        assert "unknown severity" in await refusal(client, "declare_incident", title="x", severity="grave")
        assert "needs a title" in await refusal(client, "declare_incident", title=" ")


async def test_a_session_over_stdio_thinks_and_a_person_approves(wiki: Wiki) -> None:
    """
    The whole way: three personas think, an approval that no tool can give, a person at a terminal, the post-mortem.
    """
    async with Client(stdio(wiki.project), read_timeout_seconds=300) as client:
        declared = await call(client, "declare_incident", **DECLARE, think_as_personas=True)
        incident = declared["incident"]
        standing, thinkers = await think(client, incident)
        assert {"forge", "hawk", "flow"} <= thinkers
        (approval,) = standing["approvals"]
        assert "truncate" in approval["prompt"]
        for tool, said in (
            ("answer_question", {"question": approval["id"], "choice": "approve"}),
            ("answer_task", {"task": approval["id"], "answer": {"choice": "approve"}}),
        ):
            assert "approbation" in await refusal(client, tool, incident=incident, **said)
        assert wiki.cache.stat().st_size
        assert 0 == await asyncio.to_thread(by_a_person, wiki.project, "approve", incident, approval["id"])
        after = await call(client, "incident_status", incident=incident)
    assert ("resolved", 0) == (after["state"], wiki.cache.stat().st_size)
    assert "session" == after["outcome"]["usage"]["reasoner"]
    assert "disk-full" in (wiki.project / ".astreinte/memory/agent-learnings/infra-ops.md").read_text()
    assert (wiki.project / after["postmortem"]).is_file()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_question_is_put_through_the_clients_form(wiki: Wiki, mode: Any) -> None:
    asked: list[ElicitRequestParams] = []

    async def form(context: Any, params: ElicitRequestParams) -> ElicitResult:
        asked.append(params)
        return ElicitResult(action="accept", content={"choice": "lead"})

    async with Client(create_server(wiki.project), mode=mode, elicitation_callback=form) as client:
        incident = (await call(client, "declare_incident", **DECLARE, think_as_personas=True))["incident"]
        standing, _ = await think(client, incident, dissent="hawk")
        (question,) = standing["questions"]
        after = await call(client, "answer_question", incident=incident, question=question["id"])
    assert [question["prompt"]] == [each.message for each in asked]
    assert "lead" in json.dumps(asked[0].model_dump(mode="json"))
    assert ([], 1) == (after["questions"], len(after["approvals"]))


async def test_without_a_form_the_persons_words_are_passed_on(wiki: Wiki) -> None:
    async with Client(create_server(wiki.project)) as client:
        incident = (await call(client, "declare_incident", **DECLARE, think_as_personas=True))["incident"]
        (question,) = (await think(client, incident, dissent="hawk"))[0]["questions"]
        told = await refusal(client, "answer_question", incident=incident, question=question["id"])
        assert "astreinte answer" in told
        said = {"incident": incident, "question": question["id"]}
        assert "unknown answer" in await refusal(client, "answer_question", **said, choice="whatever")
        assert [] == (await call(client, "answer_question", **said, choice="lead"))["questions"]


@asynccontextmanager
async def served(project: Path, port: int) -> AsyncGenerator[str]:
    server = uvicorn.Server(uvicorn.Config(http_app(project, TOKEN), port=port, log_level="error"))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(60):
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        server.should_exit = True
        await task


async def test_over_http_whoever_holds_the_token_is_served(quiet: Path, unused_tcp_port: int) -> None:
    async with served(quiet, unused_tcp_port) as url:
        async with httpx.AsyncClient() as plain:
            assert [401, 401] == [
                (await plain.post(url, json={}, headers=headers)).status_code
                for headers in ({}, {"Authorization": "Bearer another"})
            ]
            foreign = {"Authorization": f"Bearer {TOKEN}", "Host": "evil.example", "Accept": "application/json"}
            assert 400 <= (await plain.post(url, json={}, headers=foreign)).status_code < 500
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            create_mcp_http_client(headers=headers) as held,
            Client(streamable_http_client(url, http_client=held)) as client,
        ):
            declared = await call(client, "declare_incident", **DECLARE)
            assert "unresolved" == declared["state"]
