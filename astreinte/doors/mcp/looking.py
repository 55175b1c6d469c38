"""Tools that only read."""

from dataclasses import asdict
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from astreinte.domain import dump
from astreinte.graph.recalling import similar
from astreinte.templates import Words

from .errors import told
from .office import Office
from .view import standing

Incident = Annotated[str, Field(description="Incident id, e.g. INC-20260301-01.", max_length=64)]

LATEST = 20


def register(server: MCPServer[Any], office: Office, words: Words) -> None:
    def reads(tool: str) -> ToolAnnotations:
        title = words.say(f"mcp_{tool}")
        return ToolAnnotations(title=title, read_only_hint=True, idempotent_hint=True, open_world_hint=False)

    @server.tool(annotations=reads("incident_status"))
    async def incident_status(incident: Incident) -> dict[str, Any]:
        """Where an incident stands, and who can go on with it."""
        with told():
            async with office.about(incident) as desk:
                return await standing(desk, incident)

    @server.tool(annotations=reads("persona_tasks"))
    async def persona_tasks(incident: Incident) -> dict[str, Any]:
        """Tasks that wait for you to think them: think each from its own prompt alone, then answer_task."""
        with told():
            async with office.about(incident) as desk:
                waiting = await desk.tasks(incident)
                return {"tasks": [{**asdict(each), "posed": each.posed.isoformat()} for each in waiting]}

    @server.tool(annotations=reads("search_past_incidents"))
    async def search_past_incidents(
        text: Annotated[str, Field(description="What is wrong; the latest incidents when empty.")] = "",
    ) -> dict[str, Any]:
        """Past incidents that resemble a text, with the reason for the match. Hints, never evidence."""
        with told():
            async with office.desk() as desk:
                if text:
                    return {"incidents": [dump(each) for each in await similar(desk.ports, text, most=10)]}
                return {"incidents": [dump(row) for row in await desk.rows(limit=LATEST)]}
