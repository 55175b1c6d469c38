# ruff: noqa: E501 - messages of Kubernetes are as long as they are
"""Faults of a small cluster, each diagnosed through the whole graph: cause, and what it sits on."""

import pytest

from astreinte.replay import play
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Scenario
from tests.evidence.kubernetes.bookshop import AT, NS, Shop, event, node, quota, shop, waiting

ENDED = "    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       {}\n      Exit Code:    {}\n    Ready:          False\n    Restart Count:  6"
LOOPING = {"status": "CrashLoopBackOff", "ready": "0/1", "restarts": "6 (20s ago)", "endpoints": " "}
KILLED = event("Killing", "Container main failed liveness probe, will be restarted", kind="Normal")
LIVENESS = "    Liveness:       {} delay={}s timeout=1s period=5s #success=1 #failure=3\n    Readiness:      http-get http://:8080/ready delay=5s timeout=1s period=10s #success=1 #failure=3"
DIED = "systemd\n     Active: inactive (dead) since Mon 2026-05-04 11:50:00 UTC"


def pending(message: str, **more: object) -> dict[str, object]:
    return {**waiting(), "events": event("FailedScheduling", message, source="default-scheduler"), **more}


def refused(message: str) -> dict[str, object]:
    text = event("FailedCreate", f"Error creating: {message}", source="replicaset-controller")
    return {"pods": 0, "ready": "0/1", "endpoints": "<none>", "set_events": text}


def claims(volumes: str, storage_class: str = "slow") -> Shop:
    made = shop(
        ledger={
            **waiting(),
            "claim": "books",
            "events": event(
                "FailedScheduling", "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims."
            ),
        }
    )
    listed = f"NAME    STATUS    VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE\nbooks   Pending                                      {storage_class:<12}   9m\n"
    manifest = f"apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: books\n  namespace: {NS}\nspec:\n  accessModes: [ReadWriteMany]\n  storageClassName: {storage_class}\n  resources:\n    requests:\n      storage: 8Gi\n"
    made.extra = [
        (f"get pvc -n {NS}", listed),
        (
            "get pv",
            "NAME     CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS      CLAIM        STORAGECLASS   AGE\n"
            + volumes,
        ),
        (
            "get storageclass",
            "NAME   PROVISIONER                    AGE\nslow   kubernetes.io/no-provisioner   9d\nfast   kubernetes.io/no-provisioner   9d\n",
        ),
        (f"get pvc books -n {NS} -o yaml", manifest),
    ]
    return made


def logged(made: Shop, **logs: str) -> Shop:
    made.logs = logs
    return made


def extended(made: Shop, *extra: tuple[str, str]) -> Shop:
    made.extra = list(extra)
    return made


def on_nodes(made: Shop, nodes: str) -> Shop:
    made.nodes = nodes
    return made


def with_unit(made: Shop, where: str, unit: str) -> Shop:
    made.units = {(where, unit): f"● {unit}.service - {DIED}"}
    return made


FAULTS: dict[str, tuple[Shop, str]] = {
    "missing-service-account": (shop(stock=refused('error looking up service account shop/stock: serviceaccount "stock" not found')), "stock"),
    "namespace-cpu-quota-exceeded": (shop(stock=refused('pods "stock-1" is forbidden: exceeded quota: fair, requested: requests.cpu=500m, used: requests.cpu=2, limited: requests.cpu=2')), NS),
    "memory-capacity-insufficient": (shop(stock=pending("0/2 nodes are available: 2 Insufficient memory.")), "stock"),
    "node-selector-mismatch": (shop(stock=pending("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", node_selector="disk=tape")), "stock"),
    "taint-not-tolerated": (shop(stock=pending("0/2 nodes are available: 2 node(s) had untolerated taint {team: red}.")), "stock"),
    "node-cordoned": (on_nodes(shop(stock=pending("0/2 nodes are available: 2 node(s) were unschedulable.")), node("alder", cordoned=True) + node("birch", cordoned=True)), "stock"),
    "pvc-storage-class-mismatch": (claims("vol-1    8Gi        RWX            Retain           Available                fast           9m\n"), "ledger"),
    "pvc-capacity-mismatch": (claims("vol-1    1Gi        RWX            Retain           Available                slow           9m\n"), "ledger"),
    "pvc-access-mode-mismatch": (claims("vol-1    8Gi        RWO            Retain           Available                slow           9m\n"), "ledger"),
    "pv-already-bound": (claims("vol-1    8Gi        RWX            Retain           Bound       shop/diary   slow           9m\n"), "ledger"),
    "image-reference-incorrect": (shop(stock={**waiting(node="alder", status="ImagePullBackOff"), "events": event("Failed", 'Failed to pull image "registry.example/app:9": failed to resolve reference "registry.example/app:9": registry.example/app:9: not found')}), "stock"),
    "missing-image-pull-secret": (shop(stock={**waiting(node="alder", status="ImagePullBackOff"), "events": event("Failed", 'Failed to pull image "registry.example/app:9": failed to authorize: failed to fetch anonymous token: 401 Unauthorized')}), "stock"),
    "missing-secret": (shop(stock={**waiting(node="alder", status="CreateContainerConfigError"), "events": event("Failed", 'Error: secret "stock-keys" not found')}), "stock"),
    "oom-killed": (shop(stock={**LOOPING, "state": ENDED.format("OOMKilled", 137)}), "stock"),
    "liveness-probe-wrong-port": (shop(stock={**LOOPING, "state": ENDED.format("Error", 143), "probes": LIVENESS.format("http-get http://:9999/live", 5), "events": event("Unhealthy", 'Liveness probe failed: Get "http://10.0.0.3:9999/live": dial tcp 10.0.0.3:9999: connect: connection refused') + "\n" + KILLED}), "stock"),
    "liveness-probe-wrong-protocol": (shop(stock={**LOOPING, "state": ENDED.format("Error", 143), "probes": LIVENESS.format("grpc <pod>:8080", 5), "events": event("Unhealthy", 'Liveness probe failed: timeout: failed to connect service "10.0.0.3:8080" within 1s: context deadline exceeded') + "\n" + KILLED}), "stock"),
    "liveness-probe-timing": (shop(stock={**LOOPING, "state": ENDED.format("Error", 143), "probes": LIVENESS.format("http-get http://:8080/live", 1), "events": event("Unhealthy", 'Liveness probe failed: Get "http://10.0.0.3:8080/live": dial tcp 10.0.0.3:8080: connect: connection refused') + "\n" + KILLED}), "stock"),
    "readiness-probe-wrong-port": (shop(stock={"ready": "0/1", "endpoints": " ", "state": "    State:  Running\n    Ready:  False", "probes": "    Readiness:      http-get http://:9999/ready delay=5s timeout=1s period=10s #success=1 #failure=3", "events": event("Unhealthy", 'Readiness probe failed: Get "http://10.0.0.3:9999/ready": dial tcp 10.0.0.3:9999: connect: connection refused')}), "stock"),
    "sidecar-port-conflict": (shop(stock={**LOOPING, "state": ENDED.format("Error", 1), "second": "  cache:\n    Image:  registry.example/cache:2\n    Port:   8080/TCP\n    State:  Running\n    Ready:  True"}), "stock"),
    "deployment-zero-replicas": (shop(stock={"desired": 0, "pods": 0, "ready": "0/0", "endpoints": "<none>"}), "stock"),
    "db-credentials-invalid": (logged(shop(), orders="2026-05-04T11:59:50Z ERROR Access denied for user 'orders'@'10.0.0.2' (using password: YES)"), "orders"),
    "db-port-incorrect": (shop(orders={"env": {"LEDGER_HOST": "ledger", "LEDGER_PORT": "3307"}}), "orders"),
    "db-read-only": (logged(shop(), orders="2026-05-04T11:59:50Z ERROR The MySQL server is running with the --read-only option so it cannot execute this statement"), "ledger"),
    "db-connection-exhaustion": (logged(shop(), orders="2026-05-04T11:59:50Z ERROR Data source rejected establishment of connection, message from server: Too many connections"), "ledger"),
    "service-selector-mismatch": (shop(stock={"selector": "app=stocks", "endpoints": "<none>"}), "stock"),
    "service-port-mapping-mismatch": (shop(stock={"target": "9090"}), "stock"),
    "service-protocol-mismatch": (shop(stock={"protocol": "UDP"}), "stock"),
    "service-env-address-mismatch": (logged(shop(till={"env": {"ORDERS_ADDR": "orderz:8080"}}), till="2026-05-04T11:59:50Z ERROR dial tcp: lookup orderz on 10.96.0.10:53: no such host"), "till"),
    "service-dns-failure": (logged(shop(), till="2026-05-04T11:59:50Z ERROR dial tcp: lookup orders on 10.96.0.10:53: no such host"), "orders"),
    "namespace-service-quota-exceeded": (extended(shop(stock={"served": False}), (f"describe quota fair -n {NS}", quota(services="4/4"))), NS),
    "kubelet-unavailable": (with_unit(on_nodes(shop(), node("alder") + node("birch", ready="Unknown")), "birch", "kubelet"), "birch"),
    "containerd-unavailable": (with_unit(on_nodes(shop(), node("alder") + node("birch", ready="False")), "birch", "containerd"), "birch"),
    "kube-proxy-unavailable": (with_unit(shop(), "birch", "kube-proxy"), "birch"),
    "kube-scheduler-unavailable": (with_unit(shop(stock=waiting()), "oak", "kube-scheduler"), "oak"),
}  # fmt: skip


async def diagnosed(made: Shop) -> tuple[str | None, str]:
    declare = Declared(title="The shop does not serve", at=AT, source="alert")
    scenario = Scenario(id="case-1", declare=declare, environment=Environment(domain="k3s", policy="observe"))
    decision = (await play(take_of(scenario, made.recordings()))).outcome.decision
    return (decision.cause, decision.component) if decision else (None, "")


@pytest.mark.parametrize("cause", FAULTS)
async def test_fault_is_named_on_its_object(cause: str) -> None:
    """
    A fault of a cluster that nobody has tuned for is named, on the object that it sits on.
    """
    made, component = FAULTS[cause]

    assert (cause, component) == await diagnosed(made)


async def test_healthy_cluster_has_no_culprit() -> None:
    """
    Nothing is blamed where nothing fails.
    """
    assert (await diagnosed(shop()))[0] in {None, "no-fault"}


async def test_fresh_deployment_is_no_fault() -> None:
    """
    A refusal in the first second, a slow start and a name from before its Service are history once the pod is ready.
    """
    early = event("Unhealthy", "Readiness probe failed: dial tcp 10.0.0.3:8080: connect: connection refused", age="8m")
    account = event("FailedCreate", 'Error creating: serviceaccount "stock" not found', age="9m", source="rs")
    made = logged(
        shop(stock={"events": early, "set_events": account}),
        till="2026-05-04T11:51:02Z ERROR dial tcp: lookup stock on 10.96.0.10:53: no such host",
    )

    assert (await diagnosed(made))[0] in {None, "no-fault"}
