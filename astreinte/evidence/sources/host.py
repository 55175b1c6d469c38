"""This host as a source: its resources, managers, firewall, logs and repositories, read through the catalogue."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from typing import Literal

from astreinte.config import Service
from astreinte.domain import Ask, Clock, Query, Reading, SystemClock
from astreinte.evidence.unavailable import Unavailable

from . import files, probes
from .catalogue import Paths, accepted, make_paths
from .host_plan import plan_collect, plan_probe
from .run import Ran, Run, run

TIMEOUTS = {"du": 10.0, "git": 10.0, "docker": 10.0}
TIMEOUT = 5.0
HEADS = {"ps": 41, "du": 60}
NO_ANSWER = {"getent": 2}
"""Exit codes by which a tool says that there is nothing, not that it failed."""

OPTIONAL = frozenset({"fail2ban-client", "ping"})
"""Tools whose absence is no gap in the evidence."""


class HostSource:
    """Reads the machine it runs on; changes nothing.

    Args:
        services: the inventory; only paths, units and names of it are read.
        run: how a command is run.
        clock: dates the readings.
        supervisor: path of supervisord.conf where it is not the usual one.
        lines: most lines of one log.
        copies: good copies of system files, which actions compare with the present ones.
    """

    name = "host"

    def __init__(
        self,
        services: Mapping[str, Service],
        run: Run = run,
        clock: Clock | None = None,
        supervisor: str = "",
        lines: int = 400,
        copies: Sequence[str] = (),
    ) -> None:
        self._services, self._run, self._clock = services, run, clock or SystemClock()
        self._supervisor, self._lines = supervisor, lines
        self._paths = inventory_paths(services, [*copies, *([supervisor] if supervisor else [])])

    def plan(self, ask: Ask) -> Sequence[Query]:
        planner = plan_probe if ask.phase == "probe" else plan_collect
        planned = planner(ask, self._services, self._supervisor, self._lines)
        return [query for query in planned if self.accepts(query) and _here(query.tool)]

    def accepts(self, query: Query) -> bool:
        return accepted(query, self._paths)

    async def read(self, query: Query) -> Reading:
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        at = self._clock.now()
        text, note = await self._answer(query)
        status: Literal["ok", "no_data"] = "ok" if text.strip() else "no_data"
        return Reading(query, at, status, text, note=note)

    async def _answer(self, query: Query) -> tuple[str, str]:
        """Text and note: by a probe or a file read in Python, else by the command itself."""
        last = query.args[-1] if query.args else ""
        if query.tool in probes.PROBES:
            return await probes.PROBES[query.tool](last), ""
        if (text := await asyncio.to_thread(self._file, query, last)) is not None:
            return text, ""
        return _said(query.tool, await self._run((query.tool, *query.args), TIMEOUTS.get(query.tool, TIMEOUT)))

    def _file(self, query: Query, last: str) -> str | None:
        match query.tool:
            case "proc":
                return files.proc(last)
            case "config":
                return files.config(last, self._paths)
            case "tail":
                return files.tail(last, int(query.args[1]), self._clock.now(), self._paths)
            case "du" if query.args[0] == "-k":
                return files.sizes(query.args[1:])
            case _:
                return None


def _here(tool: str) -> bool:
    return tool not in OPTIONAL or shutil.which(tool) is not None


def _said(tool: str, ran: Ran) -> tuple[str, str]:
    """A command that printed has answered, whatever it returned; one that only complained could not be asked."""
    note = "; ".join(filter(None, [f"exit {ran.code}" if ran.code else "", "output cut" if ran.cut else ""]))
    if ran.out.strip() or ran.code == 0:
        both = ran.out + ran.err if tool == "docker" else ran.out
        return head(tool, "" if both.strip() == "-- No entries --" else both), note
    if ran.code == NO_ANSWER.get(tool):
        return "", note
    complaint = " ".join(ran.err.split())[:300]
    raise Unavailable("exited" if complaint else "exited_silent", tool=tool, code=ran.code, why=complaint)


def head(tool: str, text: str) -> str:
    """Rankings are cut to their head: what `cap` would keep of them is not what leads."""
    rows = text.split("\n")
    if tool == "du":
        rows = sorted(rows, key=lambda row: -int(row.split("\t")[0]) if row.split("\t")[0].isdigit() else 0)
    return "\n".join(rows[: HEADS[tool]]) if tool in HEADS else text


def inventory_paths(services: Mapping[str, Service], files: Sequence[str]) -> Paths:
    roots = list(files)
    globs: list[str] = []
    for service in services.values():
        roots += [*service.paths, *service.logs, *service.config, *([service.repo] if service.repo else [])]
        globs += service.safe_to_free
    return make_paths(roots, globs)
