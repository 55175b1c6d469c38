# ruff: noqa: E501 - messages of kubelet and of drivers are as long as they are
"""Faults of what runs: killed, not ready, unreachable, refused by its database, on a broken node, slow."""

from tests.clusters.faults_placing import Faults
from tests.clusters.model import Change, Event, Probe, Sidecar, Town
from tests.clusters.towns import routes

SPRING = "{t}  WARN 1 --- [           main] ConfigServletWebServerApplicationContext : Exception encountered during context initialization - cancelling refresh attempt: org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'entityManagerFactory'"
KILLING = "Container main failed liveness probe, will be restarted"


def loop(town: Town, name: str, reason: str = "Error", code: int = 1) -> None:
    app = town.apps[name]
    app.status, app.ready, app.waiting, app.restarts, app.last, app.code = (
        "CrashLoopBackOff",
        False,
        "CrashLoopBackOff",
        4,
        reason,
        code,
    )
    app.events.append(
        Event("BackOff", f"Back-off restarting failed container main in pod {app.pods[0]}_{town.namespace}(0c3c)")
    )


def oom(name: str, *, sandbox: bool = False) -> Change:
    def change(town: Town) -> str:
        app = town.apps[name]
        if sandbox:
            app.memory_limit, app.status, app.phase, app.ready, app.waiting = (
                "6Mi",
                "ContainerCreating",
                "Pending",
                False,
                "ContainerCreating",
            )
            app.events = [
                Event(
                    "FailedCreatePodSandBox",
                    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to start sandbox container task "9b": OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
                )
            ]
        else:
            loop(town, name, "OOMKilled", 137)
            app.memory_limit = "24Mi"
        return name

    return change


def liveness(name: str, text: str, again: bool = True, **fields: object) -> Change:
    def change(town: Town) -> str:
        app = town.apps[name]
        app.liveness = Probe(**{"port": app.port, **fields})  # type: ignore[arg-type]
        app.readiness = Probe("tcp-socket", port=app.port, delay=5)
        loop(town, name, "Error", 143)
        app.events += [Event("Unhealthy", "Liveness probe failed: " + text.format(ip=app.ip(), port=app.liveness.port)),
                       Event("Killing", KILLING, "4s (x3 over 88s)", "Normal")]  # fmt: skip
        if not again:
            app.status, app.ready, app.waiting = "Running", True, ""
        return name

    return change


def readiness(name: str, text: str, **fields: object) -> Change:
    def change(town: Town) -> str:
        app = town.apps[name]
        app.readiness = Probe(**{"port": app.port, **fields})  # type: ignore[arg-type]
        app.liveness = Probe("tcp-socket", port=app.port)
        app.ready = False
        app.events = [
            Event("Unhealthy", "Readiness probe failed: " + text.format(ip=app.ip(), port=app.readiness.port))
        ]
        return name

    return change


REFUSED = 'Get "http://{ip}:{port}/health": dial tcp {ip}:{port}: connect: connection refused'
LATE = 'Get "http://{ip}:{port}/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
TLS = 'Get "https://{ip}:{port}/health": http: server gave HTTP response to HTTPS client'
GRPC = 'timeout: failed to connect service "{ip}:{port}" within 1s: context deadline exceeded'
SPOKEN = 'Get "http://{ip}:{port}/health": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x00\\x00\\x06\\x04"'


def conflict(name: str, *, main: bool, logged: bool, declared: bool = True) -> Change:
    def change(town: Town) -> str:
        app = town.apps[name]
        port = app.port if declared else app.port + 1000
        side = Sidecar("metrics-agent", "docker.io/library/nginx:1.25", port)
        app.sidecars = [side]
        if main:
            loop(town, name)
        else:
            side.ready, side.restarts, side.reason, side.last, side.code = False, 4, "CrashLoopBackOff", "Error", 1
            app.status = "CrashLoopBackOff"
            app.events = [
                Event(
                    "BackOff",
                    f"Back-off restarting failed container metrics-agent in pod {app.pods[0]}_{town.namespace}(0c3c)",
                )
            ]
        if logged:
            text = (
                f"{{t}} ERROR Web server failed to start. Port {app.port} was already in use."
                if main
                else f"{{t}} [emerg] 1#1: bind() to 0.0.0.0:{app.port} failed (98: Address already in use)"
            )
            town.log(name, text)
        return name

    return change


def writes(name: str, line: str, *, looping: bool = False) -> Change:
    def change(town: Town) -> str:
        town.log(name, line)
        if looping:
            loop(town, name)
        return name

    return change


def served(name: str, caller: str, **fields: object) -> Change:
    """The component's Service is changed; its caller is refused."""

    def change(town: Town) -> str:
        app = town.apps[name]
        for key, value in fields.items():
            setattr(app, key, value)
        town.unreachable.add(app.service_name)
        town.log(
            caller,
            f'{{t}} ERROR Post "http://{app.service_name}:{app.service_port or app.port}/": dial tcp {app.cluster_ip}:{app.port}: connect: connection refused',
        )
        return name

    return change


def zero(name: str, caller: str, *, logged: bool = True) -> Change:
    def change(town: Town) -> str:
        town.apps[name].replicas = 0
        if logged:
            town.log(
                caller,
                f'{{t}} ERROR I/O error on GET request for "http://{town.apps[name].service_name}:{town.apps[name].port}/": Connection refused (Connection refused)',
            )
        return name

    return change


def address(caller: str, variable: str, wrong: str, line: str) -> Change:
    def change(town: Town) -> str:
        town.apps[caller].env[variable] = wrong
        town.log(caller, line)
        return caller

    return change


def setting(town: Town, name: str, ending: str, value: str) -> None:
    """Where the component keeps it: its environment or its Secret."""
    app = town.apps[name]
    for held in (app.env, *(town.secrets.get(n, {}) for _, n in app.env_from)):
        for key in list(held):
            if key.endswith(ending):
                held[key] = value


LINK = "{t} ERROR 1 --- [           main] com.zaxxer.hikari.pool.HikariPool        : HikariPool-1 - Exception during pool initialization. com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure"
WRONG_PORT = {
    "spring": (LINK, SPRING, "Caused by: java.net.ConnectException: Connection refused (Connection refused)"),
    "timed-out": (LINK, "Caused by: java.net.SocketTimeoutException: connect timed out"),
    "go": ('{t} level=error msg="ping ledger" err="dial tcp 10.43.7.7:3307: connect: connection refused"',),
    "pool": ("{t} ERROR java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30001ms.", "Caused by: com.mysql.cj.exceptions.CJCommunicationsException: Communications link failure", "Caused by: java.net.ConnectException: Connection refused"),
    "silent": (),
}  # fmt: skip
LOGIN = {
    "spring": ("{t} ERROR 1 --- [main] com.zaxxer.hikari.pool.HikariPool : HikariPool-1 - Exception during pool initialization. java.sql.SQLException: Access denied for user 'ts'@'10.42.1.77' (using password: YES)", SPRING),
    "go": ('{t} level=error msg="Error 1045 (28000): Access denied for user \'orders\'@\'10.42.1.77\' (using password: YES)"',),
    "database": ("{t} ERROR Error 1044: Access denied for user 'ts'@'%' to database 'ledger'",),
    "postgres": ('{t} ERROR psycopg2.OperationalError: connection to server at "ledger-db" (10.43.7.7), port 5432 failed: FATAL:  password authentication failed for user "orders"',),
}  # fmt: skip
FULL = {
    "spring": ('{t} ERROR com.mysql.cj.jdbc.exceptions.CommunicationsException: Data source rejected establishment of connection,  message from server: "Too many connections"',),
    "go": ('{t} level=error msg="Error 1040 (08004): Too many connections"',),
    "user": ("{t} ERROR java.sql.SQLException: User 'ts' has exceeded the 'max_user_connections' resource (current value: 2)",),
    "pool": ("{t} ERROR HikariPool-1 - Connection is not available, request timed out after 30000ms.", '{t} ERROR Data source rejected establishment of connection,  message from server: "Too many connections"'),
    "only-pool": ("{t}  WARN 1 --- [nio-12340-exec-3] o.h.engine.jdbc.spi.SqlExceptionHelper   : SQL Error: 0, SQLState: null", "{t} ERROR java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=41)"),
}  # fmt: skip
READ_ONLY = {
    "spring": ("{t} ERROR java.sql.SQLException: The MySQL server is running with the --read-only option so it cannot execute this statement",),
    "super": ("{t} ERROR Error 1290 (HY000): The MySQL server is running with the --super-read-only option so it cannot execute this statement",),
    "transaction": ("{t} ERROR SQL Error: 1792, SQLState: 25006 Cannot execute statement in a READ ONLY transaction.",),
    "table": ("{t} ERROR SQL Error: 1036, SQLState: HY000 Table 'ledger' is read only",),
    "postgres": ("{t} ERROR org.postgresql.util.PSQLException: ERROR: cannot execute INSERT in a read-only transaction",),
}  # fmt: skip


def wrong_port(caller: str, form: str, port: str = "3307", *, looping: bool = True) -> Change:
    def change(town: Town) -> str:
        setting(town, caller, "_PORT", port)
        if WRONG_PORT[form]:
            town.log(caller, *WRONG_PORT[form])
        if looping:
            loop(town, caller)
        return caller

    return change


def complains(
    lines: dict[str, tuple[str, ...]], form: str, *callers: str, at: str = "", looping: bool = False
) -> Change:
    """Callers write of their database; the fault sits on `at`, else on the first caller."""

    def change(town: Town) -> str:
        for caller in callers:
            town.log(caller, *lines[form])
            if looping:
                loop(town, caller)
        return at or callers[0]

    return change


def nameless(name: str, *callers: str, form: str) -> Change:
    def change(town: Town) -> str:
        host, port = town.apps[name].service_name, town.apps[name].port
        for caller in callers:
            town.log(caller, {
                "go": f'{{t}} ERROR Get "http://{host}:{port}/x": dial tcp: lookup {host} on 10.43.0.10:53: no such host',
                "java": f'{{t}} ERROR I/O error on GET request for "http://{host}:{port}/x": {host}; nested exception is java.net.UnknownHostException: {host}',
                "netty": f"{{t}} ERROR io.netty.resolver.dns.DnsResolveContext$SearchDomainUnknownHostException: Failed to resolve '{host}' [A(1), AAAA(28)] and search domain query for configured domains failed as well",
                "astray": f"{{t}} ERROR org.apache.http.conn.HttpHostConnectException: Connect to {host}:{port} [{host}/10.99.7.3] failed: Connection timed out",
                "node": f'{{t}} error: {{"code":"EAI_AGAIN","syscall":"getaddrinfo","hostname":"{host}","message":"getaddrinfo EAI_AGAIN {host}"}}',
                "python": f"{{t}} ERROR HTTPConnectionPool(host='{host}', port={port}): Max retries exceeded with url: /x (Caused by NameResolutionError(\"Failed to resolve '{host}' ([Errno -2] Name or service not known)\"))",
            }[form])  # fmt: skip
        return name

    return change


def misrouted(form: str) -> Change:
    def change(town: Town) -> str:
        if form == "other":
            town.configs["gateway-routes"]["application.yml"] = routes({"grade": "http://cx-exam-service:12222"})
        elif form == "absent":
            town.configs["gateway-routes"]["application.yml"] = routes({"grade": "http://cx-gradee-service:12296"})
        elif form == "balanced":
            town.configs["gateway-routes"]["application.yml"] = routes({"enrol-other": "lb://cx-enrol-service"})
        elif form == "env":
            app = town.apps["cx-gateway-service"]
            app.env = {f"SPRING_CLOUD_GATEWAY_ROUTES_{i}_{k}": v for i, (short, to) in enumerate((("exam", "exam"), ("grade", "room"), ("room", "room"), ("user", "user")))
                       for k, v in (("ID", short), ("URI", f"http://cx-{to}-service:{town.apps[f'cx-{to}-service'].port}"), ("PREDICATES_0", f"Path=/api/v1/{short}service/**"))}  # fmt: skip
        elif form == "selector":
            gateway = town.apps["cx-gateway-service"]
            gateway.selector = town.apps["cx-room-service"].labels
        elif form == "nginx":
            rows = "".join(
                f"    location /api/v1/{s}service {{\n      proxy_pass http://cx-{t}-service:{town.apps[f'cx-{t}-service'].port};\n    }}\n"
                for s, t in (("exam", "exam"), ("grade", "room"), ("user", "user"))
            )
            town.configs["portal-nginx"] = {"nginx.conf": f"server {{\n    listen 8080;\n{rows}}}\n"}
            town.apps["cx-ui-portal"].env_from.append(("ConfigMap", "portal-nginx"))
            return "cx-ui-portal"
        return "cx-gateway-service"

    return change


def unit(place: int, *units: str, ready: str = "True", reason: str = "KubeletReady", message: str = "") -> Change:
    def change(town: Town) -> str:
        node = town.workers[place]
        node.down, node.ready, node.reason = list(units), ready, reason
        node.message = message or node.message
        if ready == "Unknown":
            node.taints = ["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"]
        return node.name

    return change


def band(name: str, kind: str = "Service", **evidence: str) -> dict[str, object]:
    titles = {
        "latency": f"LATENCY_DEGRADATION [Slow Response] | {name}-p90latency: ",
        "rps": "THROUGHPUT_DROP [RPS] | ",
        "cpu": "CPU_SPIKE [CPU Usage] | ",
        "retrans": "NETWORK_QUALITY_DEGRADED [TCP Retransmission] | ",
    }
    rows = [titles[key] + "Normal={} -> Current={} (x)".format(*text.split(">")) for key, text in evidence.items()]
    return {"type": kind, "name": name, "status": "ABNORMAL", "evidence": rows}


def alerts(at: str, *found: dict[str, object]) -> Change:
    def change(town: Town) -> str:
        town.alerts = list(found)
        return at

    return change


def throttled(name: str, **evidence: str) -> dict[str, object]:
    made = band(name, **evidence)
    return {**made, "evidence": ["RESOURCE_SATURATION [cpu_cfs] | Val: 0.702s (Throttled)", *made["evidence"]]}  # type: ignore[misc]


def around(name: str, *, worst: str, usual: str, late: str) -> Change:
    """One component is late, its callers wait for it, and everybody is asked less."""

    def change(town: Town) -> str:
        callers = [each for each in town.apps.values() if name in each.calls]
        others = [each.name for each in town.apps.values() if each.name != name and each not in callers][:7]
        found = [band(name, latency=late, rps=worst), *(band(c.name, latency=late, rps=usual) for c in callers)]
        town.alerts = [*found, *(band(each, rps=usual) for each in others)]
        return name

    return change


def crossed(*, rates: bool) -> Change:
    """Whatever stands on the fullest node answers late, and so does whoever calls it; `rates`: all are asked less."""

    def change(town: Town) -> str:
        places: dict[str, list[str]] = {}
        for app in town.apps.values():
            if app.kind == "Deployment":
                places.setdefault(town.node_of(app), []).append(app.name)
        node = max(places, key=lambda each: len(places[each]))
        callers = [a.name for a in town.apps.values() if set(a.calls) & set(places[node])]
        more = {"rps": "52.0req/s>30.0req/s"} if rates else {}
        town.alerts = [band(each, latency="7.0ms>410.0ms", **more) for each in dict.fromkeys([*places[node], *callers])]
        return node

    return change


def running(app: str, other: str, caller: str) -> Faults:
    """For the names of a component, another one, and a caller of both."""
    return {
        "oom-killed": {"killed": oom(app), "sandbox": oom(app, sandbox=True)},
        "liveness-probe-wrong-port": {"refused": liveness(app, REFUSED, port=9999), "tcp": liveness(app, "dial tcp {ip}:{port}: connect: connection refused", kind="tcp-socket", port=9998), "up": liveness(app, REFUSED, again=False, port=9999)},
        "liveness-probe-wrong-protocol": {"tls": liveness(app, TLS, scheme="https"), "grpc": liveness(app, SPOKEN)},
        "liveness-probe-timing": {
            "delay": liveness(app, REFUSED, delay=1, period=1, failures=1), "period": liveness(app, REFUSED, delay=0, period=3, failures=2),
            "timeout": liveness(app, LATE, delay=5, period=5, timeout=1, failures=1), "java": liveness(app, REFUSED, delay=10, period=10, failures=3),
            "long": liveness(app, REFUSED, delay=30, period=10, failures=2), "up": liveness(app, REFUSED, again=False, delay=1, period=2, failures=1),
            "tcp": liveness(app, "dial tcp {ip}:{port}: connect: connection refused", kind="tcp-socket", delay=1, period=2, failures=1),
        },
        "readiness-probe-wrong-port": {"refused": readiness(app, REFUSED, port=9999), "tcp": readiness(app, "dial tcp {ip}:{port}: connect: connection refused", kind="tcp-socket", port=9998)},
        "readiness-probe-wrong-protocol": {"tls": readiness(app, TLS, scheme="https"), "grpc": readiness(app, SPOKEN)},
        "sidecar-port-conflict": {
            "side": conflict(app, main=False, logged=True), "main": conflict(app, main=True, logged=True),
            "unlogged": conflict(app, main=False, logged=False), "undeclared": conflict(app, main=True, logged=True, declared=False),
            "undeclared-side": conflict(app, main=False, logged=True, declared=False),
        },
        "volume-mount-permission-denied": {
            "java": writes(app, "{t} ERROR java.io.FileNotFoundException: /data/store/index.lock (Permission denied)", looping=True),
            "python": writes(app, "PermissionError: [Errno 13] Permission denied: '/data/store'", looping=True),
        },
        "service-selector-mismatch": {"version": served(app, caller, selector={"app": f"{app}-v2"}), "extra": served(app, caller, selector={"app": app, "track": "blue"})},
        "service-port-mapping-mismatch": {"number": served(app, caller, target="9191"), "name": served(app, caller, target="webb", endpoints="<none>")},
        "service-protocol-mismatch": {"udp": served(app, caller, protocol="UDP")},
        "deployment-zero-replicas": {"logged": zero(app, caller), "quiet": zero(app, caller, logged=False)},
        "service-dns-failure": {form: nameless(app, caller, other, form=form) for form in ("go", "java", "netty", "node", "python", "astray")},
        "kubelet-unavailable": {"silent": unit(1, "kubelet", ready="Unknown", reason="NodeStatusUnknown", message="Kubelet stopped posting node status."), "early": unit(0, "kubelet")},
        "containerd-unavailable": {
            "down": unit(1, "containerd", ready="False", reason="KubeletNotReady", message="[container runtime is down, PLEG is not healthy: pleg was last seen active 3m2s ago; threshold is 3m0s]"),
            "early": unit(2, "containerd"), "both": unit(0, "containerd", "kubelet", ready="Unknown", reason="NodeStatusUnknown", message="Kubelet stopped posting node status."),
        },
        "kube-proxy-unavailable": {"plain": unit(1, "kube-proxy"), "logged": proxied(caller, app)},
        "pod-cpu-overload": {
            "plain": alerts(app, band(app, cpu="4.1%>97.0%", latency="8.1ms>610.0ms"), band(caller, latency="30.0ms>690.0ms")),
            "at-limit": alerts(app, throttled(app, cpu="0.41cores>0.93cores", latency="55.0ms>800.0ms"), band(caller, latency="90.0ms>900.0ms")),
            "shadow": alerts(app, band(other, cpu="0.00cores>0.02cores"), band(app, cpu="0.08cores>1.70cores", latency="3.0ms>40.0ms")),
        },
        "pod-network-delay": {
            "many": around(app, worst="900.0req/s>80.0req/s", usual="700.0req/s>350.0req/s", late="0.4ms>30.0ms"),
            "slow": around(app, worst="0.80req/s>0.08req/s", usual="2.0req/s>1.1req/s", late="800.0ms>9000.0ms"),
            "few": alerts(app, band(app, latency="9.0ms>2050.0ms", rps="40.0req/s>21.0req/s"), band(caller, latency="35.0ms>2300.0ms", rps="44.0req/s>23.0req/s")),
        },
        "node-network-delay": {"rates": crossed(rates=True), "late": crossed(rates=False)},
        "node-network-packet-loss": {
            "leads": alerts("orchard", band("orchard", "Node", retrans="0.02retrans>7.9retrans"), band("meadow", "Node", retrans="0.05retrans>0.4retrans"), band(caller, latency="30ms>300ms")),
            "always": alerts("meadow", band("orchard", "Node", retrans="8.0retrans>8.4retrans"), band("meadow", "Node", retrans="0.30retrans>6.1retrans"), band(app, latency="9ms>200ms"), band(other, latency="4ms>90ms")),
        },
    }  # fmt: skip


def proxied(caller: str, name: str) -> Change:
    def change(town: Town) -> str:
        node = next(each for each in town.workers if each.name == town.node_of(town.apps[caller]))
        node.down = ["kube-proxy"]
        town.log(caller, f"{{t}} ERROR dial tcp {town.apps[name].cluster_ip}:{town.apps[name].port}: i/o timeout")
        return node.name

    return change


def stored(caller: str, second: str, database: str) -> Faults:
    """For the names of two clients and their database."""
    return {
        "db-port-incorrect": {
            **{form: wrong_port(caller, form, looping=form != "silent") for form in WRONG_PORT},
            "digit": wrong_port(caller, "spring", "33061", looping=False),
        },
        "db-credentials-invalid": {form: complains(LOGIN, form, caller, looping=form == "spring") for form in LOGIN},
        "db-connection-exhaustion": {
            form: complains(FULL, form, caller, second, at=database, looping=form == "spring") for form in FULL
        },
        "db-read-only": {form: complains(READ_ONLY, form, caller, at=database) for form in READ_ONLY},
    }


ROUTES: Faults = {
    "gateway-misroute": {form: misrouted(form) for form in ("other", "absent", "balanced", "env", "nginx", "selector")},
}
ADDRESSES: Faults = {
    "service-env-address-mismatch": {
        "name": address("storefront", "CATALOG_ADDR", "catalogue:9000", '{t} ERROR {"error":"rpc error: code = Unavailable desc = dial tcp: lookup catalogue on 10.43.0.10:53: no such host"}'),
        "port": address("basket", "CACHE_ADDR", "basket-cache:6380", "{t} ERROR It was not possible to connect to the redis server(s). UnableToConnect on basket-cache:6380/Interactive"),
        "swapped": address("orders", "COURIER_ADDR", "notifier:8086", "{t} ERROR courier answered 404"),
    },
}  # fmt: skip
