"""restart, start, stop: through whatever manages the service on this host."""

import re
from typing import Literal

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .reasons import not_needed
from .targets import managed, supervisor_conf

Verb = Literal["restart", "start", "stop"]
RUNNING = {
    "systemd": r"(?m)^(\s*Active: active|ActiveState=active)",
    "supervisor": r"\bRUNNING\b",
    "docker": r'"Running": ?true',
}
STOPPED = {
    "systemd": r"(?m)^(\s*Active: (inactive|failed)|ActiveState=(inactive|failed))",
    "supervisor": r"\b(STOPPED|EXITED|FATAL)\b",
    "docker": r'"Running": ?false',
}
IDENTITY = {
    "systemd": r"(?m)^(?:ExecMainPID=|MainPID=|\s*Main PID: )(\d+)",
    "supervisor": r"pid (\d+)",
    "docker": r'"StartedAt": ?"([^"]+)"',
}


class ServiceParams(Params):
    service: str


class ServiceAction:
    """One verb over systemd, supervisor or Docker. `start` and `stop` undo each other; a restart has no undo."""

    platform = "host"
    params: type[Params] = ServiceParams

    def __init__(self, verb: Verb) -> None:
        self.id = verb
        self.risk: Risk = "one-way" if verb == "restart" else "reversible"

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        manager, unit = managed(world, name)
        status = status_query(world, name)
        seen = (await world.ask(status)).text
        if self.id == "start" and re.search(RUNNING[manager], seen):
            raise not_needed(world, "runs_already", name=name)
        undo = {"start": "stop", "stop": "start"}.get(self.id)
        marked = self.id != "stop"
        return Plan(
            action=self.id,
            method=manager,
            target=name,
            argv=_argv(world, manager, self.id, unit),
            risk=self.risk,
            undo=_argv(world, manager, undo, unit) if undo else None,
            after=status,
            expect=STOPPED[manager] if self.id == "stop" else RUNNING[manager],
            marker=IDENTITY[manager] if marked else "",
            was=_identity(manager, seen) if marked else "",
            lasts="temporary",
        )


def status_query(world: World, name: str) -> Query:
    """The read-only question whether a managed service runs."""
    manager, unit = managed(world, name)
    if manager == "systemd":
        return Query("systemctl", ("status", unit, "--no-pager"))
    if manager == "supervisor":
        return Query("supervisorctl", (*supervisor_conf(world), "status", unit))
    return Query("docker", ("inspect", unit))


def _argv(world: World, manager: str, verb: str, unit: str) -> tuple[str, ...]:
    if manager == "systemd":
        return ("systemctl", verb, unit)
    if manager == "supervisor":
        return ("supervisorctl", *supervisor_conf(world), verb, unit)
    return ("docker", verb, unit)


def _identity(manager: str, text: str) -> str:
    found = re.search(IDENTITY[manager], text)
    return found.group(1) if found else ""
