"""Any MCP server as a source: only listed tools, only those that read, and only with the arguments of the settings."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Settings
from astreinte.domain import Ask, ManualClock, Query, Window
from astreinte.errors import ConfigError, ReadingUnavailable
from astreinte.evidence import make_source

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ASK = Ask("wiki", Window(NOW - timedelta(minutes=30), NOW))
SERVER = Path(__file__).with_name("mcp_example.py")
TOOLS: list[dict[str, Any]] = [{"name": "logs", "arguments": {"service": "{service}", "since": "{start}"}}]


def source(tools: list[dict[str, Any]], **server: Any) -> Any:
    where = server or {"command": [sys.executable, str(SERVER)]}
    options = {"servers": {"example": {**where, "tools": tools}}}
    return make_source("mcp", options, Settings(), ManualClock(NOW))


async def test_a_listed_tool_that_reads_is_called() -> None:
    made = source(TOOLS)
    [query] = made.plan(ASK)
    assert query.args == ("example", "logs", '{"service":"wiki","since":"2026-11-25T11:30:00Z"}')
    reading = await made.read(query)
    assert (reading.status, reading.text) == ("ok", "2026-11-25T11:30:00Z wiki: connection refused to db:5432")


@pytest.mark.parametrize(
    ("tool", "why"),
    [
        ({"name": "drop", "arguments": {"service": "wiki"}, "read_only": True}, "does not say that it only reads"),
        ({"name": "notes", "arguments": {"service": "wiki"}}, "does not say that it only reads"),
        ({"name": "absent"}, "no tool absent; it has: broken, drop, logs, notes"),
        ({"name": "broken"}, "the tool broken .* failed"),
    ],
)
async def test_what_cannot_be_read_says_why(tool: dict[str, Any], why: str) -> None:
    made = source([tool])
    with pytest.raises(ReadingUnavailable, match=why):
        await made.read(made.plan(ASK)[0])


async def test_a_person_may_vouch_for_a_tool_that_says_nothing() -> None:
    made = source([{"name": "notes", "arguments": {"service": "{service}"}, "read_only": True}])
    assert (await made.read(made.plan(ASK)[0])).text == "notes on wiki"


@pytest.mark.parametrize("command", [["/nonexistent/server"], [sys.executable, "-c", "raise SystemExit(3)"]])
async def test_a_server_that_does_not_start_is_unavailable(command: list[str]) -> None:
    made = source(TOOLS, command=command)
    with pytest.raises(ReadingUnavailable, match="MCP server example"):
        await made.read(made.plan(ASK)[0])


async def test_an_address_where_nobody_listens_is_unavailable() -> None:
    made = source(TOOLS, url="http://127.0.0.1:9/mcp")
    with pytest.raises(ReadingUnavailable, match="MCP server example"):
        await made.read(made.plan(ASK)[0])


async def test_a_server_over_http_is_called(unused_tcp_port: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SERVER), "http", str(unused_tcp_port), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await listening(unused_tcp_port)
        made = source(TOOLS, url=f"http://127.0.0.1:{unused_tcp_port}/mcp")
        assert "connection refused to db:5432" in (await made.read(made.plan(ASK)[0])).text
    finally:
        process.terminate()
        await process.wait()


async def listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
                continue
            writer.close()
            return


async def test_a_missing_token_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXAMPLE_TOKEN", raising=False)
    made = source(TOOLS, url="http://127.0.0.1:9/mcp", token_env="EXAMPLE_TOKEN")
    with pytest.raises(ReadingUnavailable, match="EXAMPLE_TOKEN"):
        await made.read(made.plan(ASK)[0])


@given(service=st.text(max_size=20), extra=st.text(max_size=10))
def test_no_text_widens_what_is_asked(service: str, extra: str) -> None:
    made = source(TOOLS)
    for query in made.plan(Ask(service, ASK.window)):
        assert made.accepts(query)
        assert '"' not in service
    [query] = made.plan(ASK)
    changed = Query("mcp", (*query.args[:2], query.args[2] + extra)) if extra else query
    assert made.accepts(changed) == (not extra)
    assert not made.accepts(Query("mcp", ("example", "drop", query.args[2])))


@pytest.mark.parametrize(
    "server",
    [{}, {"url": "http://a/mcp", "command": ["x"]}, {"url": "http://user:secret@a/mcp"}, {"url": "file:///etc/passwd"}],
)
def test_a_server_is_a_plain_address_or_a_command(server: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"sources\.mcp"):
        make_source("mcp", {"servers": {"example": {**server, "tools": TOOLS}}}, Settings(), ManualClock(NOW))
