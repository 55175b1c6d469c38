# ruff: noqa: E501 - log lines are as long as they are
"""Two invented applications: a polyglot shop, and a Java application of more than thirty services."""

from tests.clusters.model import App, Claim, Event, Node, Probe, Town, Volume

NODES = (("quarry", True), ("meadow", False), ("orchard", False), ("harbour", False))
COURSES = (
    "auth", "user", "course", "course-other", "enrol", "enrol-other", "exam", "exam2", "grade", "room", "room-plan",
    "campus", "config", "contact", "badge", "meal", "meal-shop", "parcel", "payment", "inside-payment", "price",
    "refund", "route", "seat", "notice", "verify-code", "voucher", "staff", "admin-course", "admin-user",
)  # fmt: skip


def nodes() -> list[Node]:
    return [
        Node(name, {"pool": "general", "tier": "ssd"} if not control else {}, cordoned=control, control=control)
        for name, control in NODES
    ]


def shop() -> Town:
    """Nine components in five languages, a MySQL database and a cache with a volume."""

    def app(name: str, port: int, calls: tuple[str, ...] = (), **more: object) -> App:
        image = str(more.pop("image", f"ghcr.example/bazaar/{name}:2.7.1"))
        kind = "grpc" if port == 50051 else "http-get"
        probes = [Probe(kind, port, delay=15), Probe(kind, port, delay=15)]
        made = App(name, port, image=image, calls=calls, account=name, liveness=probes[0], readiness=probes[1])
        for key, value in more.items():
            setattr(made, key, value)
        return made

    def where(**names: str) -> dict[str, str]:
        return {f"{key.upper()}_ADDR": value for key, value in names.items()}

    sql = {"DB_HOST": "ledger-db", "DB_PORT": "3306", "DB_USER": "orders", "DB_NAME": "orders"}
    apps = [
        app("storefront", 8080, ("catalog", "basket", "orders", "pricing"), service_port=80,
            env=where(catalog="catalog:9000", basket="basket:7001", orders="orders:50051", pricing="pricing:8083")),
        app("catalog", 9000, ("pricing",), env=where(pricing="pricing:8083")),
        app("basket", 7001, ("basket-cache",), env=where(cache="basket-cache:6379")),
        app("pricing", 8083),
        app("orders", 50051, ("ledger-db", "courier", "notifier"), port_name="grpc",
            env={**sql, **where(courier="courier-svc:8085", notifier="notifier:8086")}),
        app("courier", 8085, service="courier-svc", replicas=2),
        app("notifier", 8086),
        app("basket-cache", 6379, image="docker.io/library/redis:7.2-alpine", claim="cache-data", port_name="tcp-redis",
            liveness=Probe("tcp-socket"), readiness=Probe("tcp-socket")),
        app("ledger-db", 3306, image="docker.io/library/mysql:8.0.36", port_name="mysql",
            liveness=Probe("tcp-socket"), readiness=Probe("tcp-socket")),
    ]  # fmt: skip
    town = Town("bazaar", {each.name: each for each in apps}, nodes())
    town.accounts |= set(town.apps)
    town.claims["cache-data"] = Claim("cache-data", volume="cache-data-pv")
    town.volumes.append(Volume("cache-data-pv", claim="bazaar/cache-data"))
    return town


def campus(*, shared: bool = True, secret: bool = True) -> Town:
    """Java services behind a gateway; MySQL of all (`shared`) or of each; addresses in Secrets or in the environment."""
    apps: dict[str, App] = {}
    town = Town("campus", apps, nodes())
    for index, short in enumerate(COURSES):
        name = f"cx-{short}-service"
        port = 12000 + 37 * index
        made = App(name, port, image=f"harbor.example/campus/{name}:1.0.4", memory_limit="1Gi", age="9m",
                   readiness=Probe("tcp-socket", delay=60), calls=("registry",))  # fmt: skip
        database = "campusdb-mysql" if shared else f"cx-{short}-mysql"
        stem = short.upper().replace("-", "_")
        values = {f"{stem}_MYSQL_HOST": database, f"{stem}_MYSQL_PORT": "3306", f"{stem}_MYSQL_USER": "ts",
                  f"{stem}_MYSQL_DATABASE": short.replace("-", "_"), f"{stem}_MYSQL_PASSWORD": "unread"}  # fmt: skip
        if secret:
            town.secrets[f"{name}-db"] = values
            made.env_from = [("Secret", f"{name}-db"), ("ConfigMap", "registry")]
        else:
            made.env = values
            made.env_from = [("ConfigMap", "registry")]
        made.calls = ("registry", database)
        apps[name] = made
        if not shared:
            apps[database] = _mysql(database)
    if shared:
        apps["campusdb-mysql"] = _mysql("campusdb-mysql")
    town.configs["registry"] = {"NACOS_ADDRS": "registry-0.registry-headless:8848"}
    apps["registry"] = App("registry", 8848, image="docker.io/nacos/nacos-server:v2.1.2", kind="StatefulSet", age="9m")
    apps["rabbitmq"] = App("rabbitmq", 5672, image="docker.io/library/rabbitmq:3.12", age="9m")
    apps["cx-gateway-service"] = App(
        "cx-gateway-service", 18888, image="harbor.example/campus/cx-gateway-service:1.0.4", memory_limit="1Gi",
        readiness=Probe("tcp-socket", delay=60), env_from=[("ConfigMap", "registry"), ("ConfigMap", "gateway-routes")],
        calls=tuple(f"cx-{short}-service" for short in COURSES), age="9m",
    )  # fmt: skip
    town.configs["gateway-routes"] = {"application.yml": routes({})}
    apps["cx-ui-portal"] = App("cx-ui-portal", 8080, image="harbor.example/campus/cx-ui-portal:1.0.4", age="9m",
                               calls=("cx-gateway-service",))  # fmt: skip
    for each in apps.values():
        if "mysql" in each.name:
            town.claims[f"data-{each.name}-0"] = Claim(
                f"data-{each.name}-0", volume=f"pvc-{each.name}", storage_class="standard"
            )
            town.volumes.append(
                Volume(f"pvc-{each.name}", claim=f"campus/data-{each.name}-0", storage_class="standard")
            )
            each.claim = f"data-{each.name}-0"
    return town


def _mysql(name: str) -> App:
    return App(name, 3306, image="docker.io/library/mysql:5.7.35", kind="StatefulSet", port_name="mysql", age="9m",
               readiness=Probe("tcp-socket", delay=30))  # fmt: skip


def routes(wrong: dict[str, str]) -> str:
    """The gateway's routes; `wrong` sends a short name's path to another target."""
    rows = "".join(
        f"        - id: {short}\n          uri: {wrong.get(short, f'http://cx-{short}-service:{12000 + 37 * index}')}\n"
        f"          predicates:\n            - Path=/api/v1/{short.replace('-', '')}service/**\n"
        for index, short in enumerate(COURSES)
    )
    return f"spring:\n  cloud:\n    gateway:\n      routes:\n{rows}"


def booting(town: Town) -> Town:
    """What a Java application leaves behind when it starts whole: restarts, refused calls, unread probes; all over."""
    early = "2027-03-09T10:21:{:02d}.114Z"
    for index, app in enumerate(list(town.apps.values())[::3]):
        if app.kind == "StatefulSet" or "gateway" in app.name:
            continue
        app.restarts, app.last, app.code, app.restarted = 2 + index % 2, "Error", 1, "7m12s"
        app.events = [
            Event(
                "Unhealthy",
                f"Readiness probe failed: dial tcp {app.ip()}:{app.port}: connect: connection refused",
                "8m1s (x3 over 8m40s)",
            ),
            Event(
                "BackOff",
                f"Back-off restarting failed container main in pod {app.pods[0]}_{town.namespace}(0c3c)",
                "7m40s (x2 over 8m)",
            ),
        ]
        app.logs = [
            f"{early.format(10 + index)} ERROR 1 --- [main] c.a.nacos.client : java.net.ConnectException: Connection refused (Connection refused)",
            f"{early.format(11 + index)} ERROR 1 --- [main] o.s.b.SpringApplication : Application run failed",
            f"{early.format(12 + index)} WARN java.net.UnknownHostException: rabbitmq",
            f"{early.format(40 + index)} INFO 1 --- [main] Application : Started Application in 41.3 seconds (JVM running for 44.1)",
        ]
    return town
