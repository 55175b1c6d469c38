# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""What keeps a container from starting or from ending."""

from tests.clusters import render
from tests.clusters.model import Event, Probe, Town
from tests.further.scene import Answers, Scene, crash, keeper, loud, stuck, unready

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene(
    "an image for another architecture", "relay", ("command-invalid", "labels"), ("image-reference-incorrect", "labels")
)
def _(town: Town) -> None:
    crash(town, "labels", "exec /usr/local/bin/labels: exec format error")
    loud(
        town,
        "packer",
        "{t} WARN packer::print: label service unavailable, retrying err=error trying to connect: tcp connect error: Connection refused (os error 111) url=http://labels:4000/v1/print",
    )


@scene(
    "an init container that never ends well",
    "relay",
    ("init-container-failing", "tariff"),
    ("db-migration-stuck", "tariff"),
)
def _(town: Town) -> Answers:
    app = town.apps["tariff"]
    app.status, app.phase, app.ready, app.waiting = "Init:CrashLoopBackOff", "Pending", False, "PodInitializing"
    app.events.append(Event("BackOff", f"Back-off restarting failed container schema in pod {app.pods[0]}_relay(99)"))
    loud(
        town,
        "intake",
        "{t} error tariff lookup failed: FetchError: request to http://tariff:8000/quote failed, reason: connect ECONNREFUSED {ip:tariff}:8000",
    )
    first = "Init Containers:\n  schema:\n    Image:          quay.example/relay/tariff:2.0.3\n    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       Error\n      Exit Code:    1\n    Ready:          False\n    Restart Count:  6\n"
    return {
        f"kubectl describe pods {app.pods[0]} -n relay": render.pod(town, app, 0).replace(
            "Containers:\n  main", f"{first}Containers:\n  main"
        ),
        f"kubectl logs {app.pods[0]} -c schema -n relay": "alembic.util.exc.CommandError: Can't locate revision identified by 'ae1027a6acf4'\n",
    }


@scene("a key that its ConfigMap has not", "nightly", ("missing-configmap", "reports"))
def _(town: Town) -> None:
    town.configs["reports-settings"] = {"TEMPLATE_DIR": "/srv/templates"}
    stuck(
        town,
        "reports",
        "CreateContainerConfigError",
        "Failed",
        "Error: couldn't find key LOCALE in ConfigMap nightly/reports-settings",
    )
    loud(
        town,
        "planner",
        "{t} ERROR run 8812 step reports: HTTPConnectionPool(host='reports', port=8082): Max retries exceeded with url: /render (Caused by NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))",
    )


@scene("a pull secret of the wrong type", "nightly", ("missing-image-pull-secret", "extract"))
def _(town: Town) -> None:
    app = town.apps["extract"]
    app.image, app.pull_secret = "cr.example/private/extract:4.4.1", "cr-login"
    town.secrets["cr-login"] = {"username": "robot", "password": "unread"}
    stuck(
        town,
        "extract",
        "ImagePullBackOff",
        "Failed",
        'Failed to pull image "cr.example/private/extract:4.4.1": failed to pull and unpack image "cr.example/private/extract:4.4.1": failed to resolve reference "cr.example/private/extract:4.4.1": failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://cr.example/token: 403 Forbidden',
        "Error: ImagePullBackOff",
    )


@scene("a liveness probe that does not wait for a slow start", "quorum", ("liveness-probe-timing", "loans"))
def _(town: Town) -> None:
    app = town.apps["loans"]
    app.liveness = Probe("http-get", 8102, "/actuator/health/liveness", delay=10, period=5, failures=2)
    crash(
        town,
        "loans",
        "{t}  INFO 1 --- [           main] o.s.b.w.embedded.tomcat.TomcatWebServer  : Tomcat initialized with port 8102 (http)",
        "{t}  INFO 1 --- [ionShutdownHook] com.zaxxer.hikari.HikariDataSource       : HikariPool-1 - Shutdown initiated...",
        code=143,
    )
    app.events += [
        Event(
            "Unhealthy",
            f'Liveness probe failed: Get "http://{app.ip()}:8102/actuator/health/liveness": dial tcp {app.ip()}:8102: connect: connection refused',
            "8s (x12 over 5m)",
        ),
        Event("Killing", "Container main failed liveness probe, will be restarted", "8s (x6 over 5m)", "Normal"),
    ]
    loud(
        town,
        "counter",
        "fail: Bank.Counter.LoansClient[0] {t} System.Net.Http.HttpRequestException: Connection refused (loans:8102) ---> System.Net.Sockets.SocketException (111): Connection refused",
    )


@scene("a readiness path that the application does not have", "atlas", ("readiness-probe-misconfigured", "monolith"))
def _(town: Town) -> None:
    town.apps["monolith"].readiness = Probe("http-get", 3000, "/ready")
    unready(town, "monolith", "Readiness probe failed: HTTP probe failed with statuscode: 404")
    town.log(
        "monolith", 'E, [{t} #1] FATAL -- : ActionController::RoutingError (No route matches [GET] "/ready"):', count=6
    )
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *8812 no live upstreams while connecting to upstream, client: 10.42.0.1, server: www, request: "GET / HTTP/2.0", upstream: "http://monolith/"',
    )


@scene("a hook before the end that hangs", "relay", ("rollout-stuck", "packer"), ("process-hung", "packer"))
def _(town: Town) -> Answers:
    app = town.apps["packer"]
    pods = app.pods
    ip = app.ip()
    return {
        "kubectl get pods -n relay -o wide": "NAME                      READY   STATUS        RESTARTS   AGE   IP           NODE    NOMINATED NODE   READINESS GATES\n"
        + "".join(
            f"{p}   1/1     Terminating   0          21d   {ip}   alder   <none>           <none>\n" for p in pods
        ),
        f"kubectl describe pods {pods[0]} -n relay": f"Name:                      {pods[0]}\nNamespace:                 relay\nLabels:                    app=packer\nStatus:                    Terminating (lasts 14m)\nTermination Grace Period:  1800s\nContainers:\n  main:\n    Image:          quay.example/relay/packer:3.3.0\n    State:          Running\n    Ready:          True\n    Restart Count:  0\nEvents:\n  Type     Reason             Age   From     Message\n  ----     ------             ----  ----     -------\n  Normal   Killing            14m   kubelet  Stopping container main\n  Warning  FailedPreStopHook  2m    kubelet  PreStopHook failed\n",
    }


@scene("arguments that the program does not know", "relay", ("command-invalid", "scorer"), ("config-invalid", "scorer"))
def _(town: Town) -> None:
    crash(
        town,
        "scorer",
        "usage: scorer [-h] [--topic TOPIC] [--group GROUP]",
        "scorer: error: unrecognized arguments: --batch-size=500",
        code=2,
    )
