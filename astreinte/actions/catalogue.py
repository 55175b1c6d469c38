"""The catalogue: every action that this platform can apply; an id of the taxonomy without an entry is refused."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from astreinte.config import Service, Settings
from astreinte.domain import Fix, Plan
from astreinte.errors import RefusedByPolicy, UnknownName
from astreinte.evidence.phrases import Language

from .action import Action, World
from .admitting import PatchPolicy
from .autoscaler import PatchAutoscaler
from .backups import RestoreFolder, RunBackup, VerifyBackup
from .bans import UnbanAddress
from .block import FirewallBlock
from .claims import RecreateClaim
from .cluster import DeletePod, IsolateWorkload, RaiseQuota
from .declared import declared
from .disk import FreeDisk
from .engine import DetachNetwork, UpdateContainer
from .firewall import FirewallAllow, IsolateNetwork
from .guests import ExtendVolume, Flux, GuestAction, RollbackGuest
from .handed import Handed, handover
from .networks import AttachNetwork
from .nodes import Cordon, LabelNode, RemoveTaint
from .objects import ApplyObject
from .patches import PatchService, PatchWorkload
from .platforms import Platform, platform_of
from .preserve import PreserveEvidence
from .reasons import NotNeeded, reason, refused
from .recreate import RecreateEnv, RecreateImage
from .repairs import RepairRepository
from .resolver import SetResolver
from .resources import SetResources
from .rollback import Rollback
from .rollout import RolloutRestart, RolloutUndo
from .routes import PatchRoute
from .scale import Scale
from .service import ServiceAction
from .sessions import EndSessions
from .shaping import ClearShaping
from .snapshots import SnapshotGuest
from .taxonomy import action_types
from .template import SetEnv, SetImage

ADVICE = frozenset({"request-change", "close-with-reason"})
"""Actions that change nothing here: they become a request to an agent, or a reason to close."""

HOSTS = frozenset({"host", "docker"})
FORMS: Mapping[Platform, tuple[str, ...]] = {
    "host": ("host", ""),
    "docker": ("docker", "host", ""),
    "kubernetes": ("kubernetes", ""),
    "node": ("node", ""),
    "proxmox": ("proxmox", ""),
}
"""Which forms of an action a target can take, the closest first."""


def host_actions(preserved: str) -> tuple[Action, ...]:
    """What can be done on this host; `preserved` is the folder that keeps copies of evidence."""
    return (
        ServiceAction("restart"),
        ServiceAction("start"),
        ServiceAction("stop"),
        FreeDisk(),
        FirewallAllow(),
        FirewallBlock(),
        UnbanAddress(),
        SetResolver(),
        IsolateNetwork(),
        Rollback(),
        PreserveEvidence(preserved),
        RunBackup(),
        VerifyBackup(),
        RepairRepository(preserved),
        RestoreFolder(),
        EndSessions("host"),
        ClearShaping(),
    )


def cluster_actions(preserved: str) -> tuple[Action, ...]:
    """What can be done on the cluster of the settings; `preserved` is the folder that keeps earlier objects."""
    return (
        RolloutRestart(),
        RolloutUndo(),
        *(Scale(verb) for verb in ("scale", "start", "stop")),
        SetResources(),
        SetImage(),
        SetEnv(),
        PatchWorkload(),
        PatchService(),
        DeletePod(),
        RaiseQuota(),
        IsolateWorkload(),
        Cordon("cordon"),
        Cordon("uncordon"),
        LabelNode(),
        RemoveTaint(),
        PatchRoute(),
        PatchPolicy(),
        PatchAutoscaler(),
        ApplyObject(),
        RecreateClaim(preserved),
    )


def all_actions(preserved: str) -> tuple[Action, ...]:
    """Every action that the product knows, on every platform."""
    return (*host_actions(preserved), *cluster_actions(preserved), *engine_actions())


def engine_actions() -> tuple[Action, ...]:
    """What Docker, Proxmox, Flux and the volume manager add."""
    return (
        UpdateContainer(),
        RecreateImage(),
        RecreateEnv(),
        DetachNetwork(),
        AttachNetwork(),
        EndSessions("docker"),
        *(GuestAction(verb) for verb in ("start", "stop", "restart")),
        RollbackGuest(),
        SnapshotGuest(),
        Flux("reconcile"),
        Flux("suspend"),
        ExtendVolume(),
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
    """Actions by id and platform; of two that fit, the one registered last.

    An action without a `platform` fits every target that has no form of its own; `host` ones fit Docker too.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        self._actions: Mapping[tuple[str, str], Action] = {(each.id, _platform(each)): each for each in actions}

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted({action for action, _ in self._actions}))

    @property
    def entries(self) -> tuple[tuple[str, str, Action], ...]:
        """Every action with its id and platform, in order."""
        return tuple((*key, self._actions[key]) for key in sorted(self._actions))

    def may(self, action: str) -> frozenset[str]:
        """The personas that the action is left to; empty: any lead."""
        known = action_types().get(action)
        return frozenset(known.may) if known else frozenset()

    def shapes(self, action: str) -> tuple[str, ...]:
        """What argument lists an action of another package brings along, whole lines of `shapes.SLOTS`."""
        found = [each for (name, _), each in self._actions.items() if name == action]
        return tuple(line for each in found for line in getattr(each, "shapes", ()))

    def _of(self, world: World, fix: Fix) -> Action:
        """The inventory's own form of the action, else the one for the platform of its target.

        Raises:
            RefusedByPolicy: there is none; says where there is, and what to do by hand.
        """
        if own := declared(world.settings, fix.action, fix.params.get("service", "")):
            return own
        platform = platform_of(world.settings, fix.params.get("service", ""))
        known = [form for action, form in self._actions if action == fix.action]
        for form in FORMS[platform]:
            if form in known:
                return self._actions[fix.action, form]
        does = action_types()[fix.action].text(world.settings.language)
        key = "other_platform" if known else "by_hand"
        where = ", ".join(sorted(known))
        raise refused(world, key, action=fix.action, platform=platform, where=where, does=does)

    def sequel(self, fix: Fix, settings: Settings) -> tuple[Fix, ...]:
        """The steps that complete a fix: a service takes up what was restored, one that had stopped is started."""
        service = fix.params.get("service", "")
        platform = platform_of(settings, service)
        forms = FORMS[platform] if platform in HOSTS else ()
        action = next((self._actions[fix.action, form] for form in forms if (fix.action, form) in self._actions), None)
        then: tuple[str, ...] = getattr(action, "then", ())
        steps = [_redeploy(settings, service) if each == "redeploy" else each for each in then]
        return tuple(Fix(step, {"service": service}, fix.lasts) for step in steps if step)

    async def plan(self, fix: Fix, world: World) -> Plan:
        """Exactly what would run for a fix.

        Raises:
            UnknownName: the action is not in the taxonomy.
            NotNeeded: the effect is there already.
            Handed: this platform has no such action, its parameters do not fit, its target is unknown, or its right
                value is not proven; tells who takes it over, and how.
        """
        if fix.action not in action_types():
            raise UnknownAction(world.settings.language, fix.action)
        try:
            return await self._plan(fix, world)
        except NotNeeded:
            raise
        except RefusedByPolicy as error:
            to = handover(world.settings, fix.action, fix.params.get("service", ""))
            raise Handed(str(error), to) from error

    async def _plan(self, fix: Fix, world: World) -> Plan:
        action = self._of(world, fix)
        try:
            params = action.params.model_validate(dict(fix.params))
        except ValidationError as error:
            why = _reasons(error, world.settings.language)
            raise refused(world, "params", action=fix.action, why=why) from error
        return await action.plan(params, world)


def _redeploy(settings: Settings, name: str) -> str:
    """The action by which a service takes up what changed under it; empty where the inventory names none."""
    known = settings.services.get(name, Service())
    if known.redeploy:
        return "" if known.redeploy == "none" else known.redeploy
    return "restart" if known.manager else ""


def _platform(action: Action) -> str:
    return str(getattr(action, "platform", ""))


def _reasons(error: ValidationError, language: Language) -> str:
    kinds = {"missing": "param_missing", "extra_forbidden": "param_unknown", "string_type": "param_text"}
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))[:40]!r} {reason(language, kinds.get(each['type'], 'param_wrong'))}"
        for each in error.errors()
    )
