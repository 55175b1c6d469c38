# ruff: noqa: E501 - outputs of tools are as wide as they are
"""A hotel's booking shop on K3s: nothing is known of it but what the cluster and its logs say."""

import json

import pytest

from astreinte.evidence import Recording

from .played import Unseen, commit, every_minute, told

PODS = "NAME                        READY   STATUS             RESTARTS        AGE    IP           NODE     NOMINATED NODE   READINESS GATES"


def pods(*rows: tuple[str, str, str, str]) -> Recording:
    """Name, ready, status and restarts of each; the front end is always there and well."""
    every = (("front-6c5b4d7f8-qqqqq", "1/1", "Running", "0"), *rows)
    lines = [
        f"{name:<27} {ready:<7} {status:<18} {restarts:<15} 9d     10.42.0.{i}    {'<none>' if status == 'Pending' else 'n1':<8} <none>           <none>"
        for i, (name, ready, status, restarts) in enumerate(every, 3)
    ]
    return told("kubectl get pods -n hotel -o wide", PODS, *lines)


EVENTS = "LAST SEEN   TYPE      REASON             OBJECT                      MESSAGE"
NODES = told(
    "kubectl get nodes",
    "NAME   STATUS                     ROLES                  AGE   VERSION",
    "n0     Ready,SchedulingDisabled   control-plane,master   90d   v1.31.4+k3s1",
    "n1     Ready                      <none>                 90d   v1.31.4+k3s1",
)
EXITED = {
    "status": {
        "metadata": {"attempt": 6, "name": "desk"}, "state": "CONTAINER_EXITED", "exitCode": 2, "reason": "Error",
        "labels": {"io.kubernetes.pod.name": "desk-7d9f8c6b5-x2x9k", "io.kubernetes.pod.namespace": "hotel"},
    }
}  # fmt: skip

INCIDENTS = {
    "an image and a claim of memory: two hypotheses": Unseen(
        "Rooms cannot be priced, and bookings are not stored", "front",
        [
            pods(("rates-7d9f8c6b5-x2x9k", "0/1", "ImagePullBackOff", "0"), ("ledger-0", "0/1", "Pending", "0")),
            told("kubectl get events -n hotel", EVENTS, '2m          Warning   Failed             pod/rates-7d9f8c6b5-x2x9k   Failed to pull image "hotel/rates:2.4": rpc error: code = NotFound desc = failed to resolve reference "hotel/rates:2.4": not found', "2m          Warning   FailedScheduling   pod/ledger-0                0/2 nodes are available: 2 Insufficient memory."),
            NODES,
        ],
        ("image-reference-incorrect", "rates"), ("memory-capacity-insufficient", "ledger"), ("A second, independent fault",),
    ),
    "a store that is damaged, not the two that call it": Unseen(
        "Bookings fail", "front",
        [
            pods(("rooms-5c5b4d7f8-zzzzz", "1/1", "Running", "0"), ("ledger-0", "0/1", "CrashLoopBackOff", "8 (70s ago)")),
            told("kubectl logs ledger-0 -n hotel", "2026-09-14T09:58:01Z PANIC: could not locate a valid checkpoint record", "2026-09-14T09:58:01Z ERROR: invalid page in block 4211 of relation base/16384/2619"),
            told("kubectl logs rooms-5c5b4d7f8-zzzzz -n hotel", *every_minute("{at} ERROR hold room: dial tcp 10.43.0.9:5432: connect: connection refused (ledger:5432)", seconds=(3, 33))),
            told("kubectl logs front-6c5b4d7f8-qqqqq -n hotel", *every_minute("{at} ERROR POST /book: 503 Service Unavailable from http://rooms:8080/hold", seconds=(3, 13, 23, 33, 43, 53))),
        ],
        ("data-corruption", "ledger"),
    ),
    "a commit asked for more memory than there is; the front end is loud": Unseen(
        "Front answers 503", "front",
        [
            pods(("rooms-8c5b4d7f8-aaaaa", "0/1", "Pending", "0")),
            told("kubectl get deployments -n hotel", "NAME    READY   UP-TO-DATE   AVAILABLE   AGE", "front   1/1     1            1           90d", "rooms   0/1     1            0           90d"),
            told("kubectl get events -n hotel", EVENTS, "10s         Warning   FailedScheduling   pod/rooms-8c5b4d7f8-aaaaa   0/2 nodes are available: 2 Insufficient memory."),
            commit("/srv/fleet", "09:39:30", "rooms: more memory", "apps/hotel/rooms.yaml"),
            told("kubectl logs front-6c5b4d7f8-qqqqq -n hotel", *every_minute("{at} ERROR GET /rooms: connect to rooms:8080: connection refused", seconds=(3, 13, 23, 33, 43, 53))),
        ],
        ("memory-capacity-insufficient", "rooms"), says=("supported by config-changed", "rooms: more memory"),
    ),
    "a selector, beside a cordoned control plane and restarts of last month": Unseen(
        "Prices are missing", "rates",
        [
            pods(("rates-7d9f8c6b5-x2x9k", "1/1", "Running", "12 (40d ago)")),
            told("kubectl get svc -n hotel -o wide", "NAME    TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE   SELECTOR", "rates   ClusterIP   10.43.0.7    <none>        8080/TCP   90d   app=rate", "front   ClusterIP   10.43.0.8    <none>        8080/TCP   90d   app=front"),
            told("kubectl get endpoints -n hotel", "NAME    ENDPOINTS          AGE", "rates   <none>             90d", "front   10.42.0.3:8080     90d"),
            told("kubectl get pods -n hotel --show-labels", "NAME                    READY   STATUS    RESTARTS       AGE   LABELS", "front-6c5b4d7f8-qqqqq   1/1     Running   0              9d    app=front,pod-template-hash=6c5b4d7f8", "rates-7d9f8c6b5-x2x9k   1/1     Running   12 (40d ago)   90d   app=rates,pod-template-hash=7d9f8c6b5"),
            NODES,
        ],
        ("service-selector-mismatch", "rates"),
    ),
    "what Argo CD could not apply": Unseen(
        "rooms is not updated", "rooms",
        [
            told("argocd app get rooms", "Name:               argocd/rooms", "Sync Status:        OutOfSync from main (1a2b3c4)", "Health Status:      Degraded", "", "CONDITION  MESSAGE                                         LAST TRANSITION", 'SyncError  Failed sync attempt to 1a2b3c4: Deployment.apps "rooms" is invalid: image: Required value   2026-09-14 09:55:00 +0000 UTC'),
            pods(("rooms-5c5b4d7f8-zzzzz", "1/1", "Running", "0")),
        ],
        ("gitops-reconcile-failed", "rooms"),
    ),
    "what a node's own runtime tells while the cluster does not answer": Unseen(
        "The desk does not answer on n1", "desk",
        [
            told("crictl ps -a", "CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD", "3f2a9c1b7d1e0       9a1b2c3d4e5f6       2 minutes ago       Exited              desk                6                   0b1c2d3e4f5a6       desk-7d9f8c6b5-x2x9k"),
            told("crictl logs 3f2a9c1b7d1e0", "panic: runtime error: index out of range [3] with length 3"),
            told("crictl inspect 3f2a9c1b7d1e0", json.dumps(EXITED)),
        ],
        ("app-crash", "desk"),
    ),
    "nothing is wrong, and what was looked at is named": Unseen(
        "FrontErrors", "front",
        [
            pods(("rates-7d9f8c6b5-x2x9k", "1/1", "Running", "0")),
            told("kubectl get deployments -n hotel", "NAME    READY   UP-TO-DATE   AVAILABLE   AGE", "front   1/1     1            1           90d", "rates   1/1     1            1           90d"),
            told("kubectl get nodes", "NAME   STATUS   ROLES                  AGE   VERSION", "n1     Ready    control-plane,master   90d   v1.31.4+k3s1"),
            told("kubectl get events -n hotel", "No resources found in hotel namespace."),
        ],
        ("no-fault", "front"), says=("kubelet-unavailable (`kubectl get nodes` does not show it)",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
async def test_a_hotel_on_k3s(incident: Unseen) -> None:
    await incident.in_cluster("hotel").holds()
