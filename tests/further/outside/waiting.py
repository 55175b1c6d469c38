# ruff: noqa: E501 - what runtimes and kubelets write is as long as it is
"""Memory, processor, threads, pools and queries."""

from tests.clusters.model import Event, Town
from tests.further.scene import Answers, Scene, keeper, loud, unready

SCENES: dict[str, Scene] = {}

scene = keeper(SCENES)


@scene("a sidecar that takes the memory", "atlas", ("oom-killed", "monolith"))
def _(town: Town) -> None:
    app = town.apps["monolith"]
    side = app.sidecars[0]
    side.ready, side.restarts, side.reason, side.last, side.code = False, 9, "CrashLoopBackOff", "OOMKilled", 137
    app.status = "CrashLoopBackOff"
    app.events.append(
        Event("BackOff", f"Back-off restarting failed container log-shipper in pod {app.pods[0]}_atlas(1f)")
    )
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *11 connect() failed (111: Connection refused) while connecting to upstream, upstream: "http://{ip:monolith}:3000/"',
    )


@scene("a limit of CPU that is too low", "nightly", ("cpu-throttled", "reports"))
def _(town: Town) -> Answers:
    loud(town, "planner", "{t} WARNING step reports took 184.2 s, budget 30 s")
    return {
        "prometheus rate(container_cpu_cfs_throttled_periods_total[5m]) / rate(container_cpu_cfs_periods_total[5m])": '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"namespace":"nightly","pod":"'
        + town.apps["reports"].pods[0]
        + '","container":"main"},"value":[1804588200,"0.94"]},{"metric":{"namespace":"nightly","pod":"'
        + town.apps["planner"].pods[0]
        + '","container":"main"},"value":[1804588200,"0.01"]}]}}',
        f"kubectl exec {town.apps['reports'].pods[0]} -n nightly -- cat /sys/fs/cgroup/cpu.stat": "usage_usec 912345678\nnr_periods 48211\nnr_throttled 45190\nthrottled_usec 4019283746\n",
    }


@scene("threads that wait for each other", "quorum", ("process-hung", "teller"), ("app-bug", "teller"))
def _(town: Town) -> Answers:
    unready(town, "teller", "Readiness probe failed: command timed out after 1s")
    loud(
        town,
        "counter",
        "fail: Bank.Counter.TellerClient[0] {t} System.Threading.Tasks.TaskCanceledException: The request was canceled due to the configured HttpClient.Timeout of 10 seconds elapsing. (teller:8101)",
    )
    return {
        f"kubectl exec {town.apps['teller'].pods[0]} -n bank -- jstack 1": 'Found one Java-level deadlock:\n=============================\n"http-nio-8101-exec-4":\n  waiting to lock monitor 0x00007f3c (object 0x00000007, a com.bank.Ledger),\n  which is held by "http-nio-8101-exec-7"\n"http-nio-8101-exec-7":\n  waiting to lock monitor 0x00007f3d (object 0x00000008, a com.bank.Account),\n  which is held by "http-nio-8101-exec-4"\n\nFound 1 deadlock.\n'
    }


@scene(
    "memory that grows and has not been killed for yet",
    "nightly",
    ("memory-leak", "reports"),
    ("memory-saturation", "reports"),
)
def _(town: Town) -> Answers:
    pod = town.apps["reports"].pods[0]
    points = ",".join(f'[{1804588200 - 600 * (12 - i)},"{(300 + 55 * i) * 1048576}"]' for i in range(13))
    town.log("reports", "{t} WARN [GC (Allocation Failure)] heap 96 % used after full collection, pause 2.9 s", count=4)
    return {
        'prometheus container_memory_working_set_bytes{namespace="nightly"}': f'{{"status":"success","data":{{"resultType":"matrix","result":[{{"metric":{{"namespace":"nightly","pod":"{pod}","container":"main"}},"values":[{points}]}}]}}}}',
        "kubectl top pods -n nightly": f"NAME   CPU(cores)   MEMORY(bytes)\n{pod}   420m   960Mi\n",
    }


@scene(
    "a pool of connections that the application has used up",
    "atlas",
    ("db-connection-exhaustion", "monolith"),
    ("db-connection-exhaustion", "maria"),
)
def _(town: Town) -> None:
    loud(
        town,
        "monolith",
        "E, [{t} #1] FATAL -- : ActiveRecord::ConnectionTimeoutError (could not obtain a connection from the pool within 5.000 seconds (waited 5.003 seconds); all pooled connections were in use):",
    )
    loud(
        town,
        "edge",
        '{t} [error] 29#29: *11 upstream timed out (110: Operation timed out) while reading response header from upstream, upstream: "http://{ip:monolith}:3000/"',
    )


@scene(
    "two transactions that lock each other out", "relay", ("db-slow-query", "warehouse"), ("db-slow-query", "scorer")
)
def _(town: Town) -> None:
    town.log(
        "warehouse",
        "{t} [8812] ERROR:  deadlock detected",
        "{t} [8812] DETAIL:  Process 8812 waits for ShareLock on transaction 771; blocked by process 8813.",
        count=5,
    )
    loud(town, "scorer", "{t} ERROR asyncpg.exceptions.DeadlockDetectedError: deadlock detected")


@scene("a query that a migration made slow", "nightly", ("db-slow-query", "runs"), ("db-slow-query", "planner"))
def _(town: Town) -> None:
    town.log(
        "runs",
        "{t} [441] LOG:  duration: 48211.331 ms  statement: SELECT * FROM steps WHERE run_id = 77 ORDER BY started_at",
        count=8,
    )
    loud(town, "planner", "{t} ERROR django.db.utils.OperationalError: canceling statement due to statement timeout")
