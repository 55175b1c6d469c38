# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""Healthy towns with frightening lines."""

from tests.clusters.model import Event, Town
from tests.further.scene import Answers, Scene, keeper

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene("scary lines of last week in a healthy town", "relay")
def _(town: Town) -> None:
    town.apps["packer"].logs = [
        "2027-03-02T03:12:44.101Z FATAL packer: thread 'main' panicked at src/main.rs:41: called `Result::unwrap()` on an `Err` value: Os { code: 111, kind: ConnectionRefused }",
        "2027-03-09T10:29:50.000Z INFO packer: packed order 8812",
    ]
    town.apps["warehouse"].logs = [
        "2027-03-02 03:12:40.222 UTC [1] LOG:  database system was interrupted; last known up at 2027-03-02 03:11:58 UTC",
        "2027-03-02 03:12:49.222 UTC [1] LOG:  database system is ready to accept connections",
        "2027-03-09 10:25:01.001 UTC [27] LOG:  checkpoint complete: wrote 41 buffers (0.3%)",
    ]


@scene("a pod that was restarted long ago", "quorum")
def _(town: Town) -> None:
    for name in ("loans", "teller"):
        app = town.apps[name]
        app.restarts, app.last, app.code, app.restarted, app.age = 4, "OOMKilled", 137, "31d", "90d"
        app.logs = ["2027-03-09T10:29:50.100Z  INFO 1 --- [nio-exec-1] c.b.LedgerController : GET /accounts 200 9 ms"]


@scene("a busy hour that is served", "atlas")
def _(town: Town) -> Answers:
    town.apps["monolith"].replicas = 6
    town.log(
        "monolith",
        "I, [{t} #1]  INFO -- : Completed 200 OK in 48ms (Views: 21.0ms | ActiveRecord: 9.1ms)",
        count=20,
        before=22,
    )
    return {
        "kubectl get hpa -n atlas": "NAME       REFERENCE             TARGETS        MINPODS   MAXPODS   REPLICAS   AGE\nmonolith   Deployment/monolith   cpu: 58%/60%   2         12        6          90d\n",
        "kubectl top pods -n atlas": "NAME                        CPU(cores)   MEMORY(bytes)\n"
        + "".join(f"{p}   290m   301Mi\n" for p in town.apps["monolith"].pods),
    }


@scene("warnings that are usual", "nightly")
def _(town: Town) -> None:
    town.log(
        "blobs",
        "{t} WARN: Detected default credentials 'minioadmin:minioadmin', we recommend that you change these values",
        count=1,
    )
    town.log(
        "planner", "{t} WARNING DeprecationWarning: datetime.utcnow() is deprecated and scheduled for removal", count=4
    )
    town.log("runs", '{t} [33] ERROR:  duplicate key value violates unique constraint "steps_pkey"', count=1)
    town.apps["extract"].events.append(
        Event("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", "12d (x2 over 12d)")
    )
