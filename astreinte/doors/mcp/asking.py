"""Questions for the person, through the client's own form where it has one. Approvals are never asked for here."""

import getpass
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.elicitation import AcceptedElicitation, CancelledElicitation, DeclinedElicitation
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Elicit, Resolve
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field, create_model

from astreinte.domain import Question
from astreinte.errors import InvalidInput, NotFound, RefusedByPolicy
from astreinte.graph import Desk
from astreinte.templates import Words

from .errors import told
from .office import Office
from .progress import Progress
from .view import APPROVAL, standing

Ctx = Context[Any, Any]


class Reply(BaseModel):
    """A person's answer to an open question."""

    choice: str = Field(description="The answer")


Given = AcceptedElicitation[Reply] | DeclinedElicitation | CancelledElicitation


def register(server: MCPServer[Any], office: Office, words: Words) -> None:
    async def asked(ctx: Ctx, incident: str, question: str, choice: str) -> Reply | Elicit[Reply]:
        """The person's answer: what the caller passes on, else what they put into the client's form."""
        with told():
            async with office.desk() as desk:
                found = await _question(desk, incident, question)
        if choice:
            return Reply(choice=choice)
        if ctx.client_capabilities is None or ctx.client_capabilities.elicitation is None:
            with told():
                raise InvalidInput(words.say("mcp_no_form", incident=incident, question=question))
        return Elicit(found.prompt, _form(found))

    title = words.say("mcp_answer_question")
    hints = ToolAnnotations(title=title, read_only_hint=False, destructive_hint=True)

    @server.tool(annotations=hints)
    async def answer_question(
        ctx: Ctx,
        incident: Annotated[str, Field(description="Incident id.", max_length=64)],
        question: Annotated[str, Field(description="Id of an open question that is no approval.")],
        given: Annotated[Given, Resolve(asked)],
        choice: Annotated[str, Field(description="Only what the person said; leave empty to show them a form.")] = "",
    ) -> dict[str, Any]:
        """Put an open question to the person and go on with their answer. Never answer for them."""
        progress = Progress(ctx)
        with told():
            async with office.about(incident, progress.tell) as desk:
                if isinstance(given, AcceptedElicitation):
                    how = "relayed" if choice else "form"
                    await desk.answer(incident, question, given.data.choice, getpass.getuser(), how=how)
                    await desk.run(incident)
                await progress.sent()
                return await standing(desk, incident)


async def _question(desk: Desk, incident: str, question: str) -> Question:
    """An open question that a session may put.

    Raises:
        NotFound: there is none of that id.
        RefusedByPolicy: it is an approval.
    """
    known = await desk.questions(incident)
    if question not in known:
        raise NotFound(f"incident {incident} has no open question {question!r}; open: {', '.join(known) or 'none'}")
    if known[question].kind == APPROVAL:
        raise RefusedByPolicy(desk.ports.words.say("mcp_approval", incident=incident, question=question))
    return known[question]


def _form(question: Question) -> type[Reply]:
    """The choices as a closed list, with what each means in the description."""
    if not question.choices:
        return Reply
    ids = tuple(each.id for each in question.choices)
    meaning = " ; ".join(f"{each.id} = {each.label}" for each in question.choices)
    closed: Any = Literal[ids]
    return create_model("Reply", __base__=Reply, choice=(closed, Field(description=meaning)))
