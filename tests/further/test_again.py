# ruff: noqa: E501 - what runtimes write is as long as it is
"""A second lot, written once the first one was understood: other words, other places, no rule written for them."""

import pytest

from tests.clusters.model import Claim, Event, Probe, Sidecar, Town, Volume
from tests.further.scene import Answers, Scene, crash, keeper, loud, stuck

SCENES: dict[str, Scene] = {}
scene = keeper(SCENES)


@scene("port of a DSN, SQLAlchemy", "relay", ("db-port-incorrect", "scorer"))
def _(town: Town) -> None:
    town.apps["scorer"].env["DATABASE_URL"] = "postgresql+asyncpg://relay:unread@warehouse:5342/relay"
    loud(
        town,
        "scorer",
        "{t} ERROR OSError: Multiple exceptions: [Errno 111] Connect call failed ('{ip:warehouse}', 5342)",
    )


@scene("login of MySQL, Rust", "quorum", ("db-credentials-invalid", "cards"))
def _(town: Town) -> None:
    crash(
        town,
        "cards",
        "Error: Database(MySqlDatabaseError { code: Some(\"28000\"), number: 1045, message: \"Access denied for user 'teller'@'10.42.1.9' (using password: YES)\" })",
    )


@scene("login of MongoDB, Node", "atlas", ("db-credentials-invalid", "sidekiq"))
def _(town: Town) -> None:
    crash(
        town,
        "sidekiq",
        "MongoServerError: Authentication failed.",
        "    at Connection.onMessage (/app/node_modules/mongodb/lib/cmap/connection.js:210:30)",
        "  code: 18, codeName: 'AuthenticationFailed'",
    )


@scene("connections, .NET over MySQL", "quorum", ("db-connection-exhaustion", "vault"))
def _(town: Town) -> None:
    for name in ("teller", "cards"):
        loud(
            town,
            name,
            "fail: Bank[0] {t} MySqlConnector.MySqlException (0x80004005): Connect Timeout expired. All pooled connections are in use.",
        )


@scene("connections, PHP", "atlas", ("db-connection-exhaustion", "maria"))
def _(town: Town) -> None:
    for name in ("monolith", "sidekiq"):
        loud(town, name, "[{t}] production.ERROR: SQLSTATE[HY000] [1040] Too many connections (Connection: mysql)")


@scene("read-only, Go over MySQL", "quorum", ("db-read-only", "vault"))
def _(town: Town) -> None:
    loud(
        town,
        "teller",
        '{t} level=error msg="insert failed" error="Error 1290 (HY000): The MySQL server is running with the --read-only option so it cannot execute this statement"',
    )


@scene("a Service that was never made", "relay", ("missing-service", "labels"))
def _(town: Town) -> None:
    town.apps["labels"].served = False
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: error sending request for url (http://labels:4000/v1/print): dns error: failed to lookup address information: Name or service not known",
    )


@scene("a Secret that is absent, mounted", "quorum", ("missing-secret", "cards"))
def _(town: Town) -> None:
    stuck(
        town,
        "cards",
        "ContainerCreating",
        "FailedMount",
        'MountVolume.SetUp failed for volume "keystore" : secret "cards-keystore" not found',
    )
    loud(
        town,
        "counter",
        "fail: Bank.Counter.CardsClient[0] {t} System.Net.Http.HttpRequestException: Connection refused (cards:8103)",
    )


@scene("a ConfigMap that is absent", "nightly", ("missing-configmap", "extract"))
def _(town: Town) -> None:
    stuck(town, "extract", "CreateContainerConfigError", "Failed", 'Error: configmap "extract-sources" not found')


@scene("an image pulled from a name that is no registry", "relay", ("image-registry-dns-failure", "tariff"))
def _(town: Town) -> None:
    town.apps["tariff"].image = "qauy.example/relay/tariff:2.0.3"
    stuck(
        town,
        "tariff",
        "ErrImagePull",
        "Failed",
        'Failed to pull image "qauy.example/relay/tariff:2.0.3": failed to pull and unpack image "qauy.example/relay/tariff:2.0.3": failed to resolve reference "qauy.example/relay/tariff:2.0.3": failed to do request: Head "https://qauy.example/v2/relay/tariff/manifests/2.0.3": dial tcp: lookup qauy.example on 192.168.7.1:53: no such host',
    )


@scene("a claim that asks for more than there is", "atlas", ("pvc-capacity-mismatch", "maria"))
def _(town: Town) -> None:
    claim = town.claims["data-maria-0"]
    claim.status, claim.volume, claim.size, claim.storage_class = "Pending", "", "80Gi", "local-manual"
    town.volumes = [each for each in town.volumes if each.claim != "atlas/data-maria-0"]
    town.volumes.append(Volume("maria-disk", status="Available", size="20Gi", storage_class="local-manual"))
    town.classes.append("local-manual")
    claim.events = [
        Event(
            "ProvisioningFailed",
            "no volume plugin matched name: kubernetes.io/no-provisioner",
            "8s (x33 over 8m)",
            source="persistentvolume-controller",
        )
    ]
    app = town.apps["maria"]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    app.events = [
        Event(
            "FailedScheduling",
            "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 node(s) didn't find available persistent volumes to bind. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
        )
    ]
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : ActiveRecord::ConnectionNotEstablished (trilogy_connect - unable to connect to maria:3306: Connection refused):",
    )


@scene("a claim by another way of access", "nightly", ("pvc-access-mode-mismatch", "blobs"))
def _(town: Town) -> None:
    claim: Claim = town.claims["data-blobs-0"]
    claim.status, claim.volume, claim.modes, claim.storage_class = "Pending", "", "RWX", "nfs-manual"
    town.volumes = [
        Volume("nfs-1", status="Available", storage_class="nfs-manual"),
        *(v for v in town.volumes if "blobs" not in v.claim),
    ]
    town.classes.append("nfs-manual")
    app = town.apps["blobs"]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False
    app.events = [
        Event(
            "FailedScheduling",
            "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
        )
    ]


@scene("a start that the liveness probe cuts short, Node", "relay", ("liveness-probe-timing", "intake"))
def _(town: Town) -> None:
    app = town.apps["intake"]
    app.liveness = Probe("http-get", 3000, "/healthz", delay=2, period=2, failures=2)
    crash(town, "intake", "{t} info warming caches 12 %", code=137)
    app.events += [
        Event(
            "Unhealthy",
            f'Liveness probe failed: Get "http://{app.ip()}:3000/healthz": dial tcp {app.ip()}:3000: connect: connection refused',
            "4s (x9 over 3m)",
        ),
        Event("Killing", "Container main failed liveness probe, will be restarted", "4s (x5 over 3m)", "Normal"),
    ]


@scene("a liveness probe on another port, two containers", "atlas", ("liveness-probe-wrong-port", "monolith"))
def _(town: Town) -> None:
    app = town.apps["monolith"]
    app.liveness = Probe("http-get", 3001, "/up")
    crash(town, "monolith", code=143)
    app.events += [
        Event(
            "Unhealthy",
            f'Liveness probe failed: Get "http://{app.ip()}:3001/up": dial tcp {app.ip()}:3001: connect: connection refused',
            "4s (x9 over 3m)",
        ),
        Event("Killing", "Container main failed liveness probe, will be restarted", "4s (x5 over 3m)", "Normal"),
    ]
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *11 connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://{ip:monolith}:3000/"',
    )


@scene("a sidecar on the exporter's port", "quorum", ("sidecar-port-conflict", "teller"))
def _(town: Town) -> None:
    app = town.apps["teller"]
    side = Sidecar(
        "jmx",
        "docker.io/bitnami/jmx-exporter:1.0",
        8101,
        ready=False,
        restarts=5,
        reason="CrashLoopBackOff",
        last="Error",
        code=1,
    )
    app.sidecars, app.status = [side], "CrashLoopBackOff"
    app.events = [Event("BackOff", f"Back-off restarting failed container jmx in pod {app.pods[0]}_bank(1f)")]
    town.log("teller", 'Exception in thread "main" java.net.BindException: Address already in use', count=1)


@scene("a scheduler that is down", "nightly", ("kube-scheduler-unavailable", "c0"))
def _(town: Town) -> None:
    town.control.down = ["kube-scheduler"]
    app = town.apps["reports"]
    app.status, app.phase, app.placed, app.ready = "Pending", "Pending", False, False


@scene("a pod that may ask for no more CPU", "relay", ("namespace-cpu-quota-exceeded", "relay"))
def _(town: Town) -> None:
    app = town.apps["packer"]
    app.made = 1
    app.set_events = [
        Event(
            "FailedCreate",
            'Error creating: pods "packer-6c7d8f9b5-" is forbidden: exceeded quota: team, requested: limits.cpu=500m, used: limits.cpu=3800m, limited: limits.cpu=4',
            "9s (x19 over 6m)",
            source="replicaset-controller",
        )
    ]
    town.quota = {"limits.cpu": ("3800m", "4")}


@scene("a panic in Go", "nightly", ("app-crash", "planner"), ("app-bug", "planner"))
def _(town: Town) -> None:
    crash(
        town,
        "planner",
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6b1f2a]",
        "goroutine 1 [running]:",
        code=2,
    )


@scene("a token that may not list", "nightly", ("access-denied", "planner"))
def _(town: Town) -> None:
    loud(
        town,
        "planner",
        '{t} ERR cannot start run error="jobs.batch is forbidden: User \\"system:serviceaccount:nightly:planner\\" cannot create resource \\"jobs\\" in API group \\"batch\\" in the namespace \\"nightly\\""',
    )


@scene(
    "a schema of another version, .NET",
    "quorum",
    ("version-incompatible", "counter"),
    ("db-migration-stuck", "counter"),
    ("app-crash", "counter"),
    ("app-bug", "counter"),
)
def _(town: Town) -> None:
    crash(
        town,
        "counter",
        "Unhandled exception. System.InvalidOperationException: The model requires schema version 41, the database has version 40.",
        code=134,
    )


@scene("healthy, with a Job that failed last week", "nightly")
def _(town: Town) -> Answers:
    return {
        "kubectl get jobs -n nightly -o wide": "NAME              STATUS     COMPLETIONS   DURATION   AGE   CONTAINERS   IMAGES    SELECTOR\nnight-28991200    Complete   1/1           41s        7h    main         x:1       <none>\n"
    }


@scene("healthy, while consumers rebalance", "relay")
def _(town: Town) -> None:
    town.log("packer", "{t} INFO rdkafka::consumer: Rebalance: revoked 3 partitions, assigned 2 partitions", count=6)
    town.log("scorer", "{t} WARNING aiokafka Heartbeat failed for group scorer because it is rebalancing", count=2)


@scene("healthy, with clients that go away", "atlas")
def _(town: Town) -> None:
    town.log(
        "edge",
        "{t} [info] 29#29: *88 client 10.42.0.1 closed keepalive connection",
        '{t} [error] 29#29: *89 open() "/usr/share/nginx/html/favicon.ico" failed (2: No such file or directory)',
        count=8,
    )


@pytest.mark.parametrize("name", SCENES)
async def test_a_second_lot(name: str) -> None:
    assert "" == await SCENES[name].verdict()


async def test_errors_that_no_rule_knows_are_not_called_well() -> None:
    scene = Scene("atlas", lambda town: loud(town, "monolith", "{t} ERROR frobnicator lost its grip on widget 88"))

    outcome = await scene.outcome()

    assert outcome.decision is None or outcome.decision.cause is None
