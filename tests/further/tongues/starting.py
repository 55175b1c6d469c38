# ruff: noqa: E501 - what runtimes write is as long as it is
"""What a program says when it cannot start."""

from tests.clusters.model import Sidecar, Town
from tests.further.scene import Scene, crash, keeper, loud, stuck

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


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
