"""The commands of the inventory's `runbook`: an action without a form here, or a person's own way of one."""

from pydantic import ConfigDict

from astreinte.config import Settings
from astreinte.config.means import Runbook
from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .targets import service_named
from .taxonomy import action_types

ANY = "(?s)"
"""What a check must say where nothing is expected of it: that it ended well is enough."""


class DeclaredParams(Params):
    """What a cause adds for the product's own form means nothing here: the command is the inventory's alone."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    service: str


class Declared:
    """One action of one service, word for word as a person wrote it down; without an undo it asks first."""

    platform = "declared"
    params: type[Params] = DeclaredParams

    def __init__(self, action: str, command: Runbook) -> None:
        self.id, self._command = action, command
        known = action_types()[action].risk
        self.risk: Risk = "destructive" if known == "reversible" and command.undo is None else known

    async def plan(self, params: Params, world: World) -> Plan:
        name = DeclaredParams.model_validate(params.model_dump()).service
        service_named(world, name)
        command = self._command
        return Plan(
            action=self.id,
            method="runbook",
            target=name,
            argv=command.run,
            risk=self.risk,
            undo=command.undo,
            after=Query(command.check[0], command.check[1:]) if command.check else None,
            expect=(command.expect or ANY) if command.check else "",
            timeout=command.timeout.total_seconds(),
            dry=command.dry,
        )


def declared(settings: Settings, action: str, service: str) -> Declared | None:
    """The inventory's own form of an action for a service."""
    known = settings.services.get(service)
    command = known.runbook.get(action) if known else None
    return Declared(action, command) if command and action in action_types() else None


def is_declared(settings: Settings, action: str, service: str, argv: tuple[str, ...]) -> bool:
    """Whether an argument list stands in the inventory, word for word, for that action of that service."""
    known = settings.services.get(service)
    command = known.runbook.get(action) if known else None
    return command is not None and argv in (command.run, command.undo, command.dry)
