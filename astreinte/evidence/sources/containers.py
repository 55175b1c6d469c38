"""Docker and Podman through their own command: containers, logs, events, usage. Nothing is created, run or removed."""

from collections.abc import Mapping, Sequence
from typing import Literal

from astreinte.config import Service
from astreinte.domain import Ask, Clock, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from .answer import Manners, answer
from .container_plan import follow, plan_collect, plan_probe
from .grammar import Grammar
from .run import Run, run

Engine = Literal["docker", "podman"]
COMMON = (
    "ps -a",
    "inspect {unit}",
    "logs --timestamps --tail {number} {unit}",
    "stats --no-stream",
    "stats --no-stream {unit}",
    "info",
    "system df",
    "compose --project-name={project} ps -a",
)
EVENTS = "events --since {instant} --until {instant}"
GRAMMAR = Grammar(
    {"docker": (*COMMON, EVENTS), "podman": (*COMMON, EVENTS + " --stream=false")},
    {"project": r"[a-z0-9][a-z0-9_-]{0,62}", "unit": r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"},
)
TIMEOUTS = {"stats": 8.0, "system": 10.0, "logs": 10.0, "events": 10.0}
TIMEOUT = 5.0
REFUSALS = {
    r"(?i)permission denied": "engine_denied",
    r"(?i)cannot connect to|unable to connect to|connection refused|no such host|error during connect": "engine_down",
    r"(?i)is not a \w+ command|unknown (?:shorthand )?(?:flag|command)|compose provider": "engine_no_compose",
}


class ContainerSource:
    """One container engine; changes nothing.

    Args:
        engine: whose command is run, which is also the name of the source.
        services: the inventory; a service whose manager is `docker` is the container of its unit.
        host: the engine's address, `unix:///…`, `tcp://…` or `ssh://…`; the command's own default when empty.
        run: how a command is run.
        clock: dates the readings.
        lines: most lines of one log.
    """

    def __init__(
        self,
        engine: Engine,
        services: Mapping[str, Service],
        clock: Clock,
        host: str = "",
        lines: int = 400,
        run: Run = run,
    ) -> None:
        self.name: str = engine
        self._services, self._clock, self._run, self._lines = services, clock, run, lines
        flag = {"docker": "--host", "podman": "--url"}[engine]
        self._prefix = (engine, flag, host) if host else (engine,)
        self._manners = Manners(both=True, framed=True, refusals=REFUSALS, values={"host": host or "localhost"})

    def plan(self, ask: Ask) -> Sequence[Query]:
        if ask.phase == "probe":
            return self._allowed(plan_probe(self.name, ask, self._services))
        return self._allowed(plan_collect(self.name, ask, self._services, self._lines))

    def follow(self, ask: Ask, readings: Sequence[Reading]) -> Sequence[Query]:
        return [] if ask.phase == "probe" else self._allowed(follow(self.name, readings, self._lines))

    def accepts(self, query: Query) -> bool:
        return query.tool == self.name and query.where == "local" and GRAMMAR.accepts(query.tool, query.args)

    async def read(self, query: Query) -> Reading:
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        timeout = TIMEOUTS.get(query.args[0], TIMEOUT)
        return await answer(query, (*self._prefix, *query.args), self._run, timeout, self._clock, self._manners)

    def _allowed(self, queries: Sequence[Query]) -> list[Query]:
        return [query for query in queries if self.accepts(query)]
