# ruff: noqa: E501 - messages of Kubernetes and of drivers are as long as they are
"""Exact texts of kubelet, scheduler, volume controller, runtimes, MySQL and its drivers, in each form they are read in."""

import json
from collections.abc import Sequence

import pytest

from astreinte.domain import Item, Query, Reading, Window
from astreinte.evidence import Context, extract
from tests.clusters import render
from tests.clusters.model import Event, Town
from tests.clusters.straight import BEFORE
from tests.clusters.towns import shop

IMAGE = "registry.example/bazaar/pricing:2.9"
PULL = f'Failed to pull image "{IMAGE}": '
RPC = "rpc error: code = Unknown desc = "
UNPACK = f'failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}": '
EVENTS: Sequence[tuple[str, str, str]] = (
    ("sched-cpu", "FailedScheduling", "0/4 nodes are available: 1 node(s) were unschedulable, 3 Insufficient cpu. preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod."),
    ("sched-memory", "FailedScheduling", "0/4 nodes are available: 4 Insufficient memory. no new claims to deallocate, preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod."),
    ("sched-taint", "FailedScheduling", "0/4 nodes are available: 4 node(s) had untolerated taint {team: red}."),
    ("sched-taint", "FailedScheduling", "0/4 nodes are available: 4 node(s) had taint {team: red}, that the pod didn't tolerate."),
    ("sched-affinity", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector."),
    ("sched-affinity", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity."),
    ("sched-affinity", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't match node selector."),
    ("sched-anti-affinity", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't match pod anti-affinity rules."),
    ("sched-anti-affinity", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't match pod affinity/anti-affinity, 4 node(s) didn't match pod anti-affinity rules."),
    ("sched-anti-affinity", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't satisfy existing pods anti-affinity rules."),
    ("sched-unbound", "FailedScheduling", "0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling."),
    ("sched-unbound", "FailedScheduling", "running PreBind plugin: pod has unbound immediate PersistentVolumeClaims"),
    ("sched-unbound", "FailedScheduling", "0/4 nodes are available: 4 node(s) didn't find available persistent volumes to bind."),
    ("claim-absent", "FailedScheduling", '0/4 nodes are available: persistentvolumeclaim "store" not found. not found'),
    ("sched-unschedulable", "FailedScheduling", "0/4 nodes are available: 4 node(s) were unschedulable."),
    ("quota-cpu-refused", "FailedCreate", 'Error creating: pods "pricing-x" is forbidden: exceeded quota: q, requested: limits.cpu=500m, used: limits.cpu=2, limited: limits.cpu=2'),
    ("account-absent", "FailedCreate", 'Error creating: pods "pricing-x" is forbidden: error looking up service account bazaar/runner: serviceaccount "runner" not found'),
    ("pull-not-found", "Failed", PULL + "rpc error: code = NotFound desc = " + UNPACK + f"{IMAGE}: not found"),
    ("pull-not-found", "Failed", PULL + RPC + f"Error response from daemon: manifest for {IMAGE} not found: manifest unknown: manifest unknown"),
    ("pull-not-found", "Failed", PULL + RPC + "Error response from daemon: pull access denied for bazaar/pricing, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"),
    ("pull-not-found", "Failed", PULL + RPC + "Error response from daemon: pull access denied for bazaar/pricing, repository does not exist or may require 'docker login'"),
    ("pull-not-found", "Failed", PULL + UNPACK + "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"),
    ("pull-not-found", "Failed", PULL + "rpc error: code = NotFound desc = " + UNPACK + "unexpected status from HEAD request to https://registry.example/v2/bazaar/pricing/manifests/2.9: 404 Not Found"),
    ("pull-not-found", "InspectFailed", 'Failed to apply default image tag "Pricing:2": couldn\'t parse image name "Pricing:2": invalid reference format: repository name must be lowercase'),
    ("pull-not-found", "InspectFailed", 'Failed to apply default image tag "pricing::1": couldn\'t parse image reference "pricing::1": invalid reference format'),
    ("pull-not-found", "Failed", f'Back-off pulling image "{IMAGE}": ErrImagePull: rpc error: code = NotFound desc = {UNPACK}{IMAGE}: not found'),
    ("pull-not-found", "Failed", PULL + "initializing source docker://registry.example/bazaar/pricing:2.9: reading manifest 2.9 in registry.example/bazaar/pricing: manifest unknown"),
    ("pull-refused", "Failed", PULL + UNPACK + "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://registry.example/token?scope=repository%3Abazaar%2Fpricing%3Apull: 401 Unauthorized"),
    ("pull-refused", "Failed", PULL + UNPACK + "failed to authorize: failed to fetch oauth token: unexpected status: 403 Forbidden"),
    ("pull-refused", "Failed", PULL + RPC + "Error response from daemon: unauthorized: authentication required"),
    ("pull-refused", "Failed", PULL + RPC + 'Error response from daemon: Get "https://registry.example/v2/bazaar/pricing/manifests/2.9": no basic auth credentials'),
    ("pull-refused", "Failed", PULL + "initializing source docker://registry.example/bazaar/pricing:2.9: reading manifest 2.9 in registry.example/bazaar/pricing: unauthorized: authentication required"),
    ("pull-secret-unreadable", "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (robot); attempting to pull the image may not succeed."),
    ("pull-name-unresolved", "Failed", PULL + UNPACK + 'failed to do request: Head "https://registry.example/v2/bazaar/pricing/manifests/2.9": dial tcp: lookup registry.example on 192.168.7.1:53: no such host'),
    ("pull-name-unresolved", "Failed", PULL + RPC + 'Error response from daemon: Get "https://registry.example/v2/": dial tcp: lookup registry.example: Temporary failure in name resolution'),
    ("pull-name-unresolved", "Failed", PULL + UNPACK + 'failed to do request: Head "https://registry.example/v2/x": dial tcp: lookup registry.example on 127.0.0.53:53: server misbehaving'),
    ("pull-unreachable", "Failed", PULL + UNPACK + 'failed to do request: Head "https://registry.example/v2/x": dial tcp 192.0.2.7:443: i/o timeout'),
    ("secret-absent", "Failed", 'Error: secret "pricing-keys" not found'),
    ("secret-absent", "Failed", "Error: couldn't find key token in Secret bazaar/pricing-keys"),
    ("secret-absent", "FailedMount", 'MountVolume.SetUp failed for volume "tls" : secret "pricing-tls" not found'),
    ("secret-absent", "FailedMount", 'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: ca.crt'),
    ("secret-absent", "FailedMount", 'MountVolume.SetUp failed for volume "tls" : couldn\'t get secret bazaar/pricing-tls: secret "pricing-tls" not found'),
    ("config-map-absent", "Failed", 'Error: configmap "pricing-conf" not found'),
    ("config-map-absent", "FailedMount", 'MountVolume.SetUp failed for volume "conf" : configmap references non-existent config key: app.yml'),
    ("oom-reason", "FailedCreatePodSandBox", RPC + "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown"),
    ("entrypoint-failing", "Failed", 'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin/run": stat /bin/run: no such file or directory: unknown'),
    ("liveness-failing", "Unhealthy", 'Liveness probe failed: Get "http://10.42.1.7:8083/health": dial tcp 10.42.1.7:8083: connect: connection refused'),
    ("liveness-failing", "Unhealthy", 'Liveness probe failed: command timed out: "/bin/check" timed out after 1s'),
    ("liveness-failing", "Unhealthy", "Liveness probe errored: rpc error: code = DeadlineExceeded desc = context deadline exceeded"),
    ("liveness-kill", "Killing", "Container main failed liveness probe, will be restarted"),
    ("readiness-failing", "Unhealthy", "Readiness probe failed: dial tcp 10.42.1.7:8083: i/o timeout"),
    ("probe-protocol-differs", "Unhealthy", 'Liveness probe failed: Get "http://10.42.1.7:8083/health": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x00\\x00\\x06\\x04\\x00\\x00"'),
    ("probe-protocol-differs", "Unhealthy", 'Readiness probe failed: Get "https://10.42.1.7:8083/health": http: server gave HTTP response to HTTPS client'),
    ("probe-protocol-differs", "Unhealthy", 'Liveness probe failed: Get "https://10.42.1.7:8083/health": tls: first record does not look like a TLS handshake'),
    ("probe-protocol-differs", "Unhealthy", 'Readiness probe failed: Get "http://10.42.1.7:8083/health": net/http: HTTP/1.x transport connection broken: malformed HTTP status code "to"'),
)  # fmt: skip
LOGS: Sequence[tuple[str, str]] = (
    ("db-login-refused", "java.sql.SQLException: Access denied for user 'ts'@'10.42.1.9' (using password: YES)"),
    ("db-login-refused", "java.sql.SQLException: Access denied for user 'ts'@'%' to database 'ledger'"),
    ("db-login-refused", "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: NO)"),
    ("db-login-refused", 'org.postgresql.util.PSQLException: FATAL: password authentication failed for user "ledger"'),
    ("db-connections-full", 'com.mysql.jdbc.exceptions.jdbc4.MySQLNonTransientConnectionException: Data source rejected establishment of connection,  message from server: "Too many connections"'),
    ("db-connections-full", "ERROR 1040 (HY000): Too many connections"),
    ("db-connections-full", "ERROR 1203 (42000): User ts already has more than 'max_user_connections' active connections"),
    ("db-connections-full", "java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30001ms (total=10, active=10, idle=0, waiting=7)"),
    ("db-connections-full", "com.alibaba.druid.pool.GetConnectionTimeoutException: wait millis 60000, active 20, maxActive 20, creating 0"),
    ("db-connections-full", "org.apache.tomcat.jdbc.pool.PoolExhaustedException: [http-nio-8080-exec-3] Timeout: Pool empty. Unable to fetch a connection in 30 seconds, none available[size:100; busy:100; idle:0; lastwait:30000]."),
    ("db-read-only", "java.sql.SQLException: The MySQL server is running with the --read-only option so it cannot execute this statement"),
    ("db-read-only", "The MySQL server is running with the --super-read-only option so it cannot execute this statement"),
    ("db-read-only", "(errno 1290) The MariaDB server is running with the --read-only option so it cannot execute this statement"),
    ("db-read-only", "java.sql.SQLException: Connection is read-only. Queries leading to data modification are not allowed"),
    ("db-read-only", "ERROR 1792 (25006): Cannot execute statement in a READ ONLY transaction."),
    ("port-in-use", "Web server failed to start. Port 8083 was already in use."),
    ("port-in-use", "Caused by: java.net.BindException: Address already in use"),
    ("port-in-use", "The Tomcat connector configured to listen on port 8083 failed to start. The port may already be in use or the connector may be misconfigured."),
    ("port-in-use", "org.springframework.boot.web.server.PortInUseException: Port 8083 is already in use"),
    ("port-in-use", "nginx: [emerg] bind() to 0.0.0.0:8083 failed (98: Address already in use)"),
    ("port-in-use", "OSError: [Errno 98] error while attempting to bind on address ('0.0.0.0', 8083): address already in use"),
    ("name-unknown", "java.net.UnknownHostException: catalog: Name or service not known"),
    ("name-unknown", 'org.springframework.web.client.ResourceAccessException: I/O error on GET request for "http://catalog:9000/x": catalog; nested exception is java.net.UnknownHostException: catalog'),
    ("name-unknown", "dial tcp: lookup catalog on 10.43.0.10:53: no such host"),
    ("dependency-failing", '503 Service Unavailable: "upstream connect error or disconnect/reset before headers. reset reason: connection failure"'),
    ("dependency-failing", '10.42.1.3 - - "GET /api/v1/pricing HTTP/1.1" 502 157 "-"'),
    ("dependency-failing", 'org.springframework.cloud.gateway.support.NotFoundException: 503 SERVICE_UNAVAILABLE "Unable to find instance for catalog"'),
    ("dependency-failing", "org.springframework.web.client.HttpServerErrorException$GatewayTimeout: 504 Gateway Timeout: [no body]"),
    ("dependency-failing", '[error] 31#31: *7 connect() failed (111: Connection refused) while connecting to upstream, client: 10.42.0.1, server: , request: "GET / HTTP/1.1", upstream: "http://10.43.7.7:9000/"'),
)  # fmt: skip


def found(town: Town, *texts: tuple[str, str, Item]) -> set[str]:
    """Signals of readings of kubectl: (query, text, item)."""
    made = [Reading(Query("kubectl", tuple(query.split()), item), town.at, "ok", text) for query, text, item in texts]
    context = Context(service="", services={}, window=Window(town.at - BEFORE, town.at), now=town.at)
    return {each.id for each in extract(made, context)}


def as_table(town: Town, reason: str, message: str, subject: str) -> str:
    return f"LAST SEEN   TYPE      REASON   OBJECT   MESSAGE\n4s          Warning   {reason}   {subject}   {message}\n"


def as_json(town: Town, reason: str, message: str, subject: str) -> str:
    kind, _, name = subject.partition("/")
    stamp = town.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    event = {
        "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": reason, "message": message, "count": 7,
        "metadata": {"name": f"{name}.17", "namespace": town.namespace}, "firstTimestamp": stamp, "lastTimestamp": stamp,
        "involvedObject": {"kind": {"pod": "Pod", "replicaset": "ReplicaSet"}[kind], "name": name, "namespace": town.namespace},
    }  # fmt: skip
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [event]}, indent=1)


@pytest.mark.parametrize(
    ("signal", "reason", "message"), EVENTS, ids=[f"{a}-{i}" for i, (a, _, _) in enumerate(EVENTS)]
)
@pytest.mark.parametrize("form", ["describe", "table", "json"])
def test_event_is_read_in_each_form(signal: str, reason: str, message: str, form: str) -> None:
    """
    The message means the same under a described object, in the table of events and in JSON.
    """
    town = shop()
    app = town.apps["pricing"]
    space = f"-n {town.namespace}"
    refused = reason == "FailedCreate"
    app.ready, app.status = False, "Pending" if reason == "FailedScheduling" else "ContainerCreating"
    if reason == "FailedScheduling":
        app.placed, app.phase = False, "Pending"
    app.made = 0 if refused else -1
    subject = f"replicaset/{app.revision}" if refused else f"pod/{app.pods[0]}"
    made: list[tuple[str, str, Item]] = [(f"get pods {space} -o wide", render.pods(town), "resources")]
    if form == "describe":
        event = [Event(reason, message)]
        app.events, app.set_events = ([], event) if refused else (event, [])
        kind = "replicasets" if refused else "pods"
        text = render.replica_set(town, app) if refused else render.pod(town, app, 0)
        made.append((f"describe {kind} {subject.partition('/')[2]} {space}", text, "resources"))
    else:
        shape = as_table if form == "table" else as_json
        made.append(
            (
                f"get events {space}" + (" -o json" if form == "json" else ""),
                shape(town, reason, message, subject),
                "events",
            )
        )

    assert signal in found(town, *made)


@pytest.mark.parametrize(("signal", "line"), LOGS, ids=[f"{a}-{i}" for i, (a, _) in enumerate(LOGS)])
@pytest.mark.parametrize("form", ["plain", "spring", "json"])
def test_log_line_is_read_in_each_form(signal: str, line: str, form: str) -> None:
    """
    The line means the same bare, behind the head of a Spring log, and as a field of a JSON line.
    """
    town = shop()
    stamp = town.at.strftime("%Y-%m-%dT%H:%M:%S.114Z")
    text = {
        "plain": f"{stamp} ERROR {line}",
        "spring": f"{stamp} ERROR 1 --- [nio-8083-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : {line}",
        "json": json.dumps({"time": stamp, "level": "error", "msg": line}),
    }[form]

    assert signal in found(town, (f"logs deployment/pricing -n {town.namespace} --tail=50", text, "logs"))
