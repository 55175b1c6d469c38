# ruff: noqa: E501 - what runtimes write is as long as it is
"""Probes, placing and nodes; two faults at once."""

from tests.clusters.model import App, Event, Probe, Town
from tests.further.scene import Answers, Scene, crash, keeper, loud, stuck, unready

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene("a liveness probe by gRPC on HTTP", "relay", ("liveness-probe-wrong-protocol", "labels"))
def _(town: Town) -> None:
    app = town.apps["labels"]
    app.liveness = Probe("grpc", 4000)
    crash(town, "labels", code=143)
    app.events += [
        Event(
            "Unhealthy",
            'Liveness probe failed: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: http2: frame too large"',
            "4s (x8 over 3m)",
        ),
        Event("Killing", "Container main failed liveness probe, will be restarted", "4s (x4 over 3m)", "Normal"),
    ]


@scene("a readiness probe by HTTPS on HTTP", "quorum", ("readiness-probe-wrong-protocol", "counter"))
def _(town: Town) -> None:
    app = town.apps["counter"]
    app.readiness = Probe("http-get", 8080, scheme="https")
    unready(
        town,
        "counter",
        f'Readiness probe failed: Get "https://{app.ip()}:8080/health": tls: first record does not look like a TLS handshake',
    )


@scene("a readiness probe on a port of before", "relay", ("readiness-probe-wrong-port", "tariff"))
def _(town: Town) -> None:
    app = town.apps["tariff"]
    app.readiness = Probe("http-get", 8080, "/healthz")
    unready(
        town,
        "tariff",
        f'Readiness probe failed: Get "http://{app.ip()}:8080/healthz": dial tcp {app.ip()}:8080: connect: connection refused',
    )
    loud(town, "intake", "{t} error tariff lookup failed: connect ECONNREFUSED {ip:tariff}:8000")


@scene("no node with enough memory, beside a taint", "nightly", ("memory-capacity-insufficient", "reports"))
def _(town: Town) -> None:
    app = town.apps["reports"]
    app.memory = "64Gi"
    _pend(
        app,
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient memory. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.",
    )


@scene("all workers cordoned, control plane tainted", "quorum", ("node-cordoned", "loans"))
def _(town: Town) -> None:
    for node in town.workers:
        node.cordoned = True
    _pend(
        town.apps["loans"],
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) were unschedulable. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
    )


@scene("a taint beside the control plane's own", "relay", ("taint-not-tolerated", "scorer"))
def _(town: Town) -> None:
    for node in town.workers:
        node.taints.append("dedicated=gpu:NoSchedule")
    _pend(
        town.apps["scorer"],
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) had untolerated taint {dedicated: gpu}. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
    )


@scene("a selector that one tainted node has", "atlas", ("node-selector-mismatch", "sessions"))
def _(town: Town) -> None:
    town.apps["sessions"].node_selector = {"disk": "nvme"}
    _pend(
        town.apps["sessions"],
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
    )


@scene("replicas that may not share a node", "quorum", ("pod-anti-affinity-conflict", "vault"))
def _(town: Town) -> None:
    app = town.apps["vault"]
    app.affinity = "podAntiAffinity:\n  requiredDuringSchedulingIgnoredDuringExecution:\n  - labelSelector: {matchLabels: {app.kubernetes.io/name: vault}}\n    topologyKey: kubernetes.io/hostname\n"
    _pend(
        app,
        "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) didn't match pod anti-affinity rules. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod.",
    )


def _pend(app: App, message: str) -> None:
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    app.events = [Event("FailedScheduling", message, "2m (x4 over 9m)", source="default-scheduler")]


@scene("a node whose runtime is down", "quorum", ("containerd-unavailable", "limb-1"))
def _(town: Town) -> None:
    node = town.workers[0]
    node.ready, node.reason, node.down = "False", "KubeletNotReady", ["containerd"]
    node.message = "container runtime status check may not have completed yet, PLEG is not healthy"


@scene("a node that went silent under loud clients", "relay", ("kubelet-unavailable", "alder"), ("host-down", "alder"))
def _(town: Town) -> None:
    node = town.workers[1]
    node.ready, node.reason, node.message = "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."
    node.taints = ["node.kubernetes.io/unreachable:NoExecute"]
    node.down = ["kubelet"]
    loud(town, "packer", "{t} ERROR packer::print: operation timed out url=http://labels:4000/v1/print")


@scene(
    "two at once: an image and a login",
    "relay",
    ("image-reference-incorrect", "labels"),
    ("db-credentials-invalid", "scorer"),
)
def _(town: Town) -> Answers | None:
    app = town.apps["labels"]
    app.image = "quay.example/relay/labels:0.8.3-rc"
    stuck(
        town,
        "labels",
        "ImagePullBackOff",
        "Failed",
        'Failed to pull image "quay.example/relay/labels:0.8.3-rc": rpc error: code = NotFound desc = failed to pull and unpack image "quay.example/relay/labels:0.8.3-rc": quay.example/relay/labels:0.8.3-rc: not found',
    )
    crash(town, "scorer", 'asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "relay"')
    return None
