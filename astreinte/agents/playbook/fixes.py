"""The fixes of a decision, bound to the inventory and to what the evidence names."""

from collections.abc import Iterable
from dataclasses import replace

from astreinte.actions import ADVICE
from astreinte.agents.case import Case
from astreinte.agents.knowledge import Cause, Language, Remedy
from astreinte.config import Service
from astreinte.domain import Fix

from .ground import Ground, Spot
from .match import Match
from .nodes import ON_NODES, node_for

UNDO_CHANGE, RAISE = "rollout-undo", "set-resources"
CLUSTER_ONLY = frozenset(
    {
        *("patch-workload", "patch-service", "patch-policy", "patch-autoscaler", "raise-quota", "apply-object"),
        *("delete-pod", "cordon", "uncordon", "label-node", "remove-taint", "recreate-claim", "provide-volume"),
    }
)
"""Actions on objects of a cluster: a service that the inventory places elsewhere has none."""

NOTHING = frozenset[str]()
NEEDED = {
    UNDO_CHANGE: frozenset({"revision"}),
    "firewall-allow": frozenset({"rule"}),
    "unban-address": frozenset({"jail", "address"}),
    "firewall-block": frozenset({"address"}),
}
"""What the evidence must name before the action can be proposed on a service of the inventory.

A cluster keeps a history of every rollout itself: there a change need not be named by its commit.
"""

CHANGES = frozenset({"config-changed", "errors-after-change", "flag-changed"})


def fixes(match: Match, component: str, case: Case, ground: Ground, language: Language) -> tuple[Fix, ...]:
    """In order of preference, without those already tried; a change that was seen is taken back first.

    Parameters are strings: `service` always; `rule` of a packet filter and `revision` of a change as the evidence names
    them. The actions prove each of them again before anything runs. What words alone prove is advised upon, and nothing
    is done about it: anybody may write a line.
    """
    changed = any(each.id in CHANGES for each in (*match.proof, *match.hints))
    found = [(each, _fix(each, match, component, case, ground)) for each in _ordered(match.cause, changed=changed)]
    noted = [replace(fix, note=remedy.note(language)) for remedy, fix in found if fix is not None]
    return tuple(each for each in noted if not match.suspected or each.action in ADVICE)


def cause_fixes(cause: Cause, component: str, case: Case, language: Language) -> tuple[Fix, ...]:
    """The fixes of a cause that somebody else suspects, bound to the component alone."""
    return tuple(
        Fix(each.action, {"service": component, **each.params}, each.lasts, each.note(language))
        for each in cause.remedies
        if each.who == "component"
        and not _tried(cause, component, each.action, case)
        and not _elsewhere(each.action, component, case)
    )


def _ordered(cause: Cause, *, changed: bool) -> Iterable[Remedy]:
    return sorted(cause.remedies, key=lambda each: not (changed and each.action == UNDO_CHANGE))


def _fix(remedy: Remedy, match: Match, component: str, case: Case, ground: Ground) -> Fix | None:
    more = _more(remedy, match, component, case)
    spent = _tried(match.cause, component, remedy.action, case) and not more
    if spent or _elsewhere(remedy.action, component, case):
        return None
    target = (
        _rival(match, component, case) if remedy.who == "rival" else _target(remedy, match, component, case, ground)
    )
    if not target:
        return None
    params = {"service": target, **remedy.params, **more}
    if remedy.action == "firewall-allow":
        params |= _rule(match)
    if remedy.action == "set-resolver" and any(each.id == "hosts-override" for each in match.proof):
        params["file"] = "hosts"
    if remedy.action == "unban-address":
        params |= {key: value for key in ("jail", "address") if (value := _named(match, key))}
    if remedy.action == "firewall-block" and (peer := next((s.signal.peer for s in match.proof if s.signal.peer), "")):
        params["address"] = peer
    held = case.services.get(target)
    rolls_out = held is not None and held.domain == "k3s"
    if remedy.action == UNDO_CHANGE and not rolls_out and (revision := _revision(match, ground)):
        params["revision"] = revision
    needed = NOTHING if remedy.action == UNDO_CHANGE and rolls_out else NEEDED.get(remedy.action, NOTHING)
    if held is not None and not needed <= params.keys():
        return None
    return Fix(remedy.action, params, remedy.lasts)


def _named(match: Match, key: str) -> str:
    """What the proof or the hints name under this key."""
    found = (each.signal.attributes.get(key, "") for each in (*match.proof, *match.hints))
    return next((value for value in found if value), "")


def _rule(match: Match) -> dict[str, str]:
    """The blocking rule, with its place where nft alone lists it."""
    keys = ("rule", "table", "chain") if _named(match, "tool") == "nft" else ("rule",)
    return {key: value for key in keys if (value := _named(match, key))}


def _revision(match: Match, ground: Ground) -> str:
    """The newest change seen on the spot: its commit, or `worktree` where it was never committed."""
    changes = [each.signal for each in ground.about(match.spot) if each.id in CHANGES]
    named = [s for s in changes if s.attributes.get("revision") or s.attributes.get("uncommitted")]
    if not named:
        return ""
    newest = max(named, key=lambda s: s.at.timestamp() if s.at else 0.0).attributes
    return "worktree" if newest.get("uncommitted") == "true" else newest["revision"]


def _target(remedy: Remedy, match: Match, component: str, case: Case, ground: Ground) -> str:
    """The service that the action is applied to; room is made where the inventory says that it may be."""
    if remedy.action in ON_NODES:
        return node_for(remedy.action, match, case) or component
    if remedy.action == "firewall-allow":
        peers = (
            ground.names.plain(s.signal.peer) for s in match.proof if s.signal.attributes.get("rule") and s.signal.peer
        )
        return next((peer for peer in peers if peer in case.services), component)
    if remedy.action != "free-disk" or _frees(case.services.get(component)):
        return component
    near = [n for n, each in case.services.items() if _frees(each) and ground.holds(match.spot, Spot(n))]
    return next(iter(near), component)


def _frees(service: Service | None) -> bool:
    return service is not None and bool(service.safe_to_free)


def _rival(match: Match, component: str, case: Case) -> str:
    """Another service of the inventory that holds the component's port."""
    port = case.services[component].port if component in case.services else None
    named = {value for each in (*match.proof, *match.hints) for value in each.signal.attributes.values()}
    others = [n for n in case.services if n != component]
    by_name = [n for n in others if n in named or case.services[n].unit in (named - {""})]
    return next(iter(by_name or [n for n in others if port is not None and case.services[n].port == port]), "")


def _elsewhere(action: str, component: str, case: Case) -> bool:
    service = case.services.get(component)
    return action in CLUSTER_ONLY and service is not None and service.domain != "k3s"


def _more(remedy: Remedy, match: Match, component: str, case: Case) -> dict[str, str]:
    """All that the inventory allows, once the action's own step up has not been enough and the cause is seen again."""
    before = [t for t in case.tried if (t.cause, t.component, t.action) == (match.cause.id, component, RAISE)]
    bounds = case.services[component].workload if component in case.services else None
    if remedy.action != RAISE or len(before) != 1 or bounds is None:
        return {}
    return {"limit": bounds.cpu if remedy.params.get("resource") == "cpu" else bounds.memory}


def _tried(cause: Cause, component: str, action: str, case: Case) -> bool:
    return any((t.cause, t.component, t.action) == (cause.id, component, action) for t in case.tried)
