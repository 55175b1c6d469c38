"""Actions on a cluster, through the gate: what runs, what a later reading shows, what the undo leaves."""

import copy
from collections.abc import Iterator
from dataclasses import replace

import pytest

from astreinte.actions import Catalogue, Effects, NotNeeded, Warrant, all_actions, cluster_actions
from astreinte.config import Settings
from astreinte.domain import Fix, ManualClock, Query, Reading
from astreinte.errors import RefusedByPolicy
from astreinte.memory import Database, SqlLedger

from .kube import SETTINGS, Cluster
from .world import AT

INC = "INC-20260301-01"
CART, NODE = {"service": "cart"}, {"service": "n1"}


def patched(ref: str, path: str, wanted: str, now: str = "") -> str:
    """The command of a JSON patch, values as JSON."""
    test = f'{{"op":"test","path":"{path}","value":{now}}},' if now else ""
    return f'patch {ref} -n shop --type=json -p [{test}{{"op":"add","path":"{path}","value":{wanted}}}]'


REVERSIBLE = [
    (Fix("rollout-undo", CART), "rollout undo deployment/cart -n shop --to-revision=3"),
    (Fix("scale", CART), "scale deployment/cart -n shop --replicas=3"),
    (Fix("scale", {**CART, "replicas": "4"}), "scale deployment/cart -n shop --replicas=4"),
    (Fix("stop", CART), "scale deployment/cart -n shop --replicas=0"),
    (Fix("set-resources", CART), "set resources deployment/cart -n shop -c cart --limits=memory=512Mi"),
    (
        Fix("set-resources", {**CART, "resource": "cpu", "limit": "750m"}),
        "set resources deployment/cart -n shop -c cart --limits=cpu=750m",
    ),
    (Fix("set-image", CART), "set image deployment/cart -n shop cart=registry.example/cart:1.2"),
    (
        Fix("set-image", {**CART, "image": "registry.example/cart:1.3"}),
        "set image deployment/cart -n shop cart=registry.example/cart:1.3",
    ),
    (Fix("set-env", CART), "set env deployment/cart -n shop -c cart MODE=fast"),
    (
        Fix("patch-workload", {**CART, "what": "liveness-port"}),
        patched("deployment/cart", "/spec/template/spec/containers/0/livenessProbe/httpGet/port", "8080", "9090"),
    ),
    (
        Fix("patch-workload", {**CART, "what": "liveness-delay"}),
        patched("deployment/cart", "/spec/template/spec/containers/0/livenessProbe/initialDelaySeconds", "30", "5"),
    ),
    (
        Fix("patch-service", {**CART, "what": "selector"}),
        patched("service/cart", "/spec/selector", '{"app":"cart"}', '{"app":"kart"}'),
    ),
    (
        Fix("patch-service", {**CART, "what": "target-port"}),
        patched("service/cart", "/spec/ports/0/targetPort", "8080", "8081"),
    ),
    (
        Fix("patch-service", {**CART, "what": "protocol"}),
        patched("service/cart", "/spec/ports/0/protocol", '"TCP"', '"UDP"'),
    ),
    (
        Fix("raise-quota", CART),
        patched("resourcequota/team", "/spec/hard/limits.memory", '"2Gi"', '"1Gi"'),
    ),
    (
        Fix("isolate-network", CART),
        patched("service/cart", "/spec/selector/astreinte-isolated", '"true"'),
    ),
    (
        Fix("patch-route", CART),
        patched(
            "ingress/cart",
            "/spec/rules/0/http/paths/0/backend/service",
            '{"name":"cart","port":{"number":80}}',
            '{"name":"kart","port":{"number":81}}',
        ),
    ),
    (
        Fix("patch-policy", {**CART, "what": "flow"}),
        patched(
            "networkpolicy/cart-only",
            "/spec/ingress",
            '[{"ports":[{"port":9090}]},{"from":[{"podSelector":{}}],"ports":[{"port":8080,"protocol":"TCP"}]}]',
            '[{"ports":[{"port":9090}]}]',
        ),
    ),
    (
        Fix("patch-policy", {**CART, "what": "budget"}),
        patched("poddisruptionbudget/cart-budget", "/spec/minAvailable", "1", "2"),
    ),
    (
        Fix("patch-autoscaler", CART),
        patched("horizontalpodautoscaler/cart", "/spec/scaleTargetRef/name", '"cart"', '"kart"'),
    ),
    (
        Fix("patch-autoscaler", {**CART, "what": "most"}),
        patched("horizontalpodautoscaler/cart", "/spec/maxReplicas", "4", "2"),
    ),
    (Fix("apply-object", CART), "create -n shop -f /srv/gitops/cart-account.yaml"),
    (Fix("uncordon", NODE), "uncordon n1"),
    (Fix("label-node", NODE), "label node/n1 disk=ssd --overwrite"),
    (Fix("remove-taint", NODE), "taint node n1 old/hold:NoSchedule-"),
]


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def ledger() -> Iterator[SqlLedger]:
    database = Database.open("sqlite:///:memory:")
    yield SqlLedger(database, ManualClock(AT))
    database.close()


def gate(cluster: Cluster, ledger: SqlLedger, settings: Settings = SETTINGS) -> Effects:
    return Effects(settings, Catalogue(all_actions("/kept")), ledger, cluster, cluster.ask, clock=ManualClock(AT))


@pytest.mark.parametrize(("fix", "argv"), REVERSIBLE, ids=lambda each: each.action if isinstance(each, Fix) else "")
async def test_it_is_rehearsed_applied_seen_and_taken_back(
    cluster: Cluster, ledger: SqlLedger, fix: Fix, argv: str
) -> None:
    effects, before = gate(cluster, ledger), copy.deepcopy(cluster.objects)
    under, plan = Warrant(INC, await effects.claim(INC), 1), await effects.plan(fix)
    record = await effects.apply(under, plan)
    assert " ".join(plan.argv) == f"kubectl --context lab {argv}"
    assert (record.state, record.verified, plan.risk) == ("done", True, "reversible")
    assert cluster.rehearsed == [(*plan.argv, "--dry-run=server")]
    undone = await effects.undo(under, record)
    assert undone is not None
    assert undone.state == "undone"
    if fix.action != "rollout-undo":
        cluster.objects["deployment/cart"]["metadata"] = before["deployment/cart"]["metadata"]
        assert cluster.objects == before


@pytest.mark.parametrize(
    ("fix", "argv"),
    [
        (Fix("restart", CART), "rollout restart deployment/cart -n shop"),
        (Fix("delete-pod", {**CART, "pod": "cart-7c9f-x2x"}), "delete pod cart-7c9f-x2x -n shop --wait=false"),
    ],
)
async def test_what_loses_nothing_has_no_undo(cluster: Cluster, ledger: SqlLedger, fix: Fix, argv: str) -> None:
    effects = gate(cluster, ledger)
    plan = await effects.plan(fix)
    record = await effects.apply(Warrant(INC, await effects.claim(INC), 1), plan)
    assert (record.verified, plan.risk, plan.undo) == (True, "one-way", None)
    assert [" ".join(each) for each in cluster.ran] == [f"kubectl --context lab {argv}"]


async def test_a_dry_run_that_fails_stops_it(cluster: Cluster, ledger: SqlLedger) -> None:
    cluster.refuses = "admission webhook denied the request"
    effects = gate(cluster, ledger)
    under, plan = Warrant(INC, await effects.claim(INC), 1), await effects.plan(Fix("scale", CART))
    with pytest.raises(RefusedByPolicy, match="admission webhook denied"):
        await effects.apply(under, plan)
    assert (cluster.ran, await effects.records(INC)) == ([], [])


@pytest.mark.parametrize(
    ("fix", "says"),
    [
        (Fix("scale", {**CART, "replicas": "5"}), "out of bounds"),
        (Fix("scale", {**CART, "replicas": "0"}), "out of bounds"),
        (Fix("scale", {**CART, "replicas": "-1"}), "not a number"),
        (Fix("set-resources", {**CART, "limit": "2Gi"}), "at most 1Gi"),
        (Fix("set-resources", {**CART, "limit": "1Mi"}), "above 256Mi"),
        (Fix("set-image", {**CART, "image": "evil.example/cart:1"}), "neither in the inventory"),
        (Fix("set-env", {**CART, "name": "PATH"}), "no good value"),
        (Fix("patch-workload", {**CART, "what": "command"}), "'what' value refused"),
        (Fix("rollout-undo", {**CART, "revision": "4"}), "not in the earlier history"),
        (Fix("delete-pod", {**CART, "pod": "mail-5d-abc"}), "does not belong"),
        (Fix("uncordon", {"service": "n2"}), "cannot be applied|does not exist on this platform"),
        (Fix("cordon", NODE), "that way already"),
    ],
)
async def test_what_the_inventory_or_the_cluster_does_not_show_is_refused(
    cluster: Cluster, ledger: SqlLedger, fix: Fix, says: str
) -> None:
    with pytest.raises(RefusedByPolicy, match=says):
        await gate(cluster, ledger).plan(fix)
    assert cluster.ran == []


async def test_a_repaired_target_needs_nothing(cluster: Cluster, ledger: SqlLedger) -> None:
    cluster.container["livenessProbe"]["httpGet"]["port"] = 8080
    with pytest.raises(NotNeeded):
        await gate(cluster, ledger).plan(Fix("patch-workload", {**CART, "what": "liveness-port"}))


async def test_two_containers_ask_for_a_name(cluster: Cluster, ledger: SqlLedger) -> None:
    cluster.cart["template"]["spec"]["containers"].append({"name": "proxy"})
    with pytest.raises(RefusedByPolicy, match=r"workload\.container.*cart, proxy"):
        await gate(cluster, ledger).plan(Fix("set-resources", CART))


async def test_another_generation_is_another_plan(cluster: Cluster, ledger: SqlLedger) -> None:
    """What was approved for one revision of the target does not count for the next."""
    effects = gate(cluster, ledger)
    first = await effects.plan(Fix("scale", CART))
    cluster.objects["deployment/cart"]["metadata"]["generation"] += 1
    again = await effects.plan(Fix("scale", CART))
    assert (first.argv, first.fingerprint != again.fingerprint) == (again.argv, True)


async def test_a_plan_of_no_known_shape_does_not_run(cluster: Cluster, ledger: SqlLedger) -> None:
    """Whatever planned it: the gate looks at the argument list itself."""
    effects = gate(cluster, ledger)
    under, plan = Warrant(INC, await effects.claim(INC), 1), await effects.plan(Fix("restart", CART))
    for argv in (
        ("kubectl", "--context", "other", *plan.argv[3:]),
        (*plan.argv, "--all"),
        ("sh", "-c", "reboot"),
        ("kubectl", "--context", "lab", "delete", "namespace", "shop"),
        (),
    ):
        with pytest.raises(RefusedByPolicy, match="no shape"):
            await effects.apply(under, replace(plan, argv=argv))
    assert cluster.ran == []


@pytest.mark.parametrize("action", sorted({each.id for each in cluster_actions("/kept")}))
async def test_an_unreadable_cluster_changes_nothing(action: str) -> None:
    class Deaf(Cluster):
        async def ask(self, query: Query) -> Reading:
            return Reading(query, AT, "error", why="connection refused")

    deaf = Deaf()
    deaf.settings = SETTINGS  # type: ignore[attr-defined]
    wanted = {"patch-workload": "liveness-port", "patch-service": "selector", "patch-policy": "flow"}
    params = NODE if action in {"cordon", "uncordon", "label-node", "remove-taint"} else CART
    more = {"what": wanted[action]} if action in wanted else {"pod": "cart-7c9f-x2x"} if action == "delete-pod" else {}
    with pytest.raises(RefusedByPolicy, match="connection refused"):
        await Catalogue(cluster_actions("/kept")).plan(Fix(action, {**params, **more}), deaf)  # type: ignore[arg-type]
