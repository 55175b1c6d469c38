# ruff: noqa: E501 - what runtimes write is as long as it is
"""Usual faults told by runtimes of other languages, with settings in other shapes."""

import pytest

from tests.clusters.model import App, Event, Probe, Sidecar, Town
from tests.further.scene import Answers, Scene, crash, keeper, loud, stuck, unready

SCENES: dict[str, Scene] = {}


scene = keeper(SCENES)


# --- database: port, login, connections, read-only


@scene("port in PGPORT, Python", "relay", ("db-port-incorrect", "scorer"))
def _(town: Town) -> None:
    town.apps["scorer"].env["PGPORT"] = "5433"
    crash(
        town,
        "scorer",
        "Traceback (most recent call last):",
        "ConnectionRefusedError: [Errno 111] Connect call failed ('{ip:warehouse}', 5433)",
    )


@scene("port in a JDBC address, Java", "quorum", ("db-port-incorrect", "teller"))
def _(town: Town) -> None:
    town.apps["teller"].env["SPRING_DATASOURCE_URL"] = "jdbc:mysql://vault-leader:3336/accounts"
    crash(
        town,
        "teller",
        "{t} ERROR 1 --- [           main] com.zaxxer.hikari.pool.HikariPool        : HikariPool-1 - Exception during pool initialization.",
        "com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure",
        "Caused by: java.net.ConnectException: Connection refused",
    )


@scene("port in a DSN, Go", "nightly", ("db-port-incorrect", "planner"))
def _(town: Town) -> None:
    town.apps["planner"].env["RUNS_DSN"] = "postgresql://planner:unread@runs:5431/runs"
    crash(
        town,
        "planner",
        '{t} FTL cannot open store error="failed to connect to `host=runs user=planner database=runs`: dial error (dial tcp {ip:runs}:5431: connect: connection refused)"',
    )


@scene("port in a Ruby setting, quiet", "atlas", ("db-port-incorrect", "sidekiq"))
def _(town: Town) -> None:
    town.apps["sidekiq"].env["DATABASE_PORT"] = "3360"
    crash(
        town,
        "sidekiq",
        "Trilogy::BaseConnectionError: trilogy_connect - unable to connect to maria:3360: Connection refused (ActiveRecord::ConnectionNotEstablished)",
    )


@scene("login, Npgsql", "relay", ("db-credentials-invalid", "tariff"))
def _(town: Town) -> None:
    crash(
        town,
        "tariff",
        'Unhandled exception. Npgsql.PostgresException (0x80004005): 28P01: password authentication failed for user "relay"',
        code=134,
    )
    loud(town, "intake", "{t} error tariff lookup failed: connect ECONNREFUSED {ip:tariff}:8000")


@scene("login, PHP", "atlas", ("db-credentials-invalid", "sidekiq"))
def _(town: Town) -> None:
    crash(
        town,
        "sidekiq",
        "PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [1045] Access denied for user 'atlas'@'10.42.1.3' (using password: YES) in /app/db.php:14",
    )


@scene("login, Elixir", "relay", ("db-credentials-invalid", "scorer"))
def _(town: Town) -> None:
    crash(
        town,
        "scorer",
        '{t} [error] Postgrex.Protocol (#PID<0.412.0>) failed to connect: ** (Postgrex.Error) FATAL 28P01 (invalid_password) password authentication failed for user "relay"',
    )


@scene("a role that does not exist, Rust", "nightly", ("db-credentials-invalid", "planner"))
def _(town: Town) -> None:
    crash(town, "planner", 'Error: error returned from database: role "planer" does not exist')


@scene("connections, node-postgres", "relay", ("db-connection-exhaustion", "warehouse"))
def _(town: Town) -> None:
    for name in ("scorer", "tariff"):
        loud(
            town,
            name,
            "{t} error: sorry, too many clients already at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:287:98) { code: '53300' }",
        )


@scene("connections, reserved slots", "nightly", ("db-connection-exhaustion", "runs"))
def _(town: Town) -> None:
    for name in ("planner", "reports"):
        loud(
            town,
            name,
            "{t} ERROR sqlalchemy.exc.OperationalError: (psycopg.OperationalError) connection failed: FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
        )


@scene("connections, users of a role, .NET", "relay", ("db-connection-exhaustion", "warehouse"))
def _(town: Town) -> None:
    loud(
        town,
        "tariff",
        'fail: Tariff.Store[0] {t} Npgsql.PostgresException (0x80004005): 53300: too many connections for role "relay"',
    )


@scene("connections of MariaDB, Ruby", "atlas", ("db-connection-exhaustion", "maria"))
def _(town: Town) -> None:
    for name in ("monolith", "sidekiq"):
        loud(town, name, "E, [{t} #1] ERROR -- : Mysql2::Error::ConnectionError: Too many connections")


@scene("read-only, MariaDB, Ruby", "atlas", ("db-read-only", "maria"))
def _(town: Town) -> None:
    loud(
        town,
        "monolith",
        "E, [{t} #1] ERROR -- : ActiveRecord::StatementInvalid (Mysql2::Error: The MariaDB server is running with the --read-only option so it cannot execute this statement):",
    )


@scene("read-only, PostgreSQL, Python", "nightly", ("db-read-only", "runs"))
def _(town: Town) -> None:
    loud(
        town,
        "planner",
        "{t} ERROR asyncpg.exceptions.ReadOnlySQLTransactionError: cannot execute UPDATE in a read-only transaction",
    )


@scene(
    "read-only, a replica behind the leader's Service, Java",
    "quorum",
    ("db-read-only", "vault"),
    ("db-failover", "vault"),
)
def _(town: Town) -> None:
    for name in ("teller", "loans"):
        loud(
            town,
            name,
            "{t}  WARN 1 --- [nio-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper   : SQL Error: 1290, SQLState: HY000",
            "{t} ERROR 1 --- [nio-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper   : The MySQL server is running with the --super-read-only option so it cannot execute this statement",
        )


@scene("read-only Redis, Node", "atlas", ("db-read-only", "sessions"))
def _(town: Town) -> None:
    loud(town, "monolith", "{t} ReplyError: READONLY You can't write against a read only replica.")


# --- names and addresses


@scene("a mistyped host, Rust", "relay", ("service-env-address-mismatch", "packer"))
def _(town: Town) -> None:
    town.apps["packer"].env["LABELS_URL"] = "http://lables:4000"
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: error sending request for url (http://lables:4000/v1/print): dns error: failed to lookup address information: Name or service not known",
    )


@scene("a wrong port, Node", "relay", ("service-env-address-mismatch", "intake"))
def _(town: Town) -> None:
    town.apps["intake"].env["TARIFF_URL"] = "http://tariff:8080"
    loud(
        town,
        "intake",
        "{t} error FetchError: request to http://tariff:8080/quote failed, reason: connect ECONNREFUSED {ip:tariff}:8080",
    )


@scene("a broker's address of another place, Node", "relay", ("service-env-address-mismatch", "intake"))
def _(town: Town) -> None:
    town.apps["intake"].env["KAFKA_BROKERS"] = "bus.staging:9092"
    crash(
        town,
        "intake",
        '{"level":"ERROR","timestamp":"2027-03-09T10:29:40.000Z","logger":"kafkajs","message":"[Connection] Connection error: getaddrinfo ENOTFOUND bus.staging","broker":"bus.staging:9092"}',
    )


@scene("a cache at a wrong host, Ruby", "atlas", ("service-env-address-mismatch", "monolith"))
def _(town: Town) -> None:
    town.apps["monolith"].env["REDIS_URL"] = "redis://session:6379/0"
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (getaddrinfo(3): Name or service not known (redis://session:6379)):",
    )


@scene("a Service's name that is not found, Elixir", "relay", ("service-dns-failure", "warehouse"))
def _(town: Town) -> None:
    for name in ("scorer", "tariff"):
        loud(
            town,
            name,
            "{t} [error] Postgrex.Protocol (#PID<0.4.0>) failed to connect: ** (DBConnection.ConnectionError) tcp connect (warehouse:5432): non-existing domain - :nxdomain",
        )


@scene("a Service's name that is not found, .NET", "quorum", ("service-dns-failure", "teller"))
def _(town: Town) -> None:
    loud(
        town,
        "counter",
        "fail: Bank.Counter[0] {t} System.Net.Http.HttpRequestException: Name or service not known (teller:8101) ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name or service not known",
    )


# --- routing


@scene("a selector with another label key", "atlas", ("service-selector-mismatch", "sessions"))
def _(town: Town) -> None:
    app = town.apps["sessions"]
    app.selector = {"app": "sessions"}
    town.unreachable.add("sessions")
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (Connection refused - connect(2) for {ip:sessions}:6379):",
    )


@scene("a target port where nothing listens, quiet", "quorum", ("service-port-mapping-mismatch", "ratebook"))
def _(town: Town) -> None:
    town.apps["ratebook"].target = "8401"
    town.unreachable.add("ratebook")
    loud(
        town,
        "teller",
        "{t} ERROR 1 --- [nio-8101-exec-4] c.b.RatebookClient : feign.RetryableException: Connection refused (Connection refused) executing GET http://ratebook:8104/rates",
    )


@scene("UDP in place of TCP", "relay", ("service-protocol-mismatch", "labels"))
def _(town: Town) -> None:
    town.apps["labels"].protocol = "UDP"
    town.unreachable.add("labels")
    loud(
        town,
        "packer",
        "{t} ERROR packer::print: error sending request for url (http://labels:4000/v1/print): tcp connect error: Connection refused (os error 111)",
    )


@scene("no replica of a search engine's client", "atlas", ("deployment-zero-replicas", "sessions"))
def _(town: Town) -> None:
    town.apps["sessions"].replicas = 0
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : RedisClient::CannotConnectError (Connection refused - connect(2) for {ip:sessions}:6379):",
    )


@scene("a broker scaled to nothing", "relay", ("deployment-zero-replicas", "bus"))
def _(town: Town) -> None:
    town.apps["bus"].replicas = 0
    loud(town, "intake", '{t} error KafkaJSConnectionError: Connection timeout {"broker":"bus:9092"}')
    loud(
        town,
        "packer",
        "{t} ERROR rdkafka::client: Client error: AllBrokersDown (Local: All broker connections are down)",
    )


# --- start


@scene("a variable that .NET misses", "quorum", ("missing-env-var", "counter"))
def _(town: Town) -> None:
    crash(
        town,
        "counter",
        "Unhandled exception. System.InvalidOperationException: Configuration value 'Cards:Url' is required but was not provided.",
        code=134,
    )


@scene("a variable that Elixir misses", "relay", ("missing-env-var", "scorer"))
def _(town: Town) -> None:
    crash(
        town,
        "scorer",
        "** (RuntimeError) environment variable SECRET_KEY_BASE is missing.",
        "You can generate one by calling: mix phx.gen.secret",
    )


@scene("a key that Rails misses", "atlas", ("missing-env-var", "sidekiq"))
def _(town: Town) -> None:
    crash(
        town, "sidekiq", '/app/config/environments/production.rb:12:in `fetch\': key not found: "STRIPE_KEY" (KeyError)'
    )


@scene("Rust panics", "relay", ("app-crash", "packer"), ("app-bug", "packer"))
def _(town: Town) -> None:
    crash(
        town,
        "packer",
        "thread 'main' panicked at src/route.rs:88:14:",
        "called `Option::unwrap()` on a `None` value",
        code=101,
    )


@scene(
    "a method that a PHP class has not",
    "atlas",
    ("app-crash", "monolith"),
    ("app-bug", "monolith"),
    ("version-incompatible", "monolith"),
)
def _(town: Town) -> None:
    crash(
        town,
        "monolith",
        "PHP Fatal error:  Uncaught Error: Call to undefined method App\\Cart::totals() in /app/src/Checkout.php:88",
        code=255,
    )


@scene(
    "Node's heap ends", "relay", ("oom-killed", "intake"), ("memory-leak", "intake"), ("memory-saturation", "intake")
)
def _(town: Town) -> None:
    crash(
        town,
        "intake",
        "<--- Last few GCs --->",
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        code=134,
    )


@scene("Java's heap ends", "quorum", ("oom-killed", "cards"), ("memory-leak", "cards"), ("memory-saturation", "cards"))
def _(town: Town) -> None:
    crash(
        town,
        "cards",
        "{t} ERROR 1 --- [nio-8103-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet] : Handler dispatch failed: java.lang.OutOfMemoryError: Java heap space",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space",
        code=3,
    )


@scene("killed without a word", "nightly", ("oom-killed", "reports"))
def _(town: Town) -> None:
    crash(town, "reports", code=137, reason="OOMKilled")
    loud(
        town,
        "planner",
        "{t} ERROR run 9 step reports: httpx.RemoteProtocolError: Server disconnected without sending a response.",
    )


@scene(
    "a module that Python lacks",
    "nightly",
    ("app-crash", "reports"),
    ("app-bug", "reports"),
    ("command-invalid", "reports"),
    ("version-incompatible", "reports"),
)
def _(town: Town) -> None:
    crash(town, "reports", "Traceback (most recent call last):", "ModuleNotFoundError: No module named 'weasyprint'")


@scene("a program that is not in the image", "relay", ("command-invalid", "labels"))
def _(town: Town) -> None:
    stuck(
        town,
        "labels",
        "RunContainerError",
        "Failed",
        'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/srv/labels": stat /srv/labels: no such file or directory: unknown',
    )


@scene("a broken settings file, Java", "quorum", ("config-invalid", "ratebook"))
def _(town: Town) -> None:
    crash(
        town,
        "ratebook",
        "{t} ERROR 1 --- [           main] o.s.boot.SpringApplication               : Application run failed",
        "org.yaml.snakeyaml.scanner.ScannerException: mapping values are not allowed here",
        " in 'reader', line 14, column 20:",
    )


@scene("a sidecar on the application's port, .NET", "quorum", ("sidecar-port-conflict", "counter"))
def _(town: Town) -> None:
    app = town.apps["counter"]
    app.sidecars = [Sidecar("trace-agent", "docker.io/otel/collector:0.99", 8080)]
    crash(
        town,
        "counter",
        "Unhandled exception. System.IO.IOException: Failed to bind to address http://[::]:8080: address already in use.",
    )


@scene("a volume that a user may not write, PostgreSQL", "nightly", ("volume-mount-permission-denied", "runs"))
def _(town: Town) -> None:
    crash(
        town,
        "runs",
        'initdb: error: could not change permissions of directory "/var/lib/postgresql/data": Operation not permitted',
    )
    loud(town, "planner", '{t} ERR cannot open store error="dial tcp {ip:runs}:5432: connect: connection refused"')


@scene("a volume that a user may not write, search engine", "atlas", ("volume-mount-permission-denied", "finder"))
def _(town: Town) -> None:
    crash(
        town,
        "finder",
        "java.lang.IllegalStateException: failed to obtain node locks, tried [/usr/share/opensearch/data]; maybe these locations are not writable",
        "Caused by: java.nio.file.AccessDeniedException: /usr/share/opensearch/data/nodes",
        code=78,
    )
    loud(
        town,
        "monolith",
        'E, [{t} #1] ERROR -- : Faraday::ConnectionFailed (Failed to open TCP connection to finder:9200 (Connection refused - connect(2) for "finder" port 9200)):',
    )


# --- probes


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


# --- placing


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


# --- nodes


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


@pytest.mark.parametrize("name", SCENES)
async def test_a_usual_fault_in_other_words(name: str) -> None:
    assert "" == await SCENES[name].verdict()
