"""The catalogue: every action that this platform can apply; an id of the taxonomy without an entry is refused."""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from astreinte.domain import Fix, Plan
from astreinte.errors import RefusedByPolicy, UnknownName

from .action import Action, World
from .disk import FreeDisk
from .firewall import FirewallAllow, IsolateNetwork
from .preserve import PreserveEvidence
from .rollback import Rollback
from .service import ServiceAction
from .taxonomy import action_types

ADVICE = frozenset({"request-change", "close-with-reason"})
"""Actions that change nothing here: they become a request to an agent, or a reason to close."""


def host_actions(preserved: str) -> tuple[Action, ...]:
    """What can be done on this host; `preserved` is the folder that keeps copies of evidence."""
    return (
        ServiceAction("restart"),
        ServiceAction("start"),
        ServiceAction("stop"),
        FreeDisk(),
        FirewallAllow(),
        IsolateNetwork(),
        Rollback(),
        PreserveEvidence(preserved),
    )


class Catalogue:
    def __init__(self, actions: Iterable[Action]) -> None:
        self._actions: Mapping[str, Action] = {action.id: action for action in actions}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._actions))

    def sequel(self, fix: Fix) -> tuple[Fix, ...]:
        """The steps that complete a fix: a restored configuration needs its service restarted."""
        then: tuple[str, ...] = getattr(self._actions.get(fix.action), "then", ())
        service = fix.params.get("service", "")
        return tuple(Fix(action, {"service": service}, fix.lasts) for action in then)

    async def plan(self, fix: Fix, world: World) -> Plan:
        """Exactly what would run for a fix.

        Raises:
            UnknownName: the action is not in the taxonomy.
            RefusedByPolicy: this platform has no such action, its parameters do not fit, or its target is unknown.
        """
        if fix.action not in action_types():
            raise UnknownName("action", fix.action, action_types())
        if (action := self._actions.get(fix.action)) is None:
            raise RefusedByPolicy(f"{fix.action!r} cannot be applied from here (available: {', '.join(self.ids)})")
        try:
            params = action.params.model_validate(dict(fix.params))
        except ValidationError as error:
            raise RefusedByPolicy(f"parameters of {fix.action!r} do not fit: {_reasons(error)}") from error
        return await action.plan(params, world)


def _reasons(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
