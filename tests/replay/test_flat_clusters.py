"""A cluster in the flat JSON that monitoring tools print: faults, and episodes that are over."""

from typing import Any

import pytest

from astreinte.evidence import Recording

from .managed import alert, at, diagnosed, recorded

NODE = "worker-1"
LATE = "till-5c9d8f7b66-late2"
SPARE = "till-5c9d8f7b66-k8v2m"


def pod(name: str, *, ready: bool = True, restarts: int = 0, **more: Any) -> dict[str, Any]:
    state = more.pop("state", {"running": True})
    container = {"name": "main", "ready": ready, "restart_count": restarts, "state": state}
    known = {"name": name, "namespace": "shop", "phase": "Running", "node_name": NODE, "start_time": at(-900)}
    return {**known, "containers": [container], **more}


def cluster(*pods: dict[str, Any], events: list[dict[str, Any]], desired: int = 2, ready: int = 2) -> list[Recording]:
    made = {"name": "till", "namespace": "shop", "desired": desired, "ready": ready, "available": ready}
    nodes = [{"name": NODE, "ready": "True", "memory_pressure": "False", "disk_pressure": "False"}]
    return [
        recorded("kubectl", "get pods -o json", {"pods": list(pods)}),
        recorded("kubectl", "get deployments -o json", {"deployments": [made]}),
        recorded("kubectl", "get nodes -o json", {"nodes": nodes}),
        recorded("kubectl", "get events -o json", {"warning_events": events}),
    ]


def warned(subject: str, reason: str, message: str, minute: float = 18, count: int = 1) -> dict[str, Any]:
    when = at(minute)
    return {
        "namespace": "default" if subject.startswith("Node/") else "shop",
        "reason": reason,
        "message": message,
        "type": "Warning",
        "count": count,
        "involved_object": subject,
        "first_time": when,
        "last_time": when,
    }


def logged(*lines: tuple[float, str], level: str = "info") -> Recording:
    listed = [{"timestamp": at(minute), "message": text, "status": level} for minute, text in lines]
    return recorded("datadog", "logs", {"logs": listed})


def waiting(reason: str, message: str = "") -> dict[str, Any]:
    return {"state": {"waiting": True, "reason": reason, "message": message}}


FAULTS = {
    "out of memory": (
        [
            *cluster(
                pod(SPARE),
                pod(LATE, ready=False, restarts=5, **waiting("CrashLoopBackOff", "reason=OOMKilled, exit_code=137")),
                events=[warned(f"Pod/{LATE}", "BackOff", "Back-off restarting failed container main", count=5)],
            )
        ],
        "oom-killed",
        [LATE, "exit code 137"],
    ),
    "no such image": (
        [
            *cluster(
                pod(SPARE),
                pod(LATE, ready=False, **waiting("ImagePullBackOff")),
                events=[
                    warned(f"Pod/{LATE}", "Failed", 'Failed to pull image "till:v9": manifest unknown: not found', 15)
                ],
                ready=1,
            )
        ],
        "image-reference-incorrect",
        ["till:v9"],
    ),
    "no such config map": (
        [
            *cluster(
                pod(SPARE),
                pod(LATE, ready=False, **waiting("CreateContainerConfigError", 'configmap "till-conf" not found')),
                events=[warned(f"Pod/{LATE}", "Failed", 'Error: configmap "till-conf" not found', count=4)],
                ready=1,
            )
        ],
        "missing-configmap",
        ["till-conf"],
    ),
    "probe that the application does not answer": (
        [
            *cluster(
                pod(SPARE),
                pod(LATE, ready=False, restarts=4),
                events=[
                    warned(f"Pod/{LATE}", "Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500"),
                    warned(f"Pod/{LATE}", "Killing", "Container main failed liveness probe, will be restarted"),
                ],
            ),
            logged((17, "POST /pay 200 12ms"), (18, "received SIGTERM, closed cleanly")),
        ],
        "liveness-probe-misconfigured",
        ["Liveness probe failed", LATE],
    ),
    "quota": (
        [
            *cluster(
                pod(SPARE),
                events=[
                    warned(
                        "ReplicaSet/till-5c9d8f7b66",
                        "FailedCreate",
                        'pods "till-x" is forbidden: exceeded quota: small, requested: limits.cpu=1',
                        count=9,
                    )
                ],
                ready=1,
            )
        ],
        "namespace-cpu-quota-exceeded",
        ["exceeded quota: small"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_fault_of_one_replica_is_named(name: str) -> None:
    """
    The cause, with the pod and the words that show it.
    """
    readings, cause, words = FAULTS[name]

    found, _, rationale = await diagnosed("till has trouble", *readings, alert("PodTrouble"), service="till")

    assert cause == found
    assert [] == [word for word in words if word not in rationale]


OVER = {
    "rolled back": (
        [warned("Deployment/till", "ProgressDeadlineExceeded", "ReplicaSet till-7d exceeded its progress deadline", 8)],
        (10, "DeploymentRollback successful: till restored to revision 4, rolled back"),
        "rolled back",
    ),
    "room was made": (
        [warned(f"Pod/{LATE}", "FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", 6)],
        (8, "[cluster-autoscaler] Triggered scale-up of node group small"),
        "cluster-autoscaler",
    ),
    "a node blinked": (
        [warned(f"Node/{NODE}", "NodeNotReady", f"Node {NODE} status is now: NodeNotReady", 5)],
        (6, f"Node {NODE} recovered: status now Ready after a short flap"),
        "flap",
    ),
}


@pytest.mark.parametrize("name", OVER)
async def test_episode_that_is_over_has_no_culprit(name: str) -> None:
    """
    What happened and what healed it are told; nothing is blamed now.
    """
    events, healed, word = OVER[name]
    readings = [*cluster(pod(SPARE), pod(LATE), events=events), logged(healed), alert("WarningBurst")]

    found, _, rationale = await diagnosed("Warnings on till", *readings, service="till")

    assert "already-recovered" == found
    assert word in rationale
    assert "normal, no failure" in rationale


async def test_healthy_cluster_is_said_to_be_healthy() -> None:
    """
    Every pod, workload and node is well and nothing warned.
    """
    readings = [*cluster(pod(SPARE), pod(LATE), events=[]), alert("HealthCheck", "normal")]

    found, component, rationale = await diagnosed("Health check of till", *readings, service="till")

    assert ("no-fault", "till") == (found, component)
    assert "normal, no failure" in rationale


async def test_error_after_the_recovery_is_not_well() -> None:
    """
    An error that is logged after the last sign of recovery forbids the verdict.
    """
    readings = [
        *cluster(pod(SPARE), pod(LATE), events=OVER["room was made"][0]),
        logged((8, "scale-up done")),
        recorded("datadog", "logs later", {"logs": [{"timestamp": at(15), "message": "boom", "status": "error"}]}),
    ]

    found, _, _ = await diagnosed("Warnings on till", *readings, service="till")

    assert found not in {"already-recovered", "no-fault"}
