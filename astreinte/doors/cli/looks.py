"""Verbs that only look: where an incident stands, which there are, which resemble a text.

Their options are what follows `*`, by name and default: the command line is read by them.
"""

from typing import TYPE_CHECKING, Any

from . import show
from .session import CODES, desk, look, looking, run

if TYPE_CHECKING:
    from astreinte.graph.onlooker import Onlooker

ALL = 1_000_000


def status(id: str = "", *, explain: bool = False, lines: int = 300, json: bool = False) -> int:
    """Where an incident stands; the newest one without an id."""
    incident, state = look(_status(id, lines, json=json))
    if explain and not json:
        run(_explain(incident))
    return CODES.get(state, 0)


def list_(*, open: bool = False, limit: int = 200, json: bool = False) -> int:
    """Incidents, newest first."""
    return look(_list(open_only=open, limit=limit, json=json))


def similar(first: str, *more: str, service: str = "", json: bool = False) -> int:
    """Past incidents that resemble a text."""
    return look(_similar(" ".join((first, *more)), service, json=json))


async def _status(incident: str, lines: int, *, json: bool) -> tuple[str, str]:
    with looking() as seen:
        incident = incident or await _newest(seen)
        if json:
            outcome = await seen.outcome(incident)
            show.document(outcome.model_dump(mode="json"))
            return incident, outcome.state
        standing = await seen.standing(incident)
        show.standing(standing, await seen.questions(incident), seen)
        show.timeline(await seen.newest(incident, lines or ALL), seen, lines)
        return incident, standing.state


async def _explain(incident: str) -> None:
    async with desk(progress=False) as opened:
        show.explained(await opened.explain(incident), opened.ports)


async def _newest(seen: "Onlooker") -> str:
    from astreinte.errors import NotFound

    rows = await seen.rows(limit=1)
    if not rows:
        raise NotFound(seen.words.say("no_incident"))
    return rows[0].id


async def _list(*, open_only: bool, limit: int, json: bool) -> int:
    with looking() as seen:
        show.rows(await seen.rows(open_only=open_only, limit=limit or ALL), seen, json=json)
        return 0


async def _similar(text: str, service: str, *, json: bool) -> int:
    from astreinte.graph.recalling import similar as search

    with looking() as seen:
        found = await search(seen, text, service, most=10)
        if json:
            from astreinte.domain import dump

            show.document([dump(each) for each in found])
            return 0
        for each in found:
            print(_line(each, seen))
        if not found:
            show.say(seen.words.say("similar_none"))
        return 0


def _line(each: Any, seen: "Onlooker") -> str:
    cause = each.cause and seen.labels.causes.get(each.cause, each.cause)
    return seen.words.say("similar", match=each, cause=cause, words=", ".join(each.words))
