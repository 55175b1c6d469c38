"""What nobody foresaw stands in the incident's own journal too."""

import logging

from astreinte.domain import Draft
from astreinte.errors import AstreinteError
from astreinte.graph import Desk

LOG = logging.getLogger("astreinte")


async def record_break(desk: Desk, incident: str, error: Exception) -> None:
    """Say in the journal that a run broke off, and how to go on."""
    text = desk.ports.words.say("broke_off", kind=type(error).__name__, id=incident)
    try:
        await desk.ports.journal.append(incident, Draft("warning", "incident", {"text": text}))
    except AstreinteError as failed:
        LOG.error("%s: %s", incident, failed)  # noqa: TRY400 - the trace of what came before is logged already
