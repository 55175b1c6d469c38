"""Traces, jobs, nodes, claims, probes, certificates, names and commands, as tools and logs tell of them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract
from astreinte.evidence.extract.typos import meant

from .conftest import NOW

CONTEXT = Context("stall", {}, Window(NOW - timedelta(minutes=30), NOW), NOW)


def reading(tool: str, args: str, text: str) -> Reading:
    return Reading(Query(tool, tuple(args.split())), NOW, "ok", text)


def found(*readings: Reading) -> dict[str, Signal]:
    return {signal.id: signal for signal in extract(readings, CONTEXT)}


STATEMENT = "SELECT * FROM parts\n"


def tree(query: float, rest: float) -> str:
    return (
        f"├─ /order (front) - {query + rest:.2f}ms (span_id=a1)\n"
        f"  ├─ check (stock) - {query + 1:.2f}ms (span_id=b2)\n"
        "  │  Attributes:\n"
        "  │    http.method: POST\n"
        f"    ├─ postgres.query (stock) - {query:.2f}ms (span_id=c3)\n"
        "    │  Attributes:\n"
        "    │    db.system: postgresql\n"
        "    │    db.statement: " + STATEMENT
    )


def test_the_query_that_takes_the_time_of_a_slow_trace_is_named_with_its_service() -> None:
    signal = found(reading("tempo", "a1", tree(3100, 90)))["span-db-slow"]
    assert signal.entity == "service:stock"
    assert "SELECT * FROM parts" in signal.detail
    assert signal.attributes["duration"] == "3100"


def test_a_quick_trace_and_one_that_no_span_leads_say_nothing() -> None:
    assert found(reading("tempo", "a1", tree(40, 3))) == {}
    even = "".join(f"  ├─ step{n} (part{n}) - 700ms (span_id={n})\n" for n in range(4))
    assert found(reading("tempo", "a1", "├─ all (front) - 2900ms (span_id=z)\n" + even)) == {}


def test_own_work_of_a_service_is_no_database() -> None:
    text = "├─ all (front) - 2900ms (span_id=z)\n  ├─ render (paint) - 2700ms (span_id=y)\n"
    assert found(reading("tempo", "a1", text))["span-slow"].entity == "service:paint"


def otlp() -> str:
    def batch(service: str, spans: list[dict[str, Any]]) -> dict[str, Any]:
        name = {"key": "service.name", "value": {"stringValue": service}}
        return {"resource": {"attributes": [name]}, "scopeSpans": [{"spans": spans}]}

    second = 1_000_000_000
    root: dict[str, Any] = {
        "spanId": "r",
        "name": "/order",
        "startTimeUnixNano": "0",
        "endTimeUnixNano": str(4 * second),
    }
    statement = {"key": "db.statement", "value": {"stringValue": "SELECT 1 FROM parts"}}
    leaf: dict[str, Any] = {
        "spanId": "q",
        "parentSpanId": "r",
        "name": "query",
        "attributes": [statement],
        "startTimeUnixNano": "0",
        "endTimeUnixNano": str(3 * second),
    }
    return json.dumps({"batches": [batch("front", [root]), batch("stock", [leaf])]})


def jaeger() -> str:
    spans: list[dict[str, Any]] = [
        {"spanID": "r", "operationName": "/order", "processID": "p1", "duration": 4_000_000, "references": []},
        {
            "spanID": "q",
            "operationName": "query",
            "processID": "p2",
            "duration": 3_000_000,
            "references": [{"spanID": "r"}],
            "tags": [{"key": "db.statement", "value": "SELECT 1"}],
        },
    ]
    processes = {"p1": {"serviceName": "front"}, "p2": {"serviceName": "stock"}}
    return json.dumps({"data": [{"spans": spans, "processes": processes}]})


@pytest.mark.parametrize("text", [otlp(), jaeger()])
def test_traces_in_json_say_the_same(text: str) -> None:
    assert found(reading("tempo", "a1", text))["span-db-slow"].entity == "service:stock"


JOB = """\
Name:           nightly
Namespace:      shop
Pods Statuses:  0 Active (0 Ready) / 0 Succeeded / 2 Failed
Events:
  Type     Reason                Age   From            Message
  ----     ------                ----  ----            -------
  Normal   SuccessfulCreate      3h    job-controller  Created pod: nightly-x2v4k
  Warning  BackoffLimitExceeded  3h    job-controller  Job has reached the specified backoff limit
"""


def test_a_job_that_failed_hours_ago_is_still_failed() -> None:
    assert found(reading("kubectl", "describe job nightly -n shop", JOB))["job-failed"].entity == "job:shop/nightly"


def node(held: int) -> str:
    return f"Name: n1\nTaints: <none>\nAllocatable:\n  cpu: 2\n  pods:  9\nNon-terminated Pods:  ({held} in total)\n"


def test_a_node_with_as_many_pods_as_it_may_run_is_full() -> None:
    assert found(reading("kubectl", "describe node n1", node(9)))["node-pods-full"].entity == "node:n1"
    assert "node-pods-full" not in found(reading("kubectl", "describe node n1", node(8)))


def claim(message: str) -> str:
    return (
        "Name: files\nNamespace: shop\nStorageClass: quick\nStatus: Pending\nUsed By: disk-0\nEvents:\n"
        "  Type     Reason              Age  From                         Message\n"
        f"  Warning  ProvisioningFailed  20s  persistentvolume-controller  {message}\n"
    )


def test_a_class_that_the_provisioner_does_not_find_is_named() -> None:
    absent = claim('storageclass.storage.k8s.io "quick" not found')
    args = "describe pvc files -n shop"
    assert "'quick'" in found(reading("kubectl", args, absent))["claim-class-differs"].detail
    assert "claim-class-differs" not in found(reading("kubectl", args, claim("no space left in pool")))


def pod(probe: str, restarts: int = 0) -> str:
    return (
        "Name: finder\nNamespace: shop\nNode: n1/10.0.0.1\nStatus: Running\nContainers:\n  main:\n"
        f"    State: Running\n    Ready: False\n    Restart Count: {restarts}\n    Readiness: {probe}\nEvents:\n"
        "  Type     Reason     Age               From     Message\n"
        "  Warning  Unhealthy  2s (x9 over 50s)  kubelet  Readiness probe failed: no\n"
    )


def test_a_readiness_command_that_fails_in_a_running_container_is_told() -> None:
    command = "exec [cat /tmp/ready] delay=5s timeout=1s period=5s #success=1 #failure=3"
    args = "describe pod finder -n shop"
    assert "probe-command-fails" in found(reading("kubectl", args, pod(command)))
    assert "probe-command-fails" not in found(reading("kubectl", args, pod(command, restarts=4)))
    other = "http-get http://:80/ready delay=5s timeout=1s period=5s #success=1 #failure=3"
    assert "probe-command-fails" not in found(reading("kubectl", args, pod(other)))


@pytest.mark.parametrize(
    "line",
    [
        "ERROR ssl certificate expired",
        "curl: (60) SSL certificate problem: certificate has expired",
        "ssl.SSLCertVerificationError: certificate verify failed: certificate has expired",
        "Error: CERT_HAS_EXPIRED",
    ],
)
def test_a_log_may_tell_of_an_expired_certificate(line: str) -> None:
    assert "certificate-expired-told" in found(reading("kubectl", "logs stall-0 -n shop", line))


def test_a_certificate_that_does_not_expire_is_none() -> None:
    line = "INFO certificate is valid for 80 days; expired sessions removed: 3"
    assert "certificate-expired-told" not in found(reading("kubectl", "logs stall-0 -n shop", line))


@pytest.mark.parametrize(
    ("line", "peer"),
    [
        ("no available connection to database ledger:5432, giving up", "ledger:5432"),
        ("could not connect to postgres at ledger:5432", "ledger:5432"),
        ("Unable to acquire JDBC Connection to ledger:3306", "ledger:3306"),
        ("mysql: connection failed ledger:3306", "ledger:3306"),
    ],
)
def test_a_database_that_cannot_be_reached_is_the_peer(line: str, peer: str) -> None:
    assert found(reading("kubectl", "logs stall-0 -n shop", line))["db-unreached"].peer == peer


@pytest.mark.parametrize("line", ["connected to database ledger:5432", "failed to connect to mail:25"])
def test_other_lines_are_no_unreached_database(line: str) -> None:
    assert "db-unreached" not in found(reading("kubectl", "logs stall-0 -n shop", line))


UNKNOWN = "requests: host='bankk', port=443: Failed to resolve 'bankk' ([Errno -2] Name or service not known)"
LISTED = (
    "NAME    TYPE       CLUSTER-IP  EXTERNAL-IP  PORT(S)  AGE\n{}   ClusterIP  10.0.0.9    <none>       80/TCP   9d\n"
)


def test_the_one_name_that_nothing_knows_is_foreign() -> None:
    logs = reading("kubectl", "logs stall-0 -n shop", UNKNOWN)
    assert found(logs)["name-foreign"].attributes["name"] == "bankk"
    listed = reading("kubectl", "get services -n shop", LISTED.format("bankk"))
    assert "name-foreign" not in found(logs, listed)


def test_a_name_that_failed_at_the_start_alone_is_history() -> None:
    early = (NOW - timedelta(minutes=9)).isoformat()
    assert "name-foreign" not in found(reading("kubectl", "logs stall-0 -n shop", f"{early} {UNKNOWN}"))
    assert "name-foreign" in found(reading("kubectl", "logs stall-0 -n shop", f"{NOW.isoformat()} {UNKNOWN}"))


def test_a_resolver_that_fails_makes_no_name_foreign() -> None:
    silent = UNKNOWN + "\nlookup other on 10.0.0.2:53: server misbehaving"
    assert "name-foreign" not in found(reading("kubectl", "logs stall-0 -n shop", silent))


@pytest.mark.parametrize(("typed", "wanted"), [("curll", "curl"), ("pyton3", "python3"), ("ngnix", "nginx")])
def test_a_mistyped_command_is_set_beside_the_known_one(typed: str, wanted: str) -> None:
    signal = found(reading("kubectl", "logs stall-0 -n shop", f"/bin/sh: 1: {typed}: not found"))["command-unknown"]
    assert (signal.attributes["command"], signal.attributes["meant"]) == (typed, wanted)


@pytest.mark.parametrize("command", ["curl", "ledger-worker", "x", "a" * 90])
def test_a_known_command_and_one_of_their_own_are_no_typos(command: str) -> None:
    assert meant(command) == ""


def test_a_long_line_is_shown_around_what_was_found() -> None:
    line = "x" * 600 + " certificate has expired"
    assert (
        "certificate has expired" in found(reading("kubectl", "logs stall-0", line))["certificate-expired-told"].detail
    )


@pytest.mark.parametrize("tool", ["runbook", "jq"])
def test_documentation_and_listings_are_no_evidence(tool: str) -> None:
    text = "If you see OOMKilled or `No space left on device` or Traceback (most recent call last): select( restart it"
    assert found(reading(tool, "memory", text)) == {}


def ending(status: str) -> str:
    return (
        f"Name: finder-1\nNamespace: shop\nNode: n1/10.0.0.1\nStatus: {status}\nContainers:\n  main:\n"
        "    State: Waiting\n      Reason: ImagePullBackOff\n    Ready: False\nEvents:\n"
        "  Type     Reason  Age  From     Message\n"
        '  Warning  Failed  9s   kubelet  Failed to pull image "shop/finder:9": manifest unknown: not found\n'
    )


def test_what_a_pod_suffered_from_is_over_once_it_is_told_to_end() -> None:
    args = "describe pod finder-1 -n shop"
    assert {"pull-failing", "pull-not-found"} <= found(reading("kubectl", args, ending("Pending"))).keys()
    assert found(reading("kubectl", args, ending("Terminating (lasts 4s)"))).keys() <= {"service-healthy"}
