"""What a declaration leaves open and nobody can infer, asked of the person in the client's form where it has one."""

from typing import Any, Literal

from mcp.server.elicitation import AcceptedElicitation, CancelledElicitation, DeclinedElicitation
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Elicit
from pydantic import BaseModel, Field, create_model

from astreinte.config import Settings
from astreinte.templates import Words

from .errors import told
from .office import Office

Ctx = Context[Any, Any]
OTHER = "other"


class Facts(BaseModel):
    """What the person adds; empty where they do not know."""

    service: str = ""
    impact: str = ""


Given = AcceptedElicitation[Facts] | DeclinedElicitation | CancelledElicitation


def resolver(office: Office, words: Words) -> Any:
    """From the arguments of a declaration to the facts that it lacks; no question where there is nothing to choose."""

    async def lacking(ctx: Ctx, title: str, service: str, impact: str) -> Facts | Elicit[Facts]:
        """Which service it is, where neither the caller nor the title says so."""
        with told():
            settings = office.settings()
        if service or not _asks(ctx) or not title.strip() or _named(title, settings):
            return Facts(service=service, impact=impact)
        return Elicit(words.say("mcp_which_service", title=title), _form(settings, words))

    return lacking


def stated(given: Given, service: str, impact: str) -> tuple[str, str]:
    """Service and impact; what the person did not say is triaged with stated assumptions."""
    if not isinstance(given, AcceptedElicitation):
        return service, impact
    chosen = "" if given.data.service == OTHER else given.data.service
    return service or chosen, impact or given.data.impact


def _asks(ctx: Ctx) -> bool:
    return ctx.client_capabilities is not None and ctx.client_capabilities.elicitation is not None


def _named(title: str, settings: Settings) -> bool:
    """Whether one service is all that there is, or the title names one."""
    said = title.casefold()
    return len(settings.services) < 2 or any(name.casefold() in said for name in settings.services)  # noqa: PLR2004


def _form(settings: Settings, words: Words) -> type[Facts]:
    closed: Any = Literal[(*settings.services, OTHER)]
    return create_model(
        "Facts",
        __base__=Facts,
        service=(closed, Field(description=words.say("mcp_service_field", other=OTHER))),
        impact=(str, Field(default="", description=words.say("mcp_impact_field"))),
    )
