"""db-end-sessions: sessions of a PostgreSQL that have idled, run or blocked others for too long, and no others."""

from collections.abc import Sequence
from typing import Literal

from astreinte.config import Service
from astreinte.domain import Plan, Query, Risk
from astreinte.evidence.sources.statements import counting, ending

from .action import Params, World
from .kubectl import read
from .reasons import not_needed, refused
from .targets import managed, service_named

Which = Literal["idle", "long", "blocking"]
MODEST = ("-X", "-A", "-t", "--no-password")


class SessionParams(Params):
    service: str
    what: Which = "idle"


class EndSessions:
    """Three kinds: nothing asked for `database.idle`, a statement of `database.longest`, or others wait for it."""

    id = "db-end-sessions"
    risk: Risk = "one-way"
    params: type[Params] = SessionParams

    def __init__(self, platform: Literal["host", "docker"]) -> None:
        self.platform = platform

    async def plan(self, params: Params, world: World) -> Plan:
        asked = SessionParams.model_validate(params.model_dump())
        service = service_named(world, asked.service)
        if service.database.engine != "postgres":
            raise refused(world, "no_database", name=asked.service)
        inside = self.platform == "docker" and not service.database.host
        door = ("docker", "exec", managed(world, asked.service)[1]) if inside else ()
        seconds = _seconds(service, asked.what)
        look = (*door, *psql(service), counting(asked.what, seconds))
        after = Query(look[0], look[1:], item="resources")
        found = await read(world, after)
        if not found.strip().isdigit():
            raise refused(world, "state_odd", query=f"psql {asked.what}")
        if found.strip() == "0":
            raise not_needed(world, "no_sessions", name=asked.service, what=asked.what, seconds=seconds)
        return Plan(
            action=self.id,
            method="psql",
            target=asked.service,
            argv=(*door, *psql(service), ending(asked.what, seconds)),
            risk=self.risk,
            after=after,
            expect=r"\A0\s*\Z",
            lasts="temporary",
        )


def psql(service: Service) -> Sequence[str]:
    """How the database of the inventory is reached; a password is that of the password file."""
    base = service.database
    place = ("-h", base.host, "-p", str(base.port)) if base.host else ()
    return ("psql", *MODEST, *place, "-U", base.user, "-d", base.name, "-c")


def _seconds(service: Service, which: Which) -> int:
    limit = service.database.longest if which == "long" else service.database.idle
    return max(int(limit.total_seconds()), 1)
