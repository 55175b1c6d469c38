"""The tools. Each names its incident; none gives an approval."""

from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Resolve
from mcp.types import ToolAnnotations
from pydantic import Field

from astreinte.domain import Declaration, Zone, parse_instant
from astreinte.domain.severity import severity_named
from astreinte.graph import Desk
from astreinte.templates import Words

from . import asking, looking
from .declaring import Given, resolver, stated
from .errors import told
from .office import Office
from .progress import Progress
from .view import standing

Incident = Annotated[str, Field(description="Incident id, e.g. INC-20260301-01.", max_length=64)]
Ctx = Context[Any, Any]


def register(server: MCPServer[Any], office: Office, words: Words) -> None:
    looking.register(server, office, words)
    asking.register(server, office, words)
    _acting(server, office, words)
    _telling(server, office, words)


def _acts(words: Words, tool: str) -> ToolAnnotations:
    """Running an incident may apply a fix, as far as the project's policy lets it."""
    return ToolAnnotations(title=words.say(f"mcp_{tool}"), read_only_hint=False, destructive_hint=True)


def _adds(words: Words, tool: str) -> ToolAnnotations:
    title = words.say(f"mcp_{tool}")
    return ToolAnnotations(title=title, read_only_hint=False, destructive_hint=False, open_world_hint=False)


def _acting(server: MCPServer[Any], office: Office, words: Words) -> None:
    lacking = resolver(office, words)

    @server.tool(annotations=_acts(words, "declare_incident"))
    async def declare_incident(
        ctx: Ctx,
        title: Annotated[str, Field(description="What is wrong, in the person's own words.", max_length=500)],
        given: Annotated[Given, Resolve(lacking)],
        *,
        service: Annotated[str, Field(description="Service, as the project's settings name it.")] = "",
        severity: Annotated[str, Field(description="CRITIQUE, HAUTE, MOYENNE, BASSE or critical, high, sev1…")] = "",
        impact: Annotated[str, Field(description="Who or what is affected.")] = "",
        since: Annotated[str, Field(description="When it began, RFC 3339 or local time, if the person knows.")] = "",
        evidence: Annotated[str, Field(description="Text that the person pasted: logs, an error, an output.")] = "",
        think_as_personas: Annotated[bool, Field(description="You think as the personas, task by task.")] = False,
        new: Annotated[bool, Field(description="Open a new incident even if one is open for it.")] = False,
    ) -> dict[str, Any]:
        """Declare an incident and run it until it ends or waits. Follow `next` in the answer.

        Where the service is open and the client has forms, the person is asked which one it is.
        """
        progress = Progress(ctx)
        with told():
            async with office.desk(thinks=think_as_personas, tell=progress.tell) as desk:
                which, effect = stated(given, service, impact)
                said = _declaration(desk, title, which, severity, effect, since, evidence)
                incident = await desk.declare(said, attach=not new)
                return await _run(desk, incident, progress)

    @server.tool(annotations=_acts(words, "resume_incident"))
    async def resume_incident(ctx: Ctx, incident: Incident) -> dict[str, Any]:
        """Go on with an interrupted, planned or unresolved incident, as after new evidence."""
        progress = Progress(ctx)
        with told():
            async with office.about(incident, progress.tell) as desk:
                return await _run(desk, incident, progress)

    @server.tool(annotations=_acts(words, "answer_task"))
    async def answer_task(
        ctx: Ctx,
        incident: Incident,
        task: Annotated[str, Field(description="Task id from persona_tasks.")],
        answer: Annotated[dict[str, Any], Field(description="The answer, in the form of the task's schema.")],
    ) -> dict[str, Any]:
        """Answer one persona's task from its own prompt alone; the incident goes on from exactly there."""
        progress = Progress(ctx)
        with told():
            async with office.about(incident, progress.tell) as desk:
                await desk.answer_task(incident, task, answer)
                return await _run(desk, incident, progress)


def _telling(server: MCPServer[Any], office: Office, words: Words) -> None:
    @server.tool(annotations=_adds(words, "add_evidence"))
    async def add_evidence(
        incident: Incident,
        text: Annotated[str, Field(description="The text as it is; secrets are taken out before it is kept.")],
        label: Annotated[str, Field(description="What it is, e.g. 'journalctl of wiki'.")] = "paste",
    ) -> dict[str, Any]:
        """Keep pasted text as evidence; the next round of analysis reads it."""
        with told():
            async with office.desk() as desk:
                return {"incident": incident, "evidence": await desk.add_evidence(incident, text, label, "session")}

    @server.tool(annotations=_adds(words, "note"))
    async def note(incident: Incident, text: str) -> dict[str, Any]:
        """Add a line to the timeline: what somebody did or saw."""
        with told():
            async with office.desk() as desk:
                await desk.note(incident, text, "session")
                return {"incident": incident, "noted": True}

    @server.tool(annotations=_adds(words, "postmortem"))
    async def postmortem(incident: Incident) -> dict[str, Any]:
        """Write the post-mortem again from the journal, a person's edits kept; its path and text."""
        with told():
            async with office.desk() as desk:
                path = await desk.rewrite(incident)
                found = desk.ports.project.read_postmortem(incident)
                return {"incident": incident, "path": path, "text": found[1] if found else ""}


async def _run(desk: Desk, incident: str, progress: Progress) -> dict[str, Any]:
    await desk.run(incident)
    await progress.sent()
    return await standing(desk, incident)


def _declaration(
    desk: Desk, title: str, service: str, severity: str, impact: str, since: str, evidence: str
) -> Declaration:
    return Declaration(
        title=title,
        detected=desk.ports.clock.now(),
        service=service,
        impact=impact,
        severity=severity_named(severity) if severity else None,
        source="mcp",
        started=parse_instant(since, Zone(desk.ports.settings.user.timezone)) if since else None,
        started_source="user" if since else "unknown",
        text=evidence,
    )
