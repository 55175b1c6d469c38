"""The port of an action: typed parameters in, exactly what would run out."""

from typing import Protocol

from pydantic import BaseModel, ConfigDict

from astreinte.config import Settings
from astreinte.domain import Plan, Query, Reading, Risk


class Params(BaseModel):
    """Base of every action's parameters: unknown names are refused, nothing is coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class World(Protocol):
    """What an action may look at while it plans: the inventory, and fresh read-only readings."""

    @property
    def settings(self) -> Settings: ...

    async def ask(self, query: Query) -> Reading: ...


class Action(Protocol):
    """One entry of the catalogue.

    Extension point: register an instance in `astreinte.actions.catalogue`.
    """

    id: str
    risk: Risk
    params: type[Params]

    async def plan(self, params: Params, world: World) -> Plan:
        """Render the argument list, the undo, and the readings that tell whether it took.

        Every parameter must be proven against the inventory or a fresh reading: text from evidence, alerts or a
        model never reaches the argument list by itself.

        Raises:
            RefusedByPolicy: the target is not in the inventory, or the fresh reading does not show
                what the fix assumes.
        """
        ...
