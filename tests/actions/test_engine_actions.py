"""Docker, Proxmox, Flux and logical volumes: the argument list, its opposite, and what is refused."""

from typing import Any

import pytest

from astreinte.actions import Catalogue, all_actions, engine_actions
from astreinte.actions.shapes import fits
from astreinte.config import Settings
from astreinte.domain import Fix, ManualClock
from astreinte.errors import RefusedByPolicy
from astreinte.evidence import StateSource

from .world import AT, RecordedWorld

CATALOGUE = Catalogue(all_actions("/kept"))
SETTINGS = Settings.model_validate(
    {
        "language": "en",
        "services": {
            "shop": {"manager": "docker", "unit": "shop-1", "workload": {"memory": "1Gi", "cpu": "2"}},
            "mail": {"manager": "pct", "unit": "210", "snapshot": "before-upgrade"},
            "db": {"manager": "qm", "unit": "310"},
            "files": {"volume": {"name": "vg0/files", "step": 2, "most": 10}},
            "cart": {"domain": "k3s", "workload": {"namespace": "shop", "flux": "kustomization/apps"}},
            "odd": {"manager": "pct", "unit": "210; reboot"},
        },
        "cluster": {"context": "lab"},
    }
)
DOCKER = "docker inspect '--format={{.HostConfig.Memory}}|{{.HostConfig.NanoCpus}}' shop-1"
NETWORKS = "docker inspect '--format={{.Id}}|{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' shop-1"
ANSWERS = {
    DOCKER: "268435456|500000000\n",
    NETWORKS: "0f3a|shop_default \n",
    "pct status 210": "status: stopped\n",
    "pct listsnapshot 210": "`-> before-upgrade  2026-02-28 10:00:00  no description\n `-> current\n",
    "qm status 310": "status: running\n",
    "lvs": "  4294967296|10737418240\n",
    "kubectl": "7||2026-03-01T12:00:00Z\n",
}
CASES: list[tuple[str, dict[str, str], str, str, str]] = [
    (
        *("set-resources", {"service": "shop"}, "reversible"),
        "docker update --memory=536870912 --memory-swap=1073741824 shop-1",
        "docker update --memory=268435456 --memory-swap=536870912 shop-1",
    ),
    (
        *("set-resources", {"service": "shop", "resource": "cpu", "limit": "1500m"}, "reversible"),
        "docker update --cpus=1.500 shop-1",
        "docker update --cpus=0.500 shop-1",
    ),
    (
        *("isolate-network", {"service": "shop"}, "reversible"),
        "docker network disconnect shop_default shop-1",
        "docker network connect shop_default shop-1",
    ),
    ("start", {"service": "mail"}, "reversible", "pct start 210", "pct shutdown 210"),
    ("stop", {"service": "db"}, "reversible", "qm shutdown 310", "qm start 310"),
    ("restart", {"service": "db"}, "one-way", "qm reboot 310", ""),
    ("restore-backup", {"service": "mail"}, "destructive", "pct rollback 210 before-upgrade", ""),
    ("reconcile", {"service": "cart"}, "one-way", "flux --context lab reconcile kustomization apps -n shop", ""),
    (
        *("suspend-gitops", {"service": "cart"}, "destructive"),
        "flux --context lab suspend kustomization apps -n shop",
        "flux --context lab resume kustomization apps -n shop",
    ),
    ("expand-volume", {"service": "files"}, "one-way", "lvextend --resizefs --size=+2G vg0/files", ""),
]


def world(**more: Any) -> RecordedWorld:
    return RecordedWorld({**ANSWERS, **more}, SETTINGS)


@pytest.mark.parametrize(("action", "params", "risk", "argv", "undo"), CASES)
async def test_it_runs_in_a_known_shape_and_its_readings_are_in_the_catalogue(
    action: str, params: dict[str, str], risk: str, argv: str, undo: str
) -> None:
    asked = world()
    plan = await CATALOGUE.plan(Fix(action, params), asked)
    assert (" ".join(plan.argv), " ".join(plan.undo or ()), plan.risk) == (argv, undo, risk)
    assert all(fits(each, ("--context", "lab")) for each in (plan.argv, plan.dry, plan.undo) if each)
    source = StateSource(SETTINGS, ManualClock(AT))
    assert all(source.accepts(query) for query in asked.asked)
    assert plan.after is not None
    assert source.accepts(plan.after)


@pytest.mark.parametrize(
    ("fix", "answers", "says"),
    [
        (Fix("set-resources", {"service": "shop", "limit": "2Gi"}), {}, "at most"),
        (Fix("set-resources", {"service": "shop"}), {DOCKER: "0|0"}, "no memory limit"),
        (Fix("isolate-network", {"service": "shop"}), {NETWORKS: "0f3a|a b "}, "one named network"),
        (Fix("isolate-network", {"service": "shop"}), {NETWORKS: "0f3a|host "}, "one named network"),
        (Fix("start", {"service": "db"}), {}, "runs already"),
        (Fix("start", {"service": "odd"}), {}, "not a plain unit name"),
        (Fix("restore-backup", {"service": "mail"}), {"pct listsnapshot 210": "current"}, "no snapshot"),
        (Fix("restore-backup", {"service": "shop"}), {}, "must name one restic repository"),
        (Fix("restore-backup", {"service": "cart"}), {}, "does not exist on this platform"),
        (Fix("expand-volume", {"service": "shop"}), {}, "no logical volume"),
        (Fix("expand-volume", {"service": "files"}), {"lvs": "10737418240|10737418240"}, "limit is 10 GiB"),
        (Fix("expand-volume", {"service": "files"}), {"lvs": "4294967296|1073741824"}, "1073741824 free"),
        (Fix("rotate-secret", {"service": "shop"}), {}, "to be done by hand: issue a new secret"),
    ],
)
async def test_what_the_world_does_not_show_is_refused(fix: Fix, answers: dict[str, str], says: str) -> None:
    with pytest.raises(RefusedByPolicy, match=says):
        await CATALOGUE.plan(fix, RecordedWorld({**ANSWERS, **answers}, SETTINGS))


def test_every_action_has_a_platform_of_its_own() -> None:
    assert {entry[1] for entry in CATALOGUE.entries} == {"host", "docker", "kubernetes", "node", "proxmox"}
    assert len(engine_actions()) == len({(each.id, getattr(each, "platform", "")) for each in engine_actions()})
