"""Another machine as this host is read: the same catalogue, by whatever runs a command over there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from astreinte.config import Service
from astreinte.domain import Ask, Clock, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from . import files
from .answer import Manners, answer
from .catalogue import accepted
from .host import head, inventory_paths
from .host_plan import plan_collect, plan_probe
from .run import Ran, Run
from .wire import STAT, sendable, wired

TIMEOUTS = {"du": 10.0, "git": 10.0, "docker": 10.0}
TIMEOUT = 6.0
REFUSALS = {
    r"astreinte-readonly: refused": "far_refused",
    r"(?i)command not found|: not found|is not installed|No such file or directory.*\bexec": "far_missing",
    r"(?i)permission denied|operation not permitted|must be root|you must be root": "far_denied",
}


class RemoteHost:
    """One machine of the inventory.

    Args:
        where: its name, which its readings carry.
        services: those that live there; their paths and units are read there.
        run: runs an argument list there.
        clock: dates the readings.
        lines: most lines of one log.
        roots: folders that may be read beside those of the services.
    """

    def __init__(
        self,
        where: str,
        services: Mapping[str, Service],
        run: Run,
        clock: Clock,
        lines: int = 400,
        roots: Sequence[str] = (),
    ) -> None:
        self.where, self.services = where, services
        self._run, self._clock, self._lines = run, clock, lines
        self._paths = inventory_paths(services, roots)
        self._manners = Manners(refusals=REFUSALS, values={"where": where})

    def plan(self, ask: Ask) -> Sequence[Query]:
        planner = plan_probe if ask.phase == "probe" else plan_collect
        planned = planner(ask, self.services, "", self._lines)
        return [query for each in planned if self.accepts(query := replace(each, where=self.where))]

    def accepts(self, query: Query) -> bool:
        if query.where != self.where or not sendable(query):
            return False
        return accepted(replace(query, where="local"), self._paths)

    async def read(self, query: Query) -> Reading:
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        seconds = TIMEOUTS.get(query.tool, TIMEOUT)
        reading = await answer(query, wired(query), self._quiet, seconds, self._clock, self._manners)
        if reading.status != "ok":
            return reading
        return replace(reading, text=await self._shaped(query, reading.text))

    async def _shaped(self, query: Query, text: str) -> str:
        """The text as the same query gives it on this host."""
        match query.tool:
            case "tail":
                return files.recent(text.splitlines(), self._clock.now())
            case "config":
                return f"{await self._heading(query.args[-1])}\n{text}"
            case _:
                return head(query.tool, text)

    async def _heading(self, path: str) -> str:
        told = await self._run(("stat", "-c", STAT, path), TIMEOUT)
        modified, mode, owner, size = (told.out.strip().split(",") + [""] * 4)[:4]
        whole = modified.isdigit() and size.isdigit()
        return files.heading(path, int(modified), mode, owner, int(size)) if whole else f"# {path}"

    async def _quiet(self, argv: Sequence[str], seconds: float) -> Ran:
        """`getent` says by its code that there is nothing; the journal says it in words."""
        ran = await self._run(argv, seconds)
        if (argv[0] == "getent" and ran.code == 2) or ran.out.strip() == "-- No entries --":  # noqa: PLR2004
            return Ran(0, "", "", ran.cut)
        return ran
