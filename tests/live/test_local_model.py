"""The real client path over HTTP: small open weights behind an OpenAI-style endpoint on loopback. Never a quality.

`make local-model` fetches weights and server; without them, or without node, these tests are skipped.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from astreinte.agents import Means
from astreinte.agents.model.chat import Said
from astreinte.agents.model.make import make_chat
from astreinte.config.reasoning import Reasoning
from tests.agents.agent_cases import KNOWLEDGE
from tests.graph.world import DISK, settings, world

ROOT = Path(__file__).parents[2]
HOME = Path(os.environ.get("ASTREINTE_LOCAL_MODEL") or ROOT / ".local-model")
NODE = shutil.which("node")
CLOSED: dict[str, Any] = {
    "type": "object",
    "properties": {"cause": {"enum": ["disk-full", "host-oom"]}},
    "required": ["cause"],
    "additionalProperties": False,
}

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not NODE, reason="node is not installed"),
    pytest.mark.skipif(not (HOME / "m.gguf").is_file(), reason="no local weights: make local-model"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script, port = HOME / "server.mjs", tmp_path_factory.mktemp("local") / "port"
    script.write_text((Path(__file__).parent / "local_model" / "server.mjs").read_text("utf-8"), encoding="utf-8")
    server = subprocess.Popen(
        [str(NODE), str(script), str(HOME / "m.gguf"), str(port)],
        cwd=HOME,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            if port.is_file() and port.read_text("utf-8"):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port.read_text('utf-8')}/v1"
    finally:
        server.kill()
        server.wait()


async def test_a_real_model_answers_in_the_form_it_is_held_to(url: str) -> None:
    """
    Name, base URL, schema, usage: the whole client path, with tokens counted by the server.
    """
    said = [Said("system", "You are calm."), Said("user", "The disk is full. Which cause?")]
    async with httpx.AsyncClient() as client:
        bounds = Reasoning(url=url, json_schema=True, options={"http_async_client": client})
        reply = await make_chat("openai:local", Means(KNOWLEDGE, "en", bounds)).reply(said, 120, CLOSED)
    assert json.loads(reply.text)["cause"] in {"disk-full", "host-oom"}
    assert reply.input_tokens > 5
    assert reply.output_tokens > 2


async def test_an_incident_runs_to_its_end_over_a_real_model(url: str) -> None:
    async with httpx.AsyncClient() as client:
        options = {"http_async_client": client}
        bounds = {"url": url, "json_schema": True, "timeout": "25s", "seconds": "30s", "calls": 2, "options": options}
        wiki = world(DISK, settings=settings(model="openai:local", reasoning=bounds))
        outcome = await wiki.run(severity="HAUTE")
    assert "resolved" == outcome.state
    assert "openai:local" == outcome.usage.reasoner
    assert outcome.usage.calls >= 1
    assert await wiki.entries(outcome, "thought")
