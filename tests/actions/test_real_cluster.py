"""Actions on a real API server, with the rights of the shipped manifests and no others: applied, seen, taken back."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from astreinte.actions import Catalogue, Effects, HostExecutor, Warrant, all_actions
from astreinte.config import Settings
from astreinte.domain import Answer, Fix, Plan, Query, Reading, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import StateSource
from astreinte.memory import MemoryLedger
from tests.api_server import ApiServer, api_server, missing

REASONS = missing()
INC, CART = "INC-20260301-01", {"service": "cart"}
pytestmark = [
    pytest.mark.live,
    pytest.mark.xdist_group("kubernetes"),
    pytest.mark.skipif(bool(REASONS), reason=f"live Kubernetes: {'; '.join(REASONS)}"),
]
LABELS = {"app": "cart"}


def made(kind: str, version: str, name: str, spec: dict[str, Any] | None = None) -> dict[str, Any]:
    meta = {"name": name, "namespace": "shop"}
    return {"apiVersion": version, "kind": kind, "metadata": meta, **({"spec": spec} if spec is not None else {})}


def claim(**spec: Any) -> dict[str, Any]:
    asked = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return made("PersistentVolumeClaim", "v1", "cart-data", asked)


def world() -> list[dict[str, Any]]:
    container = {
        "name": "cart",
        "image": "registry.example/cart:1.4",
        "ports": [{"containerPort": 8080}],
        "resources": {"limits": {"memory": "256Mi"}},
        "livenessProbe": {"httpGet": {"port": 9090}, "initialDelaySeconds": 5},
        "env": [{"name": "MODE", "value": "slow"}],
    }
    pod = {"metadata": {"labels": LABELS}, "spec": {"containers": [container]}}
    path = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "kart", "port": {"number": 81}}}}
    aim = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "kart"}
    policy = {"podSelector": {"matchLabels": LABELS}, "policyTypes": ["Ingress"]}
    budget = {"minAvailable": 2, "selector": {"matchLabels": LABELS}}
    return [
        made("Deployment", "apps/v1", "cart", {"replicas": 2, "selector": {"matchLabels": LABELS}, "template": pod}),
        made("Service", "v1", "cart", {"selector": {"app": "kart"}, "ports": [{"port": 80, "targetPort": 8081}]}),
        made("Ingress", "networking.k8s.io/v1", "cart", {"rules": [{"http": {"paths": [path]}}]}),
        made("NetworkPolicy", "networking.k8s.io/v1", "cart-only", policy),
        made("PodDisruptionBudget", "policy/v1beta1", "cart-budget", budget),
        made("HorizontalPodAutoscaler", "autoscaling/v1", "cart", {"scaleTargetRef": aim, "maxReplicas": 2}),
        claim(storageClassName="gone"),
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "disk"}, "provisioner": "x/y"},
    ]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[ApiServer]:
    with api_server(tmp_path_factory.mktemp("api")) as running:
        running.create(*world())
        running.status("/apis/policy/v1beta1/namespaces/shop/poddisruptionbudgets/cart-budget", PODS)
        running.status("/api/v1/namespaces/shop/persistentvolumeclaims/cart-data", {"phase": "Pending"})
        yield running


PODS = {"expectedPods": 2, "currentHealthy": 2, "desiredHealthy": 2, "disruptionsAllowed": 0, "observedGeneration": 1}


@pytest.fixture
def gate(cluster: ApiServer, tmp_path: Path) -> Effects:
    account = tmp_path / "account.yaml"
    account.write_text("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: cart}\n", "utf-8")
    bounds = {
        "namespace": "shop", "memory": "1Gi", "replicas": 4, "images": ["registry.example/cart:1.3"],
        "env": {"MODE": "fast"}, "policy": "cart-only", "budget": "cart-budget", "claim": "cart-data",
        "manifests": {"serviceaccount/cart": str(account)},
    }  # fmt: skip
    settings = Settings.model_validate(
        {
            "language": "en",
            "services": {"cart": {"domain": "k3s", "workload": bounds}},
            "cluster": {"kubeconfig": cluster.kubeconfig, "context": "lab"},
        }
    )
    clock = SystemClock()
    source = StateSource(settings, clock)

    async def ask(query: Query) -> Reading:
        try:
            return await source.read(query)
        except ReadingUnavailable as error:
            return Reading(query, clock.now(), "error", why=str(error))

    actions = Catalogue(all_actions(str(tmp_path / "kept")))
    return Effects(settings, actions, MemoryLedger(clock), HostExecutor("en"), ask, clock=clock)


CASES: list[tuple[str, dict[str, str], str]] = [
    ("scale", {}, "deployment/cart"),
    ("stop", {}, "deployment/cart"),
    ("set-resources", {}, "deployment/cart"),
    ("set-image", {}, "deployment/cart"),
    ("set-env", {}, "deployment/cart"),
    ("patch-workload", {"what": "liveness-port"}, "deployment/cart"),
    ("patch-workload", {"what": "liveness-delay"}, "deployment/cart"),
    ("patch-service", {"what": "selector"}, "service/cart"),
    ("patch-service", {"what": "target-port"}, "service/cart"),
    ("patch-route", {}, "ingress/cart"),
    ("patch-policy", {"what": "flow"}, "networkpolicy/cart-only"),
    ("patch-policy", {"what": "budget"}, "poddisruptionbudget/cart-budget"),
    ("patch-autoscaler", {}, "horizontalpodautoscaler/cart"),
    ("patch-autoscaler", {"what": "most"}, "horizontalpodautoscaler/cart"),
    ("isolate-network", {}, "service/cart"),
]


@pytest.mark.parametrize(("action", "params", "ref"), CASES, ids=lambda each: each if isinstance(each, str) else "")
async def test_it_is_applied_seen_and_taken_back(
    gate: Effects, cluster: ApiServer, action: str, params: dict[str, str], ref: str
) -> None:
    before = cluster.show(ref)["spec"]
    under = Warrant(INC, await gate.claim(INC), 1)
    record = await gate.apply(under, await gate.plan(Fix(action, {**CART, **params})))
    assert (record.state, record.verified) == ("done", True), record.output
    assert cluster.show(ref)["spec"] != before
    undone = await gate.undo(under, record)
    assert undone is not None
    assert undone.state == "undone", undone.output
    assert cluster.show(ref)["spec"] == before


async def test_an_absent_object_is_made_and_unmade(gate: Effects, cluster: ApiServer) -> None:
    under = Warrant(INC, await gate.claim(INC), 1)
    record = await gate.apply(under, await gate.plan(Fix("apply-object", CART)))
    assert (record.state, record.verified) == ("done", True), record.output
    assert "cart" in cluster.kubectl("get", "serviceaccounts", "-n", "shop")
    assert (await gate.undo(under, record)) is not None
    assert "cart" not in cluster.kubectl("get", "serviceaccounts", "-n", "shop")


def approved(plan: Plan) -> Answer:
    now = SystemClock().now()
    return Answer("q", "approve", "camille", now, fingerprint=plan.fingerprint)


async def test_a_claim_without_a_volume_is_made_again_and_put_back(gate: Effects, cluster: ApiServer) -> None:
    plan = await gate.plan(Fix("recreate-claim", {**CART, "what": "class"}))
    under = Warrant(INC, await gate.claim(INC), 1, approval=approved(plan))
    record = await gate.apply(under, plan)
    assert (record.state, record.verified) == ("done", True), record.output
    assert cluster.show("persistentvolumeclaim/cart-data")["spec"]["storageClassName"] == "disk"
    undone = await gate.undo(under, record)
    assert undone is not None
    assert undone.state == "undone", undone.output
    assert cluster.show("persistentvolumeclaim/cart-data")["spec"]["storageClassName"] == "gone"


async def test_the_account_of_the_manifests_may_do_no_more(gate: Effects, cluster: ApiServer) -> None:
    for verb, resource in [
        ("get", "secrets"),
        ("create", "pods/exec"),
        ("delete", "deployments"),
        ("get", "configmaps"),
    ]:
        words = ["auth", "can-i", verb, resource, "-n", "shop", "--as", "system:serviceaccount:astreinte:astreinte"]
        with pytest.raises(AssertionError):
            cluster.kubectl(*words)
