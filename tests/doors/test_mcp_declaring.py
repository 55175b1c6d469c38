"""A declaration that names no service: the client's form asks which, once, and what is not said is assumed."""

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.types import ElicitRequestParams, ElicitResult

from astreinte.doors.mcp.server import create_server

from .test_mcp import call

SERVICES = {"mill": {"domain": "lxc"}, "bakery": {"domain": "lxc"}}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A project of two services whose only source is one recorded reading."""
    line = {"tool": "kubectl", "query": "get pods", "at": "2026-03-01T13:02:00Z", "text": "nothing of note"}
    (tmp_path / "recordings.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    sources = {"recorded": {"path": str(tmp_path / "recordings.jsonl")}}
    said = {"policy": "observe", "language": "en", "services": SERVICES, "sources": sources}
    (tmp_path / "astreinte.yaml").write_text(json.dumps(said), encoding="utf-8")
    return tmp_path


class Form:
    """A client's form that is filled in, or sent back as `action` says."""

    def __init__(self, action: str = "accept", **content: str) -> None:
        self.action, self.content = action, content
        self.asked: list[ElicitRequestParams] = []

    async def __call__(self, context: Any, params: ElicitRequestParams) -> ElicitResult:
        del context
        self.asked.append(params)
        filled: Any = {"action": self.action, "content": self.content if self.action == "accept" else None}
        return ElicitResult.model_validate(filled)


async def declared(project: Path, form: Form | None, mode: Any = "auto", **said: Any) -> dict[str, Any]:
    async with Client(create_server(project), mode=mode, elicitation_callback=form) as client:
        return await call(client, "declare_incident", **{"title": "Nothing works", "severity": "HAUTE", **said})


async def told(project: Path, standing: dict[str, Any]) -> str:
    async with Client(create_server(project)) as client:
        uri = f"astreinte://incident/{standing['incident']}/timeline"
        return str(getattr((await client.read_resource(uri)).contents[0], "text", ""))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_person_says_which_service(two: Path, mode: Any) -> None:
    form = Form(service="bakery", impact="no bread")
    standing = await declared(two, form, mode)
    assert "bakery" == standing["outcome"]["component"]["name"]
    assert "no bread" in await told(two, standing)
    (asked,) = form.asked
    assert "Nothing works" in asked.message
    assert {"mill", "bakery", "other"} <= set(json.dumps(asked.model_dump(mode="json")).replace('"', " ").split())


@pytest.mark.parametrize("form", [Form(service="other"), Form("decline"), Form("cancel")])
async def test_who_does_not_know_declares_all_the_same(two: Path, form: Form) -> None:
    standing = await declared(two, form)
    assert standing["incident"].startswith("INC-")
    assert 1 == len(form.asked)


@pytest.mark.parametrize("said", [{"service": "mill"}, {"title": "The Mill is slow"}])
async def test_what_is_said_is_not_asked(two: Path, said: dict[str, str]) -> None:
    form = Form(service="bakery")
    standing = await declared(two, form, **said)
    assert [] == form.asked
    assert "bakery" != standing["outcome"]["component"]["name"]


async def test_a_client_without_forms_is_not_asked(two: Path) -> None:
    assert (await declared(two, None))["incident"].startswith("INC-")


async def test_one_service_leaves_nothing_to_choose(two: Path) -> None:
    said = json.loads((two / "astreinte.yaml").read_text())
    (two / "astreinte.yaml").write_text(json.dumps({**said, "services": {"mill": {}}}), encoding="utf-8")
    form = Form(service="mill")
    await declared(two, form)
    assert [] == form.asked
