"""Docker, Proxmox, Flux and logical volumes: the argument list, its opposite, and what is refused."""

from typing import Any

import pytest

from astreinte.actions import Catalogue, all_actions, engine_actions
from astreinte.actions.shapes import fits
from astreinte.config import Settings
from astreinte.domain import Fix, ManualClock
from astreinte.errors import RefusedByPolicy
from astreinte.evidence import StateSource
from astreinte.evidence.sources.statements import ending

from .world import AT, RecordedWorld

CATALOGUE = Catalogue(all_actions("/kept"))
SETTINGS = Settings.model_validate(
    {
        "language": "en",
        "services": {
            "shop": {
                "manager": "docker",
                "unit": "shop-1",
                "network": "edge",
                "workload": {
                    "memory": "1Gi",
                    "cpu": "2",
                    "images": ["registry.example/shop:1.4"],
                    "env": {"MODE": "fast"},
                },
            },
            "mail": {"manager": "pct", "unit": "210", "snapshot": "before-upgrade"},
            "db": {"manager": "qm", "unit": "310"},
            "files": {"volume": {"name": "vg0/files", "step": 2, "most": 10}},
            "cart": {"domain": "k3s", "workload": {"namespace": "shop", "flux": "kustomization/apps"}},
            "ledger": {"manager": "docker", "unit": "ledger-db", "database": {"engine": "postgres", "idle": "2m"}},
            "base": {"database": {"engine": "postgres", "host": "/run/postgresql", "longest": "10m"}},
            "shaped": {},
            "odd": {"manager": "pct", "unit": "210; reboot"},
        },
        "cluster": {"context": "lab"},
    }
)
DOCKER = "docker inspect '--format={{.HostConfig.Memory}}|{{.HostConfig.NanoCpus}}' shop-1"
NETWORKS = "docker inspect '--format={{.Id}}|{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' shop-1"
RUNS = "docker inspect '--format={{.Id}}|{{.Config.Image}}|{{.State.Running}}' shop-1"
HOLDS = (
    "docker inspect '--format={{.Id}}|{{range .Config.Env}}"
    '{{if eq (index (split . "=") 0) "MODE"}}{{.}}{{end}}{{end}}'
    "' shop-1"
)
ANSWERS = {
    RUNS: "0f3a|registry.example/shop:1.5|true\n",
    HOLDS: "0f3a|MODE=slow\n",
    "docker": "3\n",
    "psql": "2\n",
    "tc": "qdisc noqueue 0: dev lo root refcnt 2 \nqdisc netem 8001: dev eth0 root refcnt 2 limit 1000 delay 100ms \n",
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
    (
        *("set-network", {"service": "shop"}, "reversible"),
        *("docker network connect edge shop-1", "docker network disconnect edge shop-1"),
    ),
    (
        *("set-image", {"service": "shop"}, "reversible"),
        "astreinte-procedure container-recreate shop-1 image=registry.example/shop:1.4",
        "astreinte-procedure container-restore shop-1",
    ),
    (
        *("set-env", {"service": "shop"}, "reversible"),
        "astreinte-procedure container-recreate shop-1 env=MODE=fast",
        "astreinte-procedure container-restore shop-1",
    ),
    (
        *("snapshot-volume", {"service": "mail"}, "reversible"),
        *("pct snapshot 210 astreinte-1", "pct delsnapshot 210 astreinte-1"),
    ),
    (
        *("clear-shaping", {"service": "shaped"}, "reversible"),
        "tc qdisc del dev eth0 root",
        "tc qdisc add dev eth0 root netem limit 1000 delay 100ms",
    ),
    (
        *("db-end-sessions", {"service": "ledger"}, "one-way"),
        "docker exec ledger-db psql -X -A -t --no-password -U postgres -d postgres -c " + ending("idle", 120),
        "",
    ),
    (
        *("db-end-sessions", {"service": "base", "what": "long"}, "one-way"),
        "psql -X -A -t --no-password -h /run/postgresql -p 5432 -U postgres -d postgres -c " + ending("long", 600),
        "",
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
        (Fix("set-network", {"service": "shop"}), {NETWORKS: "0f3a|edge "}, "hangs on edge already"),
        (Fix("set-image", {"service": "shop", "image": "elsewhere.example/x:1"}), {}, "neither in the inventory"),
        (Fix("set-env", {"service": "shop"}), {HOLDS: "0f3a|MODE=fast"}, "right already"),
        (Fix("db-end-sessions", {"service": "base"}), {"psql": "0"}, "no session of base"),
        (Fix("db-end-sessions", {"service": "shop"}), {}, "how to reach the database"),
        (Fix("clear-shaping", {"service": "shaped"}), {"tc": "qdisc noqueue 0: dev lo root refcnt 2"}, "one, and one"),
        (Fix("rotate-secret", {"service": "shop"}), {}, "to be done by hand: issue a new secret"),
    ],
)
async def test_what_the_world_does_not_show_is_refused(fix: Fix, answers: dict[str, str], says: str) -> None:
    with pytest.raises(RefusedByPolicy, match=says):
        await CATALOGUE.plan(fix, RecordedWorld({**ANSWERS, **answers}, SETTINGS))


def test_every_action_has_a_platform_of_its_own() -> None:
    assert {entry[1] for entry in CATALOGUE.entries} == {"host", "docker", "kubernetes", "node", "proxmox"}
    assert len(engine_actions()) == len({(each.id, getattr(each, "platform", "")) for each in engine_actions()})
