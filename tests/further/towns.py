# ruff: noqa: E501 - addresses and images are as long as they are
"""Four more invented applications: events over a broker, a monolith with sidecars, batches, and a replicated database."""

from collections.abc import Callable
from dataclasses import replace

from tests.clusters.model import App, Claim, Node, Probe, Sidecar, Town, Volume

NAMES = "app.kubernetes.io/name"


def _nodes(*names: str) -> list[Node]:
    control = Node(names[0], control=True, taints=["node-role.kubernetes.io/control-plane:NoSchedule"])
    return [control, *(Node(each, {"disk": "ssd", "rack": f"r{i}"}) for i, each in enumerate(names[1:]))]


def _town(namespace: str, nodes: list[Node], *apps: App) -> Town:
    town = Town(namespace, {each.name: each for each in apps}, nodes)
    town.accounts |= set(town.apps)
    for app in apps:
        app.account = app.account or app.name
        if app.claim:
            town.claims[app.claim] = Claim(app.claim, volume=f"{app.claim}-pv", storage_class="standard")
            town.volumes.append(Volume(f"{app.claim}-pv", claim=f"{namespace}/{app.claim}", storage_class="standard"))
    return town


def _tcp(app: App) -> App:
    return replace(app, liveness=Probe("tcp-socket"), readiness=Probe("tcp-socket"))


def _http(app: App, port: int, path: str = "/healthz") -> App:
    return replace(app, liveness=Probe("http-get", port, path), readiness=Probe("http-get", port, path))


def relay() -> Town:
    """Orders as events: a broker, who writes to it, who reads from it, and a database behind."""
    store = {"PGHOST": "warehouse", "PGPORT": "5432", "PGUSER": "relay", "PGDATABASE": "relay", "PGPASSWORD": "unread"}
    bus = {"KAFKA_BROKERS": "bus:9092"}
    return _town(
        "relay", _nodes("cedar", "birch", "alder", "maple"),
        _http(App("intake", 3000, image="quay.example/relay/intake:5.1.0", env={**bus, "TARIFF_URL": "http://tariff:8000"}, calls=("bus", "tariff"), age="21d"), 3000),
        _http(App("tariff", 8000, image="quay.example/relay/tariff:2.0.3", calls=("warehouse",), env=dict(store), age="21d"), 8000),
        _http(App("scorer", 9100, image="quay.example/relay/scorer:1.9.1", env={**bus, **store}, calls=("bus", "warehouse"), age="21d"), 9100),
        _http(App("packer", 9101, image="quay.example/relay/packer:3.3.0", replicas=3, env={**bus, "LABELS_URL": "http://labels:4000"}, calls=("bus", "labels"), age="21d"), 9101),
        _http(App("labels", 4000, image="quay.example/relay/labels:0.8.2", age="21d"), 4000),
        _tcp(App("bus", 9092, image="docker.io/bitnami/kafka:3.7", kind="StatefulSet", port_name="tcp-client", claim="data-bus-0", age="90d")),
        _tcp(App("warehouse", 5432, image="docker.io/library/postgres:16.3", kind="StatefulSet", port_name="tcp-postgresql", claim="data-warehouse-0", age="90d")),
    )  # fmt: skip


def atlas() -> Town:
    """One Rails monolith with two sidecars behind a proxy, its workers, MariaDB, Redis and a search engine."""
    env = {"DATABASE_HOST": "maria", "DATABASE_PORT": "3306", "DATABASE_USERNAME": "atlas", "DATABASE_PASSWORD": "unread",
           "REDIS_URL": "redis://sessions:6379/0", "SEARCH_URL": "http://finder:9200"}  # fmt: skip
    return _town(
        "atlas", _nodes("m0", "w-a", "w-b", "w-c"),
        App("edge", 8443, image="docker.io/library/nginx:1.27", service_port=443, port_name="https", calls=("monolith",), age="60d", label=NAMES, readiness=Probe("tcp-socket"), env={"UPSTREAM": "http://monolith:3000"}),
        _http(App("monolith", 3000, image="registry.example/atlas/web:2027.3.1", replicas=2, env=dict(env), calls=("maria", "sessions", "finder"), age="3d", label=NAMES,
            sidecars=[Sidecar("log-shipper", "docker.io/fluent/fluent-bit:3.1", 2020), Sidecar("statsd", "docker.io/prom/statsd-exporter:v0.27", 9125)]), 3000, "/up"),
        App("sidekiq", 7433, image="registry.example/atlas/web:2027.3.1", env=dict(env), calls=("maria", "sessions"), served=False, age="3d", label=NAMES),
        _tcp(App("maria", 3306, image="docker.io/library/mariadb:11.4", kind="StatefulSet", port_name="mysql", claim="data-maria-0", age="200d", label=NAMES)),
        _tcp(App("sessions", 6379, image="docker.io/valkey/valkey:8", port_name="redis", claim="sessions-data", age="200d", label=NAMES)),
        _tcp(App("finder", 9200, image="docker.io/opensearchproject/opensearch:2.15.0", kind="StatefulSet", port_name="rest", age="200d", label=NAMES)),
    )  # fmt: skip


def nightly() -> Town:
    """Batches: who plans them, workers in three languages, an object store and a ledger of runs."""
    runs = {"RUNS_DSN": "postgresql://planner:unread@runs:5432/runs", "S3_ENDPOINT": "http://blobs:9000"}
    return _town(
        "nightly", _nodes("c0", "k1", "k2", "k3"),
        _http(App("planner", 8080, image="ghcr.example/nightly/planner:4.4.0", env=dict(runs), calls=("runs", "extract", "blobs"), age="12d"), 8080),
        _http(App("extract", 8081, image="ghcr.example/nightly/extract:4.4.0", replicas=2, env={**runs, "RATES_URL": "https://api.rates.example/v2"}, calls=("blobs", "runs"), age="12d"), 8081),
        _http(App("reports", 8082, image="ghcr.example/nightly/reports:1.2.0", env=dict(runs), calls=("blobs", "runs"), age="12d", memory_limit="1Gi"), 8082),
        _http(App("blobs", 9000, image="quay.example/minio/minio:2027-01", kind="StatefulSet", claim="data-blobs-0", age="80d"), 9000, "/minio/health/live"),
        _tcp(App("runs", 5432, image="docker.io/library/postgres:15", kind="StatefulSet", port_name="pg", claim="data-runs-0", age="80d")),
    )  # fmt: skip


def quorum() -> Town:
    """A bank of small Java and .NET services over a database of three replicas with a headless Service."""
    base = {
        "SPRING_DATASOURCE_URL": "jdbc:mysql://vault-leader:3306/accounts",
        "SPRING_DATASOURCE_USERNAME": "teller",
        "SPRING_DATASOURCE_PASSWORD": "unread",
    }

    def java(name: str, port: int, *calls: str) -> App:
        return App(
            name,
            port,
            image=f"harbor.example/bank/{name}:11.0.2",
            env=dict(base),
            calls=(*calls, "vault"),
            age="40m",
            memory_limit="1Gi",
            readiness=Probe("tcp-socket", delay=40),
        )

    return _town(
        "bank", _nodes("head", "limb-1", "limb-2", "limb-3"),
        _http(App("counter", 8080, image="harbor.example/bank/counter:11.0.2", calls=("teller", "loans", "cards"), age="40m", env={"TELLER_URL": "http://teller:8101", "LOANS_URL": "http://loans:8102", "CARDS_URL": "http://cards:8103"}), 8080),
        java("teller", 8101, "ratebook"), java("loans", 8102, "ratebook"), java("cards", 8103), java("ratebook", 8104),
        App("vault", 3306, image="docker.io/radondb/percona:5.7.34", kind="StatefulSet", replicas=3, port_name="mysql", claim="data-vault-0", age="40m", label=NAMES,
            service="vault-leader", readiness=Probe("exec"), sidecars=[Sidecar("raft", "docker.io/radondb/xenon:1.1.5-alpha", 8801), Sidecar("metrics", "docker.io/prom/mysqld-exporter:v0.12.1", 9104)]),
    )  # fmt: skip


TOWNS: dict[str, Callable[[], Town]] = {"relay": relay, "atlas": atlas, "nightly": nightly, "quorum": quorum}
