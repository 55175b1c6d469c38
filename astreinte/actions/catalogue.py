"""The catalogue: every action that this platform can apply; an id of the taxonomy without an entry is refused."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from astreinte.domain import Fix, Plan
from astreinte.errors import UnknownName
from astreinte.evidence.phrases import Language

from .action import Action, World
from .bans import UnbanAddress
from .disk import FreeDisk
from .firewall import FirewallAllow, IsolateNetwork
from .preserve import PreserveEvidence
from .reasons import reason, refused
from .resolver import SetResolver
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
        UnbanAddress(),
        SetResolver(),
        IsolateNetwork(),
        Rollback(),
        PreserveEvidence(preserved),
    )


class UnknownAction(UnknownName):
    """An id outside the taxonomy, said in the user's language."""

    def __init__(self, language: Language, name: str) -> None:
        known = sorted(action_types())
        super().__init__("action", name, known)
        near = get_close_matches(name, known, n=1)
        text = reason(language, "nearest", name=near[0]) if near else ""
        self.args = (reason(language, "unknown_action", name=name, near=text, known=", ".join(known)),)


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
            raise UnknownAction(world.settings.language, fix.action)
        if (action := self._actions.get(fix.action)) is None:
            raise refused(world, "not_here", action=fix.action, known=", ".join(self.ids))
        try:
            params = action.params.model_validate(dict(fix.params))
        except ValidationError as error:
            why = _reasons(error, world.settings.language)
            raise refused(world, "params", action=fix.action, why=why) from error
        return await action.plan(params, world)


def _reasons(error: ValidationError, language: Language) -> str:
    kinds = {"missing": "param_missing", "extra_forbidden": "param_unknown", "string_type": "param_text"}
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))[:40]!r} {reason(language, kinds.get(each['type'], 'param_wrong'))}"
        for each in error.errors()
    )
